/** Whether an audit record is about the second factor of a user: `MFA enabled for user bo@corp.example` (wire.md 7.4). */
import type { Activity } from '../../event';
import type { AuditText } from '../../parsers/audit-text/parse';
import { type Verb, verbOfType, type Word } from './verbs';

const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const FACTORS = wordSet(
  '2fa mfa two-factor two-step multi-factor multi-step 2-factor 2-step multifactor twofactor',
);
/** `Two Step` */
const FIRST_HALVES = wordSet('two 2 multi');
const SECOND_HALVES = wordSet('step factor');
/** `without MFA`, `because MFA was removed`, `profile with MFA`: the factor is not what was changed. */
const ASIDE = wordSet('no non not without with because after since when requires require requiring');
const NEGATIONS = wordSet('not no never');
const LEAD_IN = wordSet('action performed successfully failed unable attempt attempted to');

const CHANGES: Partial<Readonly<Record<Verb, Activity>>> = {
  enable: 'mfa-enable',
  add: 'mfa-enable',
  create: 'mfa-enable',
  assign: 'mfa-enable',
  disable: 'mfa-disable',
  remove: 'mfa-disable',
  delete: 'mfa-disable',
  revoke: 'mfa-disable',
};
/** The words between the factor and what happened to it: `MFA for user bo@corp.example was disabled` */
const MAX_DISTANCE = 6;

const changeOf = (word: Word | undefined): Activity | undefined =>
  word?.verb === undefined ? undefined : CHANGES[word.verb];

const isFactorAt = (words: readonly Word[], at: number): boolean => {
  const text = words[at]?.text ?? '';
  return (
    FACTORS.has(text) ||
    (FIRST_HALVES.has(text) && SECOND_HALVES.has(words[at + 1]?.text.split('-')[0] ?? ''))
  );
};

/** The sentence is about a second factor, whether or not it says what happened to it. */
export const isAboutFactor = (words: readonly Word[]): boolean =>
  words.some((_, index) => isFactorAt(words, index));

function changeIn(words: readonly Word[]): Activity | undefined {
  const at = words.findIndex((_, index) => isFactorAt(words, index));
  if (at < 0 || ASIDE.has(words[at - 1]?.text ?? '')) return undefined;
  // `changed from enabled to disabled`
  const last = words.findLastIndex(
    (word, index) => index > at && words[index - 1]?.text === 'to' && changeOf(word) !== undefined,
  );
  if (last > 0) return changeOf(words[last]);
  const lead = words.slice(0, at).find(({ text }) => !LEAD_IN.has(text));
  if (changeOf(lead) !== undefined) return changeOf(lead);
  const after = words.findIndex(
    (word, index) => index > at && index <= at + MAX_DISTANCE && changeOf(word) !== undefined,
  );
  if (after < 0) return changeOf(words[at - 1]);
  return NEGATIONS.has(words[after - 1]?.text ?? '') ? undefined : changeOf(words[after]);
}

const NAMED: ReadonlyMap<string, Activity> = new Map([
  ['enabled', 'mfa-enable'],
  ['on', 'mfa-enable'],
  ['disabled', 'mfa-disable'],
  ['off', 'mfa-disable'],
]);

/** Undefined when the record is about something else, or does not say what happened to the factor. */
export function factorChange(
  type: readonly Word[],
  sentence: readonly Word[],
  { secondFactor }: AuditText,
): Activity | undefined {
  const ofType = changeIn(type);
  if (ofType !== undefined) return ofType;
  // a user who is created, enabled or deleted with a factor is not changed by it
  const verb = verbOfType(type);
  if (verb !== undefined && verb !== 'update') return undefined;
  return changeIn(sentence) ?? NAMED.get(secondFactor?.toLowerCase() ?? '');
}
