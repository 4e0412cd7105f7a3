import type { Event, Members } from '../event';
import type { Lookup } from '../table';

/** How the records of one type are read: member by member, and then what only the whole of them tells. */
export interface Log {
  readonly takes: Lookup;
  finish(event: Event, record: Members): void;
}
