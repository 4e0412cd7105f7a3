import { choice } from '../fields/select-field';
import { showIf } from '../fields/fields';
import { flag } from '../fields/checkbox-field';

/**
 * Initializes the part `snapshot`. The mode `whole` compares with nothing, so it needs no baseline.
 * @param baseline value of the node
 */
export function snapshot(baseline: unknown): void {
  flag('baseline', baseline);
  choice('node-input-snapshot', (mode) => showIf('node-input-baseline-row', mode !== 'whole'));
}
