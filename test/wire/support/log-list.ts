import { WINDOW_LOGS as SIMULATED_LOGS, SNAPSHOTS } from '../../../nodes/lib/simulator/common/log-names';
import type { LogName } from '../../../nodes/lib/simulator/simulator';
import { DEFINITIONS } from '../../../nodes/lib/streams/log-types';
import type { LogDefinition } from '../../../nodes/lib/streams/rest/log-definition';

/** The logs of the simulator, apart from the SIEM feeds. */
export const SIMULATOR_LOGS: readonly LogName[] = [...SIMULATED_LOGS, ...SNAPSHOTS];

/** Its name at the simulator is its key. `test/unit/house/log-types.spec.ts` fails for one that has none. */
function withName<D extends LogDefinition>(definition: D): readonly (readonly [LogName, D])[] {
  const name = SIMULATOR_LOGS.find((one) => one === definition.key);
  return name === undefined ? [] : [[name, definition]];
}

/** All logs that are read by time range. A new log type is read over the wire without a row of its own. */
export const WINDOW_LOGS = DEFINITIONS.filter((one) => 'overlapMs' in one).flatMap(withName);

/** All states that are read as a whole. */
export const SNAPSHOT_LOGS = DEFINITIONS.filter((one) => 'read' in one).flatMap(withName);
