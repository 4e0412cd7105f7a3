import type { Clock } from '../common/clock';
import type { PermissionGrants, SimulatorSettings } from '../common/options';
import type { FaultInjector } from '../faults/fault-injector';
import type { CursorCodec } from './cursor';
import type { FileCatalogue } from './file-catalog';
import type { FileContentGenerator } from './file-content';
import type { FileFaultState } from './file-faults';
import type { SignedLinks } from './links';

/** The parts of the simulated tenant that endpoints share. */
export interface Tenant {
  readonly settings: SimulatorSettings;
  readonly grants: PermissionGrants;
  readonly clock: Clock;
  readonly faults: FaultInjector;
  readonly catalogue: FileCatalogue;
  readonly fileFaults: FileFaultState;
  readonly content: FileContentGenerator;
  readonly cursors: CursorCodec;
  readonly links: SignedLinks;
}
