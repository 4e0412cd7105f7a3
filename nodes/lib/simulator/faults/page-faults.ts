import { functionFailure, gatewayFailure, type HttpResponse, plain } from '../http/exchange';
import type { PageMark } from '../http/page-tokens';
import { ConstantTokens } from './constant-tokens';
import type { FaultInjector } from './fault-injector';

/** Responses of fault `page-fails-midway`, used in turn: one of each kind. */
const FAILURES: readonly [HttpResponse, ...HttpResponse[]] = [
  gatewayFailure(500, 'err_internal', 'Internal Server Error'),
  functionFailure('err_internal', 'Try again later', true),
  plain(503, ''),
];

/** Faults of every page except the first. */
export class PageFaults {
  #turn = 0;
  readonly #constantTokens = new ConstantTokens<PageMark>();

  readonly #faults: FaultInjector;

  constructor(faults: FaultInjector) {
    this.#faults = faults;
  }

  /** Where the page of this token begins, if the token leads to another page each time. */
  markOf(token: string): PageMark | undefined {
    return this.#constantTokens.markOf(token);
  }

  /**
   * Token of the next page, which begins at `mark`: a new one, or again the one of the request.
   * @param key see `apply`
   */
  nextToken(sent: string | undefined, mark: PageMark, key: string, issue: () => string): string {
    if (sent === undefined) return issue();
    if (this.#faults.fires('repeated-token', key)) return sent;
    if (!this.#faults.fires('constant-token', key)) return issue();
    this.#constantTokens.move(sent, mark);
    return sent;
  }

  /**
   * @param mark position of the token; undefined: the token is not valid
   * @param key what is read: each has its own sequence of faults
   * @returns undefined: no fault
   */
  apply(mark: PageMark | undefined, key: string): 'refused' | HttpResponse | undefined {
    if (mark === undefined || this.#faults.fires('token-refused', key)) return 'refused';
    if (!this.#faults.fires('page-fails-midway', key)) return undefined;
    return FAILURES[this.#turn++ % FAILURES.length] ?? FAILURES[0];
  }
}
