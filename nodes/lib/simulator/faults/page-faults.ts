import { type Answer, functionFail, gatewayFail, plain } from '../http/exchange';
import type { FaultDial } from './fault-injector';
import type { Mark } from '../http/page-tokens';

/** Responses of fault `page-fails-midway`, used in turn: one of each kind. */
const FAILURES: readonly [Answer, ...Answer[]] = [
  gatewayFail(500, 'err_internal', 'Internal Server Error'),
  functionFail('err_internal', 'Try again later', true),
  plain(503, ''),
];

export const REFUSED_TOKEN = {
  field: 'pageToken',
  code: 'err_validation_page_token',
  message: 'Invalid page token',
};

/** Faults of every page except the first. */
export class PageTrouble {
  #turn = 0;

  readonly #faults: FaultDial;

  constructor(faults: FaultDial) {
    this.#faults = faults;
  }

  /**
   * @param mark position of the token; undefined: the token is not valid
   * @param key what is read: each has its own sequence of faults
   * @returns undefined: no fault
   */
  with(mark: Mark | undefined, key: string): 'refused' | Answer | undefined {
    if (mark === undefined || this.#faults.fires('token-refused', key)) return 'refused';
    if (!this.#faults.fires('page-fails-midway', key)) return undefined;
    return FAILURES[this.#turn++ % FAILURES.length] ?? FAILURES[0];
  }
}
