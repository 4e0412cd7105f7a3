import { isJsonObject } from '../../../contracts/json';
import { type Json, setIfDefined } from './values';

const HOSTNAME = 1;
const IP_ADDRESS = 2;
const EMAIL_ADDRESS = 5;
const URL_STRING = 6;
const HASH = 8;

const isObject = (value: unknown): value is Json => isJsonObject(value);

/** Paths of attributes that are useful for correlation, in the notation of the schema. */
const PATHS: readonly (readonly [path: string, type: number])[] = [
  ['from', EMAIL_ADDRESS],
  ['to[]', EMAIL_ADDRESS],
  ['email.from', EMAIL_ADDRESS],
  ['src_endpoint.ip', IP_ADDRESS],
  ['dst_endpoint.ip', IP_ADDRESS],
  ['dst_endpoint.hostname', HOSTNAME],
  ['user.email_addr', EMAIL_ADDRESS],
  ['actor.user.email_addr', EMAIL_ADDRESS],
  ['evidences[].email.from', EMAIL_ADDRESS],
  ['evidences[].email.to[]', EMAIL_ADDRESS],
  ['evidences[].src_endpoint.ip', IP_ADDRESS],
  ['evidences[].url.url_string', URL_STRING],
  ['evidences[].file.hashes[].value', HASH],
];

const STEPS = PATHS.map(([path, type_id]) => ({
  name: path.replaceAll('[]', (_all, at: number) => (at === path.length - 2 ? '' : '[]')),
  type_id,
  steps: path.split('.').map((step) => ({ member: step.replace('[]', ''), list: step.endsWith('[]') })),
}));

/** Calls `onText` for each text at the end of a path. */
function eachAt(
  value: unknown,
  steps: (typeof STEPS)[0]['steps'],
  at: number,
  onText: (text: string) => void,
): void {
  const step = steps[at];
  if (step === undefined) {
    if (typeof value === 'string') onText(value);
    return;
  }
  const member = isObject(value) ? value[step.member] : undefined;
  if (member === undefined) return;
  if (!step.list || !Array.isArray(member)) eachAt(member, steps, at + 1, onText);
  else for (const one of member) eachAt(one, steps, at + 1, onText);
}

/** Limits events with many recipients. */
const MAX_OBSERVABLES = 100;

export function setObservables(event: Json, target: Json): void {
  const found: Json[] = [];
  for (const { name, type_id, steps } of STEPS) {
    if (event[steps[0]?.member ?? ''] === undefined) continue;
    eachAt(event, steps, 0, (value) => {
      if (found.length < MAX_OBSERVABLES) found.push({ name, type_id, value });
    });
  }
  setIfDefined(target, 'observables', found.length > 0 ? found : undefined);
}
