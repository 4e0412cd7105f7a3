/** The rules that turn records into a status. Pure. Summaries name the policies that were found. */
import type { JsonObject } from '../../contracts/json';
import {
  appliesToAll,
  isBoundToServers,
  isNoOp,
  normalizePolicy,
  policyName,
  policyState,
} from './normalize-policy';
import type { Rule, RuleResult } from './types';

const toResult = (status: RuleResult['status'], summary: string): RuleResult => ({ status, summary });
const joinNames = (policies: readonly JsonObject[]): string => {
  const names = policies.map((policy) => `"${policyName(policy) || 'unnamed'}"`);
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
};
const pluralize = (number: number, one: string, more = `${one}s`): string =>
  `${number} ${number === 1 ? one : more}`;

export interface ListRuleOptions {
  /** name of one record, in messages */
  readonly what: string;
  /** Whether an active policy covers the required scope; undefined: any scope is enough. */
  readonly covers?: (policy: JsonObject) => boolean;
  /** name of the scope that is not covered, in messages */
  readonly gap?: string;
}

/** A list that needs at least one active policy, and one that covers the required scope. */
export function activeList({ what, covers, gap = 'everybody' }: ListRuleOptions): Rule {
  return (records, { now }) => {
    const policies = records.map(normalizePolicy);
    if (policies.length === 0) return toResult('not_configured', `there is no ${what}`);
    const inForce = policies.filter((policy) => policyState(policy, now) === 'inForce');
    if (inForce.length === 0) {
      const states = policies.map((policy) => policyState(policy, now));
      const text = states.every((one) => one === 'expired') ? 'has expired' : 'is disabled or has expired';
      return toResult('disabled', `every ${what} ${text}: ${joinNames(policies)}`);
    }
    const acting = inForce.filter((policy) => !isNoOp(policy));
    if (acting.length === 0) return toResult('fail', `no ${what} does anything: ${joinNames(inForce)}`);
    if (covers !== undefined && !acting.some(covers)) {
      return toResult('scope_gap', `no ${what} covers ${gap}: ${joinNames(acting)}`);
    }
    return toResult(
      'pass',
      `${pluralize(acting.length, what, what.replace(/y$/, 'ies'))} in force: ${joinNames(acting)}`,
    );
  };
}

export const coversInbound = (policy: JsonObject): boolean =>
  appliesToAll(policy, 'to', 'internal') && appliesToAll(policy, 'from', 'external');
export const coversRecipients = (policy: JsonObject): boolean => appliesToAll(policy, 'to', 'internal');
export const coversOutbound = (policy: JsonObject): boolean => appliesToAll(policy, 'from', 'internal');

/** The best state is that there is no bypass. A bypass for every sender from any server disables the protection. */
export const bypasses: Rule = (records, { now, targets }) => {
  const active = records
    .map(normalizePolicy)
    .filter((policy) => policyState(policy, now) === 'inForce' && !isNoOp(policy));
  const permitted = new Set(targets.permittedBypasses.map((name) => name.toLowerCase()));
  const open = active.filter((policy) => !permitted.has(policyName(policy).toLowerCase()));
  const unrestricted = open.filter(
    (policy) => appliesToAll(policy, 'from', 'external') && !isBoundToServers(policy),
  );
  if (unrestricted.length > 0)
    return toResult('fail', `open to every sender from any server: ${joinNames(unrestricted)}`);
  if (permitted.size > 0 && open.length > 0)
    return toResult('fail', `not among those permitted: ${joinNames(open)}`);
  if (active.length === 0) return toResult('pass', 'there is no bypass in force');
  return toResult(
    'pass',
    `${pluralize(active.length, 'bypass', 'bypasses')}, none open to everybody: ${joinNames(active)}`,
  );
};

const STOPPED = /off|disabled|error|fail|inactive|stopped|suspended/i;

export const journaling: Rule = (records) => {
  if (records.length === 0) return toResult('not_configured', 'there is no journal service');
  const failing = records.filter((one) => STOPPED.test(String(one['status'] ?? one['state'] ?? '')));
  const enabled = records.filter((one) => one['enabled'] !== false && one['enabled'] !== 'false');
  if (enabled.length === 0)
    return toResult('disabled', `the journal service is disabled: ${joinNames(records)}`);
  const healthy = enabled.filter((one) => !failing.includes(one));
  if (healthy.length === 0)
    return toResult('fail', `the journal service reports a problem: ${joinNames(enabled)}`);
  return toResult('pass', `journaling runs: ${joinNames(healthy)}`);
};

const ENFORCED: ReadonlySet<unknown> = new Set(['quarantine', 'reject']);

