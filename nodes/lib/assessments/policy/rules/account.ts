/** The rules for the account, for statistics and for logs. Pure. */
import type { JsonObject } from '../../../contracts/json';
import { parseApiTime } from '../../../streams/window/api-time';
import type { Rule } from '../types';
import { pluralize, shownText, toResult, undecided } from './results';

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
  const names = records.slice(0, 5).map((one) => `"${shownText(String(one['definition']))}"`);
  return names.length === 0
    ? undefined
    : toResult('pass', `acted within ${targets.inferenceDays} days: ${names.join(', ')}`);
};

export const auditActivity: Rule = ([newest], { targets }) =>
  newest === undefined
    ? toResult('fail', `the audit log has no event of the last ${targets.auditWithinHours} hours`)
    : parseApiTime(newest['eventTime']) === undefined
      ? undecided('the newest audit event has no time that can be read')
      : toResult('pass', `the newest audit event is of ${String(newest['eventTime'])}`);
