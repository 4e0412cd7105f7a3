import type { Event, Members } from '../event';
import type { Lookup } from '../field-mapping';

/** How the records of one type are mapped: first member by member, then values derived from the whole record. */
export interface Log {
  readonly takes: Lookup;
  finish(event: Event, record: Members): void;
}
