/** How rules say what they found. Pure. */
import type { JsonObject } from '../../../contracts/json';
import { sanitizeText } from '../../../util/redaction/redactor';
import { policyName } from '../normalize-policy';
import type { RuleResult } from '../types';

/** characters */
const MAX_SUMMARY_LENGTH = 2_000;

/** A summary may repeat what the answer says, so it is on one line, without credentials, and cut. */
export const toResult = (status: RuleResult['status'], summary: string): RuleResult => ({
  status,
  summary: sanitizeText(summary, MAX_SUMMARY_LENGTH),
});

/** The records say nothing that the rule can judge. Weaker evidence may still decide. */
export const undecided = (summary: string): RuleResult => toResult('not_readable', summary);

const MAX_NAMES = 5;
const MAX_NAME_LENGTH = 120;

/** What an administrator, or somebody else, has called something: on one line, without credentials, cut. */
export const shownText = (text: string, maxLength = MAX_NAME_LENGTH): string => sanitizeText(text, maxLength);

export function joinTexts(texts: readonly string[]): string {
  const shown = texts
    .slice(0, MAX_NAMES)
    .map((text) => `"${shownText(text) || 'unnamed'}"`)
    .join(', ');
  return texts.length > MAX_NAMES ? `${shown} and ${texts.length - MAX_NAMES} more` : shown;
}

export const joinNames = (policies: readonly JsonObject[]): string => joinTexts(policies.map(policyName));

export const pluralize = (number: number, one: string, more = `${one}s`): string =>
  `${number} ${number === 1 ? one : more}`;

const MAX_MEMBERS = 8;

/** Names the members of a record, but not their values: the form is unknown, and a value may be a secret. */
const membersOf = (record: JsonObject): string => {
  const names = Object.keys(record)
    .slice(0, MAX_MEMBERS)
    .map((name) => shownText(name, 40));
  return names.length === 0 ? 'no members' : `the members ${names.join(', ')}`;
};

/**
 * A record of another form than the rule knows is no evidence, neither for nor against anything.
 * @returns undefined when all records have the form
 */
export function otherForm(
  records: readonly JsonObject[],
  hasForm: (record: JsonObject) => boolean,
  expected: string,
): RuleResult | undefined {
  const unlike = records.filter((record) => !hasForm(record));
  const [first] = unlike;
  return first === undefined
    ? undefined
    : undecided(
        `${unlike.length} of ${pluralize(records.length, 'record')} do not say ${expected}: the answer has another form (${membersOf(first)})`,
      );
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
