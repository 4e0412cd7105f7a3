import { choice } from './choice';
import { showIf } from './fields';

/** Brings the part of that name to life. A whole state needs nothing to be compared with. */
export function snapshot(): void {
  choice('node-input-snapshot', (mode) => showIf('node-input-baseline-row', mode !== 'whole'));
}
