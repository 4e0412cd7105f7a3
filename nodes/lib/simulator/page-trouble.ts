import { type Answer, functionFail, gatewayFail, plain } from './exchange';
import type { FaultDial } from './faults';
import type { Mark } from './page-tokens';

/** Failures of a page in the middle: one of each kind, in turn. */
const BREAKDOWNS: readonly [Answer, ...Answer[]] = [
  gatewayFail(500, 'err_internal', 'Internal Server Error'),
  functionFail('err_internal', 'Try again later', true),
  plain(503, ''),
];

export const REFUSED_TOKEN = {
  field: 'pageToken',
  code: 'err_validation_page_token',
  message: 'Invalid page token',
};

/** What can go wrong on every page but the first. */
export class PageTrouble {
  #turn = 0;

  readonly #faults: FaultDial;

  constructor(faults: FaultDial) {
    this.#faults = faults;
  }

  /**
   * @param mark what the token said; undefined: nothing that is accepted.
   * @param about what is read, for the draws
   */
  with(mark: Mark | undefined, about: string): 'refused' | Answer | undefined {
    if (mark === undefined || this.#faults.fires('token-refused', about)) return 'refused';
    if (!this.#faults.fires('page-fails-midway', about)) return undefined;
    return BREAKDOWNS[this.#turn++ % BREAKDOWNS.length] ?? BREAKDOWNS[0];
  }
}
