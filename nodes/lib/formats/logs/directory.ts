/** Users, group members, groups and domains (wire.md 11.3 and 11.4). In change mode, `change` has the kind of change. */
import type { Event } from '../event';
import { address } from '../parsers/address';
import { host } from '../parsers/ip';
import { boolean, text } from '../parsers/scalar';
import { time } from '../parsers/time';
import { into, lookup, type Table } from '../field-mapping';
import type { Log } from './log';

/** Derives name and action from `change`; a full list has none. */
function deriveInventory(event: Event, what: string): void {
  const change = text(event.rest['change']);
  event.activity = 'collect';
  event.action = change;
  event.name = change === undefined || change === 'baseline' ? `${what} listed` : `${what} ${change}`;
  delete event.rest['change'];
}

const PERSON: Table = {
  emailAddress: into('user', address),
  name: into('userName', text),
  domain: into('userDomain', host),
  updatedDateTime: into('time', time),
};

export const users: Log = {
  takes: lookup(PERSON, { disabled: into('userDisabled', boolean) }),
  finish(event) {
    event.kind = 'user';
    deriveInventory(event, 'User');
  },
};

export const members: Log = {
  takes: lookup(PERSON, { group: into('group', text) }),
  finish(event) {
    event.kind = 'user';
    deriveInventory(event, 'Group member');
  },
};

export const groups: Log = {
  takes: lookup({ path: into('group', text) }),
  finish(event) {
    deriveInventory(event, 'Group');
  },
};

export const domains: Log = {
  takes: lookup({ domain: into('entity', text) }),
  finish(event) {
    event.entityType = 'domain';
    deriveInventory(event, 'Domain');
  },
};
