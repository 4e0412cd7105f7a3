import type { JsonObject } from '../../contracts/json';
import type { QuarantineSample, ReadContext } from '../../contracts/stream';
import type { LogDefinition } from '../rest/log-definition';

/** One item of a snapshot. */
export interface SnapshotRow {
  readonly value: JsonObject;
  /** identifies the item across snapshots; ids do not, because they are reissued (wire.md 14, row 26) */
  readonly identity: JsonObject;
}

/** A complete snapshot. A reader throws when a part is missing. */
export interface SnapshotResult {
  readonly rows: readonly SnapshotRow[];
  /** family of endpoints that it came from; the two write the same item differently */
  readonly via: 'rest' | 'post';
  /** entries of the list that are no JSON object */
  readonly bad: readonly QuarantineSample[];
  readonly bytes: number;
}

/** Definition of one snapshot log: what differs from the other ones. */
export interface SnapshotLogDefinition extends LogDefinition {
  /** @throws MimecastError when a part can't be read; the reason of the signal when it is aborted */
  read(context: ReadContext): Promise<SnapshotResult>;
  /** members that are ignored in comparisons */
  readonly volatile: readonly string[];
  /**
   * `changes`: added, changed and removed items. `arrivals`: new items only, because an item may disappear for several
   * reasons. Equal items are counted, and stay in the state for a day after they were last seen, because a page
   * may miss one.
   */
  readonly emits: 'changes' | 'arrivals';
}
