import type { JsonObject } from '../../contracts/json';
import type { Event } from '../event';
import type { FieldLookup } from '../field-mapping';

/** How the records of one type are mapped: first member by member, then values derived from the whole record. */
export interface LogMapping {
  readonly fields: FieldLookup;
  derive(event: Event, record: JsonObject): void;
}
