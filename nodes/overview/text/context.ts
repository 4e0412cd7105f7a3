/** What every view needs. */
import type { Host } from '../model/host';
import type { Formats } from './format';
import type { Texts } from './texts';

export interface Context extends Texts {
  readonly format: Formats;
  readonly host: Host;
  /** epoch ms by the clock of the server */
  readonly now: number;
}
