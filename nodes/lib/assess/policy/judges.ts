/** How records become a verdict. Pure; sentences name what was found, so that nobody has to look it up. */
import { doesNothing, hasServers, nameOf, plainPolicy, standingOf, takesInAll } from './policy-record';
import type { Facts, Value, Verdict } from './types';

type Judge = (records: readonly Value[], facts: Facts) => Verdict | undefined;

const verdict = (status: Verdict['status'], summary: string): Verdict => ({ status, summary });
const named = (policies: readonly Value[]): string => {
  const names = policies.map((policy) => `"${nameOf(policy) || 'unnamed'}"`);
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
};
const count = (number: number, one: string, more = `${one}s`): string =>
  `${number} ${number === 1 ? one : more}`;

export interface ListRule {
  /** what one record is called */
  readonly what: string;
  /** Whether a policy that acts covers what it should; undefined: any scope will do. */
  readonly covers?: (policy: Value) => boolean;
  /** what is not covered, in words */
  readonly gap?: string;
}

/** A list in which at least one policy has to act, and together they have to cover everybody. */
export function activeList({ what, covers, gap = 'everybody' }: ListRule): Judge {
  return (records, { now }) => {
    const policies = records.map(plainPolicy);
    if (policies.length === 0) return verdict('not_configured', `there is no ${what}`);
    const standing = policies.filter((policy) => standingOf(policy, now) === 'inForce');
    if (standing.length === 0) {
      const why = policies.map((policy) => standingOf(policy, now));
      const words = why.every((one) => one === 'expired') ? 'has expired' : 'is switched off or has expired';
      return verdict('disabled', `every ${what} ${words}: ${named(policies)}`);
    }
    const acting = standing.filter((policy) => !doesNothing(policy));
    if (acting.length === 0) return verdict('fail', `no ${what} does anything: ${named(standing)}`);
    if (covers !== undefined && !acting.some(covers)) {
      return verdict('scope_gap', `no ${what} covers ${gap}: ${named(acting)}`);
    }
    return verdict(
      'pass',
      `${count(acting.length, what, what.replace(/y$/, 'ies'))} in force: ${named(acting)}`,
    );
  };
}

export const coversInbound = (policy: Value): boolean =>
  takesInAll(policy, 'to', 'internal') && takesInAll(policy, 'from', 'external');
export const coversRecipients = (policy: Value): boolean => takesInAll(policy, 'to', 'internal');
export const coversOutbound = (policy: Value): boolean => takesInAll(policy, 'from', 'internal');

/** None at all is best; one that lets in whoever says to be us undoes the protection. */
export const bypasses: Judge = (records, { now, targets }) => {
  const active = records
    .map(plainPolicy)
    .filter((policy) => standingOf(policy, now) === 'inForce' && !doesNothing(policy));
  const permitted = new Set(targets.permittedBypasses.map((name) => name.toLowerCase()));
  const open = active.filter((policy) => !permitted.has(nameOf(policy).toLowerCase()));
  const wide = open.filter((policy) => takesInAll(policy, 'from', 'external') && !hasServers(policy));
  if (wide.length > 0) return verdict('fail', `open to every sender from any server: ${named(wide)}`);
  if (permitted.size > 0 && open.length > 0)
    return verdict('fail', `not among those permitted: ${named(open)}`);
  if (active.length === 0) return verdict('pass', 'there is no bypass in force');
  return verdict(
    'pass',
    `${count(active.length, 'bypass', 'bypasses')}, none open to everybody: ${named(active)}`,
  );
};

const STOPPED = /off|disabled|error|fail|inactive|stopped|suspended/i;

export const journaling: Judge = (records) => {
  if (records.length === 0) return verdict('not_configured', 'there is no journal service');
  const troubled = records.filter((one) => STOPPED.test(String(one['status'] ?? one['state'] ?? '')));
  const on = records.filter((one) => one['enabled'] !== false && one['enabled'] !== 'false');
  if (on.length === 0) return verdict('disabled', `the journal service is switched off: ${named(records)}`);
  const healthy = on.filter((one) => !troubled.includes(one));
  if (healthy.length === 0) return verdict('fail', `the journal service is in trouble: ${named(on)}`);
  return verdict('pass', `journaling runs: ${named(healthy)}`);
};

const ENFORCED: ReadonlySet<unknown> = new Set(['quarantine', 'reject']);

