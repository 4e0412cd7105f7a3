import type { Event, Kind } from '../../event';
import type { ClassName } from './enums';
import { email } from './values';

const hasMailAddress = (event: Event): boolean =>
  [event.headerFrom, event.from, ...event.to].some((one) => email(one) !== undefined);
const hasUser = (event: Event): boolean => event.user !== undefined || event.actor !== undefined;

/** The class of each kind, or the closest class when a required attribute is missing. */
const CLASSES: Readonly<Record<Kind, (event: Event) => ClassName>> = {
  mail: (event) => (hasMailAddress(event) ? 'mail' : 'base'),
  threat: () => 'threat',
  leak: () => 'leak',
  logon: (event) => (hasUser(event) ? 'logon' : 'entity'),
  account: (event) => (hasUser(event) ? 'account' : 'entity'),
  group: (event) => (event.group === undefined ? 'entity' : 'group'),
  entity: () => 'entity',
  api: (event) => (event.actor === undefined || event.sourceIp === undefined ? 'entity' : 'api'),
  user: (event) => (event.user === undefined && event.userName === undefined ? 'base' : 'user'),
  compliance: (event) => (event.assessment === undefined ? 'base' : 'compliance'),
  other: () => 'base',
};

/** Selects a class whose required attributes the event can fill. */
export const selectClass = (event: Event): ClassName => CLASSES[event.kind](event);
