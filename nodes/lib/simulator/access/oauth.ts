import { randomBytes } from 'node:crypto';
import type { Clock } from '../common/clock';
import type { PermissionGrants, SimulatorSettings } from '../common/options';
import type { FaultInjector } from '../faults/fault-injector';
import { gatewayFailure, type HttpRequest, type HttpResponse, json, plain } from '../http/exchange';

interface Token {
  readonly application: string;
  /** Epoch ms */
  readonly expiresAt: number;
}

export type TokenCheck =
  | { readonly valid: true; readonly application: string; readonly token: string }
  | { readonly valid: false; readonly answer: HttpResponse };

/** Unusual values of `expires_in`: a text, missing, not positive (wire.md 2.2). */
const ODD_LIFETIMES: readonly ((seconds: number) => unknown)[] = [
  (seconds) => String(seconds),
  () => undefined,
  () => 0,
  () => null,
];

/** Issues and checks tokens, which are opaque and expire (wire.md 2). */
export class TokenIssuer {
  readonly #tokens = new Map<string, Token>();
  #oddLifetimes = 0;
  #issued = 0;

  readonly #settings: SimulatorSettings;
  readonly #grants: PermissionGrants;
  readonly #faults: FaultInjector;
  readonly #clock: Clock;

  constructor(settings: SimulatorSettings, grants: PermissionGrants, faults: FaultInjector, clock: Clock) {
    this.#settings = settings;
    this.#grants = grants;
    this.#faults = faults;
    this.#clock = clock;
  }

  /** The client id whose quota a token request counts against. */
  static applicationOf(request: HttpRequest): string {
    return new URLSearchParams(request.body).get('client_id') ?? '';
  }

  /** POST /oauth/token */
  issue(request: HttpRequest): HttpResponse {
    const form = new URLSearchParams(request.body);
    const fault = this.#faultResponse(form);
    if (fault !== undefined) return fault;
    if (!request.contentType.toLowerCase().startsWith('application/x-www-form-urlencoded')) {
      return json(400, { error: 'invalid_request', error_description: 'The body must be form encoded.' });
    }
    if (form.get('grant_type') !== 'client_credentials') {
      return json(400, { error: 'unsupported_grant_type', error_description: 'Use client_credentials.' });
    }
    if (!this.#isKnownClient(form)) {
      return gatewayFailure(401, 'InvalidClientIdentifier', 'Client credentials are invalid');
    }
    if (!this.#grants.active) {
      return json(401, { error: 'invalid_grant', error_description: 'The application is not active.' });
    }
    return this.#token(form.get('client_id') ?? '');
  }

  /** Checks the token of a request. @returns the application, or a 401 (wire.md 2.4) */
  check(request: HttpRequest): TokenCheck {
    const [scheme = '', token = ''] = (request.authorization ?? '').split(' ');
    if (request.authorization === undefined) return unauthorized('unauthorized', 'Unauthorized');
    if (scheme !== 'Bearer') return unauthorized('Unauthorized Request', 'Unauthorized Request');
    const known = this.#tokens.get(token);
    if (known === undefined) return unauthorized('token_verification_failed', 'Token Verification Failed');
    if (this.#clock.now() >= known.expiresAt) return unauthorized('token_expired', 'Access Token Expired');
    return { valid: true, application: known.application, token };
  }

  /** The token stays known, but is expired. */
  expire(token: string): void {
    const known = this.#tokens.get(token);
    if (known !== undefined) this.#tokens.set(token, { ...known, expiresAt: 0 });
  }

  expireAll(): void {
    for (const token of this.#tokens.keys()) this.expire(token);
  }

  #faultResponse(form: URLSearchParams): HttpResponse | undefined {
    if (this.#faults.fires('token-error', '/oauth/token')) return plain(503, 'upstream connect error');
    if (this.#faults.fires('token-fail-in-200', '/oauth/token')) {
      return json(200, { fail: [{ code: 'err_internal', message: 'Try again later' }] });
    }
    // one client saw the submitted credentials in such a body (wire.md 2.3)
    if (this.#faults.fires('token-echo', '/oauth/token')) {
      return json(400, {
        error: 'invalid_client',
        error_description: `client_id=${form.get('client_id')} client_secret=${form.get('client_secret')} rejected`,
      });
    }
    return undefined;
  }

  #isKnownClient(form: URLSearchParams): boolean {
    const id = form.get('client_id') ?? '';
    const secret = form.get('client_secret') ?? '';
    const { clientId, clientSecret } = this.#settings;
    if (clientId !== undefined && id !== clientId) return false;
    if (clientSecret !== undefined && secret !== clientSecret) return false;
    return id !== '' && secret !== '';
  }

  #token(application: string): HttpResponse {
    const seconds = this.#settings.tokenLifetimeS;
    const token = randomBytes(33).toString('base64url');
    this.#tokens.set(token, { application, expiresAt: this.#clock.now() + seconds * 1000 });
    this.#evictOldest();
    const lifetime = this.#faults.fires('expires-in-odd', '/oauth/token')
      ? ODD_LIFETIMES[this.#oddLifetimes++ % ODD_LIFETIMES.length]?.(seconds)
      : seconds;
    const kind = this.#issued++ % 2 === 0 ? 'Bearer' : 'bearer';
    return json(200, { access_token: token, token_type: kind, expires_in: lifetime, scope: '' });
  }

  /** Bounded: the oldest tokens are removed first. */
  #evictOldest(): void {
    for (const oldest of this.#tokens.keys()) {
      if (this.#tokens.size <= 1_000) break;
      this.#tokens.delete(oldest);
    }
  }
}

function unauthorized(code: string, message: string): TokenCheck {
  return { valid: false, answer: gatewayFailure(401, code, message) };
}
