import { functionFailure, gatewayFailure, type HttpResponse, plain } from '../http/exchange';
import type { PageMark } from '../http/page-tokens';
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

  readonly #faults: FaultInjector;

  constructor(faults: FaultInjector) {
    this.#faults = faults;
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
