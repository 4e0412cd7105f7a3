/** The values of an event that are useful for correlation, each with its path. */
import { isJsonObject } from '../../../contracts/json';
import { email, type Json } from './values';

const HOSTNAME = 1;
const IP_ADDRESS = 2;
const USER_NAME = 4;
const EMAIL_ADDRESS = 5;
const URL_STRING = 6;
const HASH = 8;
const FILE_NAME = 7;
const SUBJECT = 40;
const MESSAGE_UID = 42;

/** Inside an e-mail object. */
const EMAIL_PATHS = [
  ['from', EMAIL_ADDRESS],
  ['to[]', EMAIL_ADDRESS],
  ['return_path', EMAIL_ADDRESS],
  ['message_uid', MESSAGE_UID],
] as const;

const USER_PATHS = [
  ['name', USER_NAME],
  ['email_addr', EMAIL_ADDRESS],
] as const;

const below = (path: string, paths: readonly (readonly [string, number])[]) =>
  paths.map(([name, type]) => [`${path}.${name}`, type] as const);

/** Paths in the notation of the schema. */
const PATHS: readonly (readonly [path: string, type: number])[] = [
  ['from', EMAIL_ADDRESS],
  ['to[]', EMAIL_ADDRESS],
  ...below('email', EMAIL_PATHS),
  ['email.urls[].url_string', URL_STRING],
  ['email.files[].hashes[].value', HASH],
  ['src_endpoint.ip', IP_ADDRESS],
  ['src_endpoint.hostname', HOSTNAME],
  ['dst_endpoint.ip', IP_ADDRESS],
  ['dst_endpoint.hostname', HOSTNAME],
  ...below('user', USER_PATHS),
  ...below('users[]', USER_PATHS),
  ...below('actor.user', USER_PATHS),
  ...below('evidences[].email', EMAIL_PATHS),
  ...below('evidences[].user', USER_PATHS),
  ['evidences[].src_endpoint.ip', IP_ADDRESS],
  ['evidences[].src_endpoint.hostname', HOSTNAME],
  ['evidences[].url.url_string', URL_STRING],
  ['evidences[].file.hashes[].value', HASH],
  ['file.hashes[].value', HASH],
  // recipients of a class without e-mail attributes
  ['resources[].name', EMAIL_ADDRESS],
  // the remainder of a message without a usable address
  ['unmapped.senderEnvelope', EMAIL_ADDRESS],
  ['unmapped.senderHeader', EMAIL_ADDRESS],
  ['unmapped.recipients[]', EMAIL_ADDRESS],
  ['unmapped.subject', SUBJECT],
  ['unmapped.messageId', MESSAGE_UID],
  ['unmapped.urls[]', URL_STRING],
  ['unmapped.sourceIp', IP_ADDRESS],
  ['unmapped.destinationIp', IP_ADDRESS],
  ['unmapped.fileName[]', FILE_NAME],
  ['unmapped.md5[]', HASH],
  ['unmapped.sha1[]', HASH],
  ['unmapped.sha256[]', HASH],
];

interface End {
  readonly name: string;
  readonly type_id: number;
  readonly accepts: ((value: string) => boolean) | undefined;
}

const isAddress = (value: string): boolean => email(value) !== undefined;
/** A user name that is an address is an address. */
const isNoAddress = (value: string): boolean => !isAddress(value);

/** These attributes hold any text. All others have addresses only where the schema accepts them. */
const ANY_TEXT = /^resources|^unmapped/;

function acceptsOf(path: string, type: number): End['accepts'] {
  if (type === USER_NAME) return isNoAddress;
  return type === EMAIL_ADDRESS && ANY_TEXT.test(path) ? isAddress : undefined;
}

/** A step of the paths, with the steps after it. */
interface Step {
  readonly member: string;
  readonly after: Step[];
  /** the path ends here, too */
  end?: End;
}

function stepsOf(paths: typeof PATHS): readonly Step[] {
  const root: Step = { member: '', after: [] };
  for (const [path, type_id] of paths) {
    let at = root;
    for (const name of path.split('.')) {
      const member = name.replace('[]', '');
      let next = at.after.find((one) => one.member === member);
      if (next === undefined) {
        next = { member, after: [] };
        at.after.push(next);
      }
      at = next;
    }
    // a list of texts is named like one text
    at.end = {
      name: path.replace(/\[\]$/, ''),
      type_id,
      accepts: acceptsOf(path, type_id),
    };
  }
  return root.after;
}

const STEPS = stepsOf(PATHS);

/** Limits events with many recipients. */
const MAX_OBSERVABLES = 100;

const isObservable = (value: string, { accepts }: End): boolean => value !== '' && accepts?.(value) !== false;

function collect(value: unknown, step: Step, found: Json[]): void {
  if (Array.isArray(value)) {
    for (const one of value) collect(one, step, found);
  } else if (typeof value === 'string') {
    const { end } = step;
    if (end !== undefined && found.length < MAX_OBSERVABLES && isObservable(value, end))
      found.push({ name: end.name, type_id: end.type_id, value });
  } else if (step.after.length > 0 && isJsonObject(value)) {
    for (const next of step.after) {
      const member = value[next.member];
      if (member !== undefined) collect(member, next, found);
    }
  }
}

export function setObservables(event: Json): void {
  const found: Json[] = [];
  for (const step of STEPS) {
    const member = event[step.member];
    if (member !== undefined) collect(member, step, found);
  }
  if (found.length > 0) event['observables'] = found;
}
