/** Users, group members, groups and domains (wire.md 11.3 and 11.4). In change mode, `change` has the kind of change. */
import type { Event } from '../event';
import { type FieldTable, field, type LogMapping, mergeFields } from '../field-mapping';
import { parseHost } from '../parsers/ip';
import { parseBoolean, parseText } from '../parsers/scalar';
import { parseTime } from '../parsers/time';
import { mapPerson } from './shared/people';

/** Derives name and action from `change`; a full list has none. */
function deriveInventory(event: Event, what: string): void {
  const change = parseText(event.unmapped['change']);
  event.activity = 'collect';
  event.action = change;
  event.name = change === undefined || change === 'baseline' ? `${what} listed` : `${what} ${change}`;
  if (change !== undefined) delete event.unmapped['change'];
}

const PERSON: FieldTable = {
  emailAddress: mapPerson('user', 'userName'),
  name: field('userName', parseText),
  domain: field('userDomain', parseHost),
  updatedDateTime: field('time', parseTime),
};

export const users: LogMapping = {
  fields: mergeFields(PERSON, { disabled: field('userDisabled', parseBoolean) }),
  derive(event) {
    event.kind = 'user';
    deriveInventory(event, 'User');
  },
};

export const members: LogMapping = {
  fields: mergeFields(PERSON, { group: field('group', parseText) }),
  derive(event) {
    event.kind = 'user';
    deriveInventory(event, 'Group member');
  },
};

export const groups: LogMapping = {
  fields: mergeFields({ path: field('group', parseText) }),
  derive(event) {
    deriveInventory(event, 'Group');
  },
};

export const domains: LogMapping = {
  fields: mergeFields({ domain: field('entity', parseText) }),
  derive(event) {
    event.entityType = 'domain';
    deriveInventory(event, 'Domain');
  },
};
