import type { Event, Kind } from '../../event';
import type { ClassName } from './classes';
import { hasMailAddress } from './email';

const hasUser = (event: Event): boolean => event.user !== undefined || event.actor !== undefined;

const mailClass = (event: Event): ClassName => (hasMailAddress(event) ? 'mail' : 'base');

/** A protection that found nothing, or came to no result, has detected nothing. */
const isDetection = ({ verdict }: Event): boolean => verdict === 'malicious' || verdict === 'suspicious';

/** In these records the user is the account itself. Whoever changed another account must not look like its user. */
const isOwnAccount = ({ actor, activity }: Event): boolean =>
  actor !== undefined && (activity === 'password-change' || activity === 'lock');

/** The class of each kind, or the closest class when a required attribute is missing. */
const CLASSES: Readonly<Record<Kind, (event: Event) => ClassName>> = {
  mail: mailClass,
  threat: (event) => (isDetection(event) ? 'threat' : mailClass(event)),
  leak: () => 'leak',
  logon: (event) => (hasUser(event) ? 'logon' : 'entity'),
  account: (event) => (event.user !== undefined || isOwnAccount(event) ? 'account' : 'entity'),
  group: (event) => (event.group === undefined ? 'entity' : 'group'),
  entity: () => 'entity',
  api: (event) => (event.actor === undefined || event.sourceIp === undefined ? 'entity' : 'api'),
  user: (event) => (event.user === undefined && event.userName === undefined ? 'base' : 'user'),
  compliance: (event) => (event.assessment === undefined ? 'base' : 'compliance'),
  other: () => 'base',
};

/** Selects a class whose required attributes the event can fill. */
export const selectClass = (event: Event): ClassName => CLASSES[event.kind](event);
