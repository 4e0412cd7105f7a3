import { choice } from './choice';
import { showIf } from './fields';
import { flag } from './flag';

/** Brings the part of that name to life. A whole state needs nothing to be compared with. */
/** @param baseline as the node has it */
export function snapshot(baseline: unknown): void {
  flag('baseline', baseline);
  choice('node-input-snapshot', (mode) => showIf('node-input-baseline-row', mode !== 'whole'));
}