export const dmarcEnforced: Rule = (records) => {
  const active = records.filter((one) => !/^(inactive|deleted)$/i.test(String(one['activityStatus'] ?? '')));
  if (active.length === 0) return toResult('not_configured', 'no active domain is known to DMARC Analyzer');
  if (!active.some((one) => 'dmarcPolicy' in one)) return undefined;
  const unenforced = active.filter((one) => !ENFORCED.has(String(one['dmarcPolicy'] ?? '').toLowerCase()));
  if (unenforced.length === 0)
    return toResult('pass', `${pluralize(active.length, 'domain')} at quarantine or reject`);
  return unenforced.length === active.length
    ? toResult('fail', `no domain enforces DMARC: ${joinNames(unenforced)}`)
    : toResult(
        'scope_gap',
        `${unenforced.length} of ${pluralize(active.length, 'domain')} without enforcement: ${joinNames(unenforced)}`,
      );
};

/** One engine of the Cloud Integrated default policy. Its members are not documented. */
export function engine(name: RegExp): Rule {
  return ([policy]) => {
    const settings = Object.entries(policy ?? {}).find(([member]) => name.test(member))?.[1];
    if (typeof settings !== 'object' || settings === null || !('enabled' in settings)) return undefined;
    if (settings.enabled !== true) return toResult('disabled', 'it is disabled in the default policy');
    const action = 'action' in settings ? String(settings.action) : '';
    return isNoOp({ option: action })
      ? toResult('fail', `it is enabled in the default policy, with the action ${action}`)
      : toResult(
          'pass',
          `it is enabled in the default policy${action === '' ? '' : `, with the action ${action}`}`,
        );
  };
}

const packagesOf = (records: readonly JsonObject[]): readonly string[] => {
  const packages = records[0]?.['packages'];
  return Array.isArray(packages) ? packages.map(packageName) : [];
};

/** Newer responses contain objects (wire.md 11.1). */
function packageName(entry: unknown): string {
  return typeof entry === 'object' && entry !== null && 'name' in entry ? String(entry.name) : String(entry);
}

/** Distinguishes "not licensed" from "no evidence". A licence does not prove that the product is enabled. */
export function licensed(name: RegExp, text: string): Rule {
  return (records) => {
    const packages = packagesOf(records);
    if (packages.length === 0 || packages.some((one) => name.test(one))) return undefined;
    return toResult('not_licensed', `no package of the account is called ${text}`);
  };
}

export const requiredPackages: Rule = (records, { targets }) => {
  if (records[0]?.['packages'] === undefined) return undefined;
  const packages = packagesOf(records).map((one) => one.toLowerCase());
  const missing = targets.requiredPackages.filter(
    (wanted) => !packages.some((one) => one.includes(wanted.toLowerCase())),
  );
  return missing.length === 0
    ? toResult('pass', `${pluralize(packages.length, 'package')}, among them all that are required`)
    : toResult('fail', `the account lacks ${missing.join(', ')}`);
};

export const retention: Rule = ([account], { targets }) => {
  if (account?.['archive'] === undefined) return undefined;
  if (account['archive'] !== true) return toResult('disabled', 'the account has no archive');
  const days = Number(account['maxRetention']);
  if (!Number.isFinite(days)) return undefined;
  const wanted = targets.minimumRetentionDays;
  return days >= wanted
    ? toResult('pass', `mail is kept for ${days} days, ${wanted} are required`)
    : toResult('fail', `mail is kept for ${days} days only, ${wanted} are required`);
};

/** Detections in the statistics prove that the engine is active. */
export const detections: Rule = (records) => {
  const sum = records.reduce((total, one) => total + (Number(one['detectionCount']) || 0), 0);
  return sum > 0 ? toResult('pass', `the statistics count ${sum} detections`) : undefined;
};

/** Rows of `{definition, records}`: definitions that acted, according to a log. */
export const recentActivity: Rule = (records, { targets }) => {
  const names = records.map((one) => `"${String(one['definition'])}"`).slice(0, 5);
  return names.length === 0
    ? undefined
    : toResult('pass', `acted within ${targets.inferenceDays} days: ${names.join(', ')}`);
};

export const auditActivity: Rule = ([newest], { targets }) =>
  newest === undefined
    ? toResult('fail', `the audit log has no event of the last ${targets.auditWithinHours} hours`)
    : toResult('pass', `the newest audit event is of ${String(newest['eventTime'])}`);

/** A body of undocumented form is kept as evidence and decides nothing. An empty one shows that nothing is configured. */
export const undocumentedForm: Rule = (records) =>
  records.length === 0 ? toResult('not_configured', 'the undocumented path returned nothing') : undefined;
