/**
 * The rules for paths that Mimecast does not publish (wire.md 11.2). What answers is judged by its content: by members
 * that the published policies have too. A member that nobody has described proves nothing.
 */
import { isJsonObject, type JsonObject } from '../../../contracts/json';
import { hasTarget, isNoOp, normalizePolicy } from '../normalize-policy';
import type { Rule } from '../types';
import { activeList } from './policies';
import { otherForm, textOf, toResult, undecided } from './results';
import { switchedOn, toFlag, toSwitch } from './switches';

const actionOf = (policy: JsonObject): string => textOf(policy['option']) || textOf(policy['action']);

export interface UnpublishedPolicies {
  readonly what: string;
  readonly covers: (policy: JsonObject) => boolean;
  readonly gap: string;
  /** which mail it has to look at, where a policy says so in a word */
  readonly direction: 'inbound' | 'outbound';
  /** members that switch off what the policy is for, when they are false */
  readonly needs: RegExp;
}

const ANY_DIRECTION = /both|all|any|every/i;

/** Whether a policy names no direction, or the one that is needed. */
function hasDirection(policy: JsonObject, wanted: string): boolean {
  const word = textOf(policy['direction']) || textOf(policy['route']) || textOf(policy['routing']);
  return word === '' || ANY_DIRECTION.test(word) || word.toLowerCase().includes(wanted);
}

/** At any depth: definitions are nested in policies. */
function hasSwitchedOff(value: unknown, member: RegExp): boolean {
  if (Array.isArray(value)) return value.some((entry) => hasSwitchedOff(entry, member));
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(
    ([name, inner]) => (member.test(name) && toFlag(inner) === false) || hasSwitchedOff(inner, member),
  );
}

/** A list of policies. One that does not say to whom it applies counts as far as it says something. */
export function unpublishedPolicies({ what, covers, gap, direction, needs }: UnpublishedPolicies): Rule {
  const rule = activeList({
    what,
    gap,
    covers: (policy) =>
      hasDirection(policy, direction) &&
      ((!hasTarget(policy, 'from') && !hasTarget(policy, 'to')) || covers(policy)),
    acts: (policy) => !isNoOp({ option: actionOf(policy) }) && !hasSwitchedOff(policy, needs),
  });
  return (records, context) => {
    if (records.length === 0) return toResult('not_configured', 'the undocumented path returned nothing');
    const policies = records.map(normalizePolicy);
    const unlike = otherForm(
      policies,
      (policy) => switchedOn(policy) !== undefined,
      'whether they are enabled',
    );
    if (unlike !== undefined) return unlike;
    const known = policies.map((policy) => ({ ...policy, enabled: switchedOn(policy) }));
    const result = rule(known, context);
    const isScoped = known.some((policy) => hasTarget(policy, 'from') || hasTarget(policy, 'to'));
    return result?.status !== 'pass' || isScoped
      ? result
      : { ...result, summary: `${result.summary}; the path does not say to whom it applies` };
  };
}

const ARCHIVE =
  /^(archive|archiving|enabled|status|state|(archive|archiving)(Enabled|Status|State)|is(Archive|Archiving)?Enabled)$/i;
const RETENTION = /^(max(imum)?)?(archive)?retention(period)?(in)?(days)?$/i;
const UNIT = /retention.*unit|^unit$/i;
const DAYS_OF_UNIT: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30, year: 365 };

/** Settings can be nested one level deep. */
const settingsOf = (record: JsonObject): readonly (readonly [string, unknown])[] =>
  Object.entries(record).flatMap(([name, value]) =>
    isJsonObject(value) ? Object.entries(value) : [[name, value] as const],
  );

/** Numbers of days; none when their unit is unknown. */
function retentionDays(settings: ReturnType<typeof settingsOf>): readonly number[] {
  const unit = settings.find(([name]) => UNIT.test(name))?.[1] ?? 'days';
  const factor = DAYS_OF_UNIT[textOf(unit).toLowerCase().replace(/s$/, '')] ?? Number.NaN;
  return settings
    .filter(
      ([name, value]) => RETENTION.test(name) && value !== null && value !== '' && typeof value !== 'boolean',
    )
    .map(([name, value]) => Number(value) * (/days$/i.test(name) ? 1 : factor))
    .filter((number) => Number.isFinite(number) && number >= 0);
}

/** The settings of the archive: whether there is one, and for how many days it keeps mail. */
export const archiveSettings: Rule = (records, { targets }) => {
  const settings = records.flatMap(settingsOf);
  const flag = settings.filter(([name]) => ARCHIVE.test(name)).map(([, value]) => toSwitch(value));
  if (flag.includes(false))
    return toResult('disabled', 'the settings of the archive say that it is disabled');
  const [first, ...others] = retentionDays(settings);
  if (first === undefined)
    return records.length === 0
      ? undecided('the undocumented path returned no settings of the archive')
      : (otherForm(records, () => false, 'for how many days mail is kept') ?? undefined);
  // As arguments of one call they could exhaust the stack.
  const shortest = others.reduce((least, one) => Math.min(least, one), first);
  const wanted = targets.minimumRetentionDays;
  return shortest >= wanted
    ? toResult('pass', `the archive is set to keep mail for ${shortest} days, ${wanted} are required`)
    : toResult('fail', `the archive is set to keep mail for ${shortest} days only, ${wanted} are required`);
};