export const dmarcEnforced: Judge = (records) => {
  const active = records.filter((one) => !/^(inactive|deleted)$/i.test(String(one['activityStatus'] ?? '')));
  if (active.length === 0) return verdict('not_configured', 'no active domain is known to DMARC Analyzer');
  if (!active.some((one) => 'dmarcPolicy' in one)) return undefined;
  const lax = active.filter((one) => !ENFORCED.has(String(one['dmarcPolicy'] ?? '').toLowerCase()));
  if (lax.length === 0) return verdict('pass', `${count(active.length, 'domain')} at quarantine or reject`);
  return lax.length === active.length
    ? verdict('fail', `no domain enforces DMARC: ${named(lax)}`)
    : verdict(
        'scope_gap',
        `${lax.length} of ${count(active.length, 'domain')} without enforcement: ${named(lax)}`,
      );
};

/** One engine of the Cloud Integrated default policy; its exact members are not published. */
export function engine(name: RegExp): Judge {
  return ([policy]) => {
    const found = Object.entries(policy ?? {}).find(([member]) => name.test(member))?.[1];
    if (typeof found !== 'object' || found === null || !('enabled' in found)) return undefined;
    if (found.enabled !== true) return verdict('disabled', 'the default policy has it switched off');
    const action = 'action' in found ? String(found.action) : '';
    return doesNothing({ option: action })
      ? verdict('fail', `the default policy has it switched on, with the action ${action}`)
      : verdict(
          'pass',
          `the default policy has it switched on${action === '' ? '' : `, with the action ${action}`}`,
        );
  };
}

const packagesOf = (records: readonly Value[]): readonly string[] => {
  const packages = records[0]?.['packages'];
  return Array.isArray(packages) ? packages.map(packageName) : [];
};

/** Newer answers have objects (mimecast-api.md 11.1). */
function packageName(entry: unknown): string {
  return typeof entry === 'object' && entry !== null && 'name' in entry ? String(entry.name) : String(entry);
}

/** Tells "not licensed" from "not seen", which nothing else does. A licence is no proof that it is switched on. */
export function licensed(name: RegExp, words: string): Judge {
  return (records) => {
    const packages = packagesOf(records);
    if (packages.length === 0 || packages.some((one) => name.test(one))) return undefined;
    return verdict('not_licensed', `no package of the account is called ${words}`);
  };
}

export const requiredPackages: Judge = (records, { targets }) => {
  if (records[0]?.['packages'] === undefined) return undefined;
  const packages = packagesOf(records).map((one) => one.toLowerCase());
  const missing = targets.requiredPackages.filter(
    (wanted) => !packages.some((one) => one.includes(wanted.toLowerCase())),
  );
  return missing.length === 0
    ? verdict('pass', `${count(packages.length, 'package')}, among them all that are required`)
    : verdict('fail', `the account lacks ${missing.join(', ')}`);
};

export const retention: Judge = ([account], { targets }) => {
  if (account?.['archive'] === undefined) return undefined;
  if (account['archive'] !== true) return verdict('disabled', 'the account has no archive');
  const days = Number(account['maxRetention']);
  if (!Number.isFinite(days)) return undefined;
  const wanted = targets.minimumRetentionDays;
  return days >= wanted
    ? verdict('pass', `mail is kept for ${days} days, ${wanted} are required`)
    : verdict('fail', `mail is kept for ${days} days only, ${wanted} are required`);
};

/** Numbers of the engine itself: what it stopped, it saw. */
export const detections: Judge = (records) => {
  const sum = records.reduce((total, one) => total + (Number(one['detectionCount']) || 0), 0);
  return sum > 0 ? verdict('pass', `the statistics count ${sum} detections`) : undefined;
};

/** Rows of `{definition, records}`: what logs say of who acted. */
export const acted: Judge = (records, { targets }) => {
  const names = records.map((one) => `"${String(one['definition'])}"`).slice(0, 5);
  return names.length === 0
    ? undefined
    : verdict('pass', `acted within ${targets.inferenceDays} days: ${names.join(', ')}`);
};

export const auditFlows: Judge = ([newest], { targets }) =>
  newest === undefined
    ? verdict('fail', `the audit log has no event of the last ${targets.auditWithinHours} hours`)
    : verdict('pass', `the newest audit event is of ${String(newest['eventTime'])}`);

/** A body whose form nobody documents is kept as evidence and proves nothing; that there is none proves something. */
export const opaque: Judge = (records) =>
  records.length === 0
    ? verdict('not_configured', 'the path that Mimecast does not publish answers with nothing')
    : undefined;
