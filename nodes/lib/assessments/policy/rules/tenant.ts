/** The rules for roles, connectors, directory synchronisation and delivery routes. Pure. */
import type { JsonObject } from '../../../contracts/json';
import { parseApiTime } from '../../../streams/window/api-time';
import { HOUR_MS } from '../../../util/time';
import type { Rule } from '../types';
import { STOPPED } from './policies';
import { joinNames, joinTexts, otherForm, pluralize, textOf, toResult, undecided } from './results';
import { toFlag } from './switches';

/** All that are enabled ran without an error, within the time of the target. */
export const directorySync: Rule = (records, { now, targets }) => {
  if (records.length === 0) return toResult('not_configured', 'there is no directory integration');
  const unlike = otherForm(
    records,
    (one) => toFlag(one['enabled']) !== undefined,
    'whether they are enabled',
  );
  if (unlike !== undefined) return unlike;
  const enabled = records.filter((one) => toFlag(one['enabled']) === true);
  if (enabled.length === 0)
    return toResult('disabled', `every directory integration is disabled: ${joinNames(records)}`);
  const failing = enabled.filter((one) => STOPPED.test(textOf(one['status'])));
  if (failing.length > 0)
    return toResult('fail', `directory synchronisation reports a problem: ${joinNames(failing)}`);
  const silent = enabled.filter((one) => parseApiTime(one['lastSyncDateTime']) === undefined);
  if (silent.length > 0) return undecided(`nothing says when these last synchronised: ${joinNames(silent)}`);
  const earliest = now - targets.syncWithinHours * HOUR_MS;
  const late = enabled.filter((one) => (parseApiTime(one['lastSyncDateTime']) ?? 0) < earliest);
  return late.length > 0
    ? toResult('fail', `not synchronised for ${targets.syncWithinHours} hours: ${joinNames(late)}`)
    : toResult(
        'pass',
        `${pluralize(enabled.length, 'directory', 'directories')} synchronised: ${joinNames(enabled)}`,
      );
};

const BROKEN_CONNECTOR =
  /disconnect|not.?connected|error|fail|expire|revoke|disable|inactive|invalid|unauthori[sz]ed|stop|suspend|pending|consent/i;
const WORKING_CONNECTOR = /^(connected|active|enabled|ok|healthy|success|valid|authori[sz]ed|running)/i;

export const connectorsWork: Rule = (records) => {
  if (records.length === 0) return toResult('not_configured', 'there is no connector');
  const broken = records.filter((one) => BROKEN_CONNECTOR.test(textOf(one['status'])));
  if (broken.length > 0) {
    const texts = broken.map((one) => `${textOf(one['name'])} (${textOf(one['status'])})`);
    return toResult('fail', `these connectors do not work: ${joinTexts(texts)}`);
  }
  const unlike = otherForm(
    records,
    (one) => WORKING_CONNECTOR.test(textOf(one['status'])),
    'that they are connected',
  );
  return (
    unlike ?? toResult('pass', `${pluralize(records.length, 'connector')} connected: ${joinNames(records)}`)
  );
};

const roleName = (role: JsonObject): string => textOf(role['roleName']);

/** The names of roles only: who has them cannot be read (wire.md 11.4). */
export const knownRoles: Rule = (records, { targets }) => {
  const unlike = otherForm(records, (role) => roleName(role) !== '', 'what they are called');
  if (unlike !== undefined) return unlike;
  if (records.length === 0) return undecided('the list of roles is empty, although every account has some');
  const permitted = new Set(targets.permittedRoles.map((name) => name.toLowerCase()));
  if (permitted.size === 0)
    return undecided(
      `${pluralize(records.length, 'role')} exist, and no target says which are permitted: ${joinTexts(records.map(roleName))}`,
    );
  const unknown = records.map(roleName).filter((name) => !permitted.has(name.toLowerCase()));
  return unknown.length > 0
    ? toResult('fail', `not among the roles that are permitted: ${joinTexts(unknown)}`)
    : toResult('pass', `${pluralize(records.length, 'role')}, all permitted`);
};

const hostOf = (route: JsonObject): string => textOf(route['hostname']).toLowerCase();

/** The hosts that mail is delivered to are those of the target; without a target any host will do. */
export const knownHosts: Rule = (records, { targets }) => {
  if (records.length === 0) return toResult('not_configured', 'there is no definition of a delivery route');
  const unlike = otherForm(records, (route) => hostOf(route) !== '', 'to which host they deliver');
  if (unlike !== undefined) return unlike;
  const hosts = [...new Set(records.map(hostOf))];
  const permitted = targets.deliveryHosts.map((host) => host.toLowerCase());
  const unknown = permitted.length === 0 ? [] : hosts.filter((host) => !permitted.includes(host));
  return unknown.length > 0
    ? toResult('fail', `mail is delivered to hosts that are not permitted: ${joinTexts(unknown)}`)
    : toResult('pass', `mail is delivered to ${joinTexts(hosts)}`);
};
