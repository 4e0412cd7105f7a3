/** A token of Microsoft Entra for an application (OAuth 2.0 client credentials, RFC 6749, 4.4). */
import { z } from 'zod';
import { sanitizeText } from '../../../util/redaction/redactor';
import { SECOND_MS } from '../../../util/time';
import { judgeAnswer } from '../answers/judge-answer';
import { misconfigured, type Verdict, withoutRecords } from '../answers/verdict';
import type { HttpLogin } from '../settings';
import type { HttpAnswer, HttpTransport } from './transport';

type ClientCredentials = Extract<HttpLogin, { kind: 'client-credentials' }>;

export type TokenResult =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly verdict: Extract<Verdict, { kind: 'retry' | 'misconfigured' }> };

const seconds = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
const tokenAnswer = z.looseObject({
  access_token: z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .max(16_384),
  expires_in: seconds.optional(),
});

/** RFC 6749, 5.2: the description is for developers. */
const errorAnswer = z.looseObject({ error: z.string(), error_description: z.string() });
/** Characters. */
const MAX_REASON = 200;

/** Without a lifetime in the answer. */
const DEFAULT_LIFETIME_S = 300;
/** A token is replaced when this share of its lifetime is over, so that no request is sent with one that ends. */
const USED_SHARE = 0.9;

export class AccessToken {
  #token = '';
  /** epoch ms */
  #renewAt = 0;
  readonly #login: ClientCredentials;
  readonly #transport: HttpTransport;

  constructor(login: ClientCredentials, transport: HttpTransport) {
    this.#login = login;
    this.#transport = transport;
  }

  /** The current token, or a new one. */
  async get(signal: AbortSignal): Promise<TokenResult> {
    if (this.#token !== '' && Date.now() < this.#renewAt) return { ok: true, token: this.#token };
    const { tokenUrl, clientId, clientSecret, scope } = this.#login;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope,
    });
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    const request = { url: tokenUrl, headers, body: Buffer.from(form.toString()), gzip: false };
    return this.#read(await this.#transport.post(request, signal));
  }

  /** Drops a token that the receiver does not accept. */
  drop(): void {
    this.#token = '';
  }

  #read(answer: HttpAnswer): TokenResult {
    const shown = this.#transport.withoutSecrets(answer);
    const verdict = withoutRecords(judgeAnswer('http-2xx', shown, undefined));
    if (verdict.kind === 'retry' || verdict.kind === 'misconfigured')
      return {
        ok: false,
        verdict: { ...verdict, reason: `sign-in: ${describedReason(shown) ?? verdict.reason}` },
      };
    const parsed = tokenAnswer.safeParse(parseJson(answer.body));
    if (!parsed.success)
      return { ok: false, verdict: misconfigured('sign-in: the answer contains no token') };
    const { access_token: token, expires_in: lifetime = DEFAULT_LIFETIME_S } = parsed.data;
    this.#token = token;
    this.#transport.redactor.addToken(token);
    this.#renewAt = Date.now() + lifetime * SECOND_MS * USED_SHARE;
    return { ok: true, token };
  }
}

function describedReason({ status, body }: HttpAnswer): string | undefined {
  const parsed = errorAnswer.safeParse(parseJson(body));
  if (!parsed.success) return undefined;
  const { error, error_description: description } = parsed.data;
  return sanitizeText(`${status} ${error}: ${description}`, MAX_REASON);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
