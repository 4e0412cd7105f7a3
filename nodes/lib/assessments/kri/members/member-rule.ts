/** What an indicator must understand of each record, so that its count means something. Pure. */
import type { JsonObject } from '../../../contracts/json';

/** Largest share of records that may lack a member while the count is still whole. */
export const MAX_LACKING_SHARE = 0.05;

export interface MemberRule {
  readonly member: string;
  /** what it is counted under, where a member has two rules; by default its name */
  readonly key?: string;
  /** the records that need the member; by default all */
  readonly applies?: (record: JsonObject) => boolean;
  /** false: the member is missing, of another type, or its value is unknown */
  readonly understood: (record: JsonObject) => boolean;
  /** for members that may be missing; otherwise MAX_LACKING_SHARE */
  readonly maxShare?: number;
  /** only a part of the count depends on it: the count is incomplete when no record has it, and not an error */
  readonly partOnly?: true;
  /** the unknown value, if it is a word of the API and no data of a person */
  readonly valueOf?: (record: JsonObject) => unknown;
}

export interface LackingMember {
  /** of a rule; '' for entries that are no record */
  readonly key: string;
  readonly times: number;
  readonly of: number;
  /** one of the unknown values */
  readonly example?: string | undefined;
}

/** How far a count can be trusted. Each text is undefined when there is nothing to say. */
export interface MemberVerdict {
  /** nothing was measured */
  readonly unusable?: string;
  /** the count is too low or too high by a share that is not small */
  readonly incomplete?: string;
  /** a small share of the records was not understood */
  readonly note?: string;
}

/** Of few records, a few that lack a member say nothing about the share of them. */
const MAX_TOLERATED_RECORDS = 5;

/** Whether so many records may lack a member that can be missing. */
export const isTolerated = (rule: MemberRule | undefined, times: number, of: number): boolean =>
  rule?.maxShare !== undefined && (times <= MAX_TOLERATED_RECORDS || times <= of * rule.maxShare);

export const keyOf = ({ key, member }: MemberRule): string => key ?? member;

/** Keys of rules. */
export interface CheckedMembers {
  /** the record does not need the member */
  readonly exempt: readonly string[];
  readonly lacking: readonly string[];
}

export function checkMembers(rules: readonly MemberRule[], record: JsonObject): CheckedMembers {
  const exempt: string[] = [];
  const lacking: string[] = [];
  for (const rule of rules) {
    if (rule.applies?.(record) === false) exempt.push(keyOf(rule));
    else if (!rule.understood(record)) lacking.push(keyOf(rule));
  }
  return { exempt, lacking };
}

const MAX_EXAMPLE_LENGTH = 40;

/** The unknown value behind a key; undefined when the member is missing. */
export function exampleOf(rules: readonly MemberRule[], key: string, record: JsonObject): string | undefined {
  const value = rules.find((rule) => keyOf(rule) === key)?.valueOf?.(record);
  return value === undefined || value === null || typeof value === 'object'
    ? undefined
    : String(value).slice(0, MAX_EXAMPLE_LENGTH);
}

/** @param lacking a key without a rule is the time of the records, or '' */
export function judgeMembers(rules: readonly MemberRule[], lacking: readonly LackingMember[]): MemberVerdict {
  const found = lacking
    .filter(({ times, of }) => times > 0 && of > 0)
    .map((one) => ({ ...one, rule: rules.find((rule) => keyOf(rule) === one.key) }));
  const absent = found.filter(({ times, of, rule }) => times >= of && rule?.partOnly !== true);
  if (absent.length > 0) return { unusable: textOf(absent) };
  const beyond = found.filter(
    ({ times, of, rule }) => rule?.maxShare !== undefined && !isTolerated(rule, times, of),
  );
  // A record can lack several members, and each of them keeps it from being counted right.
  const strict = found.filter(({ rule }) => rule?.maxShare === undefined);
  const share = strict.reduce((sum, { times, of }) => sum + times / of, 0);
  const doubtful = [...(share > MAX_LACKING_SHARE ? strict : []), ...beyond];
  if (doubtful.length > 0) return { incomplete: textOf(doubtful) };
  return strict.length === 0 ? {} : { note: textOf(strict) };
}

interface JudgedMember extends LackingMember {
  readonly rule: MemberRule | undefined;
}

/** A member with two rules is named once. */
function textOf(members: readonly JudgedMember[]): string {
  const texts = new Map<string, string>();
  for (const { key, times, of, example, rule } of members) {
    const member = rule?.member ?? key;
    if (texts.has(member)) continue;
    const value = example === undefined ? '' : `, for example ${JSON.stringify(example)}`;
    texts.set(
      member,
      member === ''
        ? `${times} of ${of} entries are no records`
        : `${times} of ${of} records have no "${member}" that can be read${value}`,
    );
  }
  return [...texts.values()].join('; ');
}
