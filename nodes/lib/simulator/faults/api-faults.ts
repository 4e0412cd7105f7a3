import { functionFailure, gatewayFailure, type HttpResponse, html, json, plain } from '../http/exchange';
import { quotaHeaders } from '../http/quota';
import type { API_FAULTS, FaultInjector } from './fault-injector';

type ApiFault = (typeof API_FAULTS)[number];

export interface FaultContext {
  /** Path and log type: each has its own sequence of random numbers. */
  readonly key: string;
  /** The response without a fault. */
  readonly respond: () => Promise<HttpResponse>;
  readonly expireToken: () => void;
  readonly resetMs: number;
  readonly limit: number;
}

/** 503 has no body, 502 and 504 come from a proxy, the others from the gateway (wire.md 3.4). */
const SERVER_ERRORS: readonly HttpResponse[] = [
  gatewayFailure(500, 'err_internal', 'Internal Server Error'),
  html(502, 'Bad Gateway'),
  plain(503, ''),
  html(504, 'Gateway Time-out'),
  json(509, {
    fail: [{ errors: [{ code: 'err_bandwidth', message: 'Bandwidth Limit Exceeded', retryable: true }] }],
  }),
];

/** Responses of one burst of server errors, the first included. */
const BURST_LENGTH = 3;

/** Faults between the gateway and the function behind it. */
export class ApiFaults {
  #remainingErrors = 0;
  #turn = 0;

  readonly #faults: FaultInjector;

  constructor(faults: FaultInjector) {
    this.#faults = faults;
  }

  /** The response of a request that would succeed, or of the first fault in `names` that fires. */
  async apply(context: FaultContext, names: readonly ApiFault[]): Promise<HttpResponse> {
    if (this.#remainingErrors > 0) {
      this.#remainingErrors--;
      return this.#nextOf(SERVER_ERRORS);
    }
    const name = this.#faults.first(names, context.key);
    return name === undefined ? context.respond() : this.#faultResponses[name](context);
  }

  readonly #faultResponses: Readonly<
    Record<ApiFault, (context: FaultContext) => HttpResponse | Promise<HttpResponse>>
  > = {
    'rate-limited': ({ limit, resetMs }) => {
      const responses = [
        gatewayFailure(429, 'rate_limit', 'Too Many Requests'),
        plain(429, 'Too Many Requests'),
      ];
      const response = this.#nextOf(responses);
      return { ...response, headers: { ...response.headers, ...quotaHeaders(limit, 0, resetMs) } };
    },
    'rate-limited-bare': () => plain(429, 'Too Many Requests'),
    'unauthorized-midway': ({ expireToken }) => {
      expireToken();
      return gatewayFailure(401, 'token_expired', 'Access Token Expired');
    },
    'unauthorized-flaky': () =>
      this.#nextOf([
        gatewayFailure(401, 'token_verification_failed', 'Token Verification Failed'),
        gatewayFailure(401, 'InvalidClientIdentifier', 'Client credentials are invalid'),
        gatewayFailure(401, 'Unauthorized Request', 'Unauthorized Request'),
      ]),
    'server-error': () => {
      this.#remainingErrors = BURST_LENGTH - 1;
      return this.#nextOf(SERVER_ERRORS);
    },
    'html-answer': () => html(200, 'Service maintenance'),
    'truncated-json': async ({ respond }) => {
      const whole = await respond();
      return { ...whole, body: whole.body.slice(0, Math.floor(whole.body.length / 2)) };
    },
    'fail-in-200': () =>
      this.#nextOf([
        functionFailure('err_developer_key', 'App ID is invalid', true),
        json(200, { fail: [{ code: 'Unauthorized Request', message: 'Unauthorized Request' }] }),
      ]),
    'meta-status': () => json(200, { meta: { status: 503 }, data: [], fail: [] }),
    reset: async ({ respond }) => ({
      ...(await respond()),
      cut: this.#nextOf(['before', 'midway'] as const),
    }),
    forbidden: () => gatewayFailure(403, 'app_forbidden', 'Forbidden to perform the requested operation'),
  };

  #nextOf<T>(options: readonly T[]): T {
    const option = options[this.#turn++ % options.length];
    if (option === undefined) throw new RangeError('Nothing to choose from.');
    return option;
  }
}
