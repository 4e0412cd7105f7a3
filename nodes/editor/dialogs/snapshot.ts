import { initCheckboxField } from '../fields/checkbox-field';
import { setVisible } from '../fields/fields';
import { initSelectField } from '../fields/select-field';

/**
 * Initializes the part `snapshot`. The mode `whole` compares with nothing, so it needs no baseline.
 * @param baseline value of the node
 */
export function initSnapshot(baseline: unknown): void {
  initCheckboxField('baseline', baseline);
  initSelectField('node-input-snapshot', (mode) => setVisible('node-input-baseline-row', mode !== 'whole'));
}
