/** The rules for lists of policies. Pure. Summaries name the policies that were found. */
import { isJsonObject, type JsonObject } from '../../../contracts/json';
import {
  appliesToAll,
  hasTarget,
  isBoundToServers,
  isNoOp,
  normalizePolicy,
  policyName,
  policyState,
} from '../normalize-policy';
import type { Rule } from '../types';
import { joinNames, otherForm, pluralize, shownText, textOf, toResult } from './results';
import { toFlag } from './switches';

export interface ListRuleOptions {
  /** name of one record, in messages */
  readonly what: string;
  /** Whether an active policy covers the required scope; undefined: any scope is enough. */
  readonly covers?: (policy: JsonObject) => boolean;
  /** name of the scope that is not covered, in messages */
  readonly gap?: string;
  /** Whether a policy in force has an effect; by default, whether its option has one. */
  readonly acts?: (policy: JsonObject) => boolean;
}

/** A list that needs at least one active policy, and one that covers the required scope. */
const hasEffect = (policy: JsonObject): boolean => !isNoOp(policy);

export function activeList({ what, covers, gap = 'everybody', acts = hasEffect }: ListRuleOptions): Rule {
  return (records, { now }) => {
    const policies = records.map(normalizePolicy);
    if (policies.length === 0) return toResult('not_configured', `there is no ${what}`);
    const inForce = policies.filter((policy) => policyState(policy, now) === 'inForce');
    if (inForce.length === 0) {
      const states = policies.map((policy) => policyState(policy, now));
      const text = states.every((one) => one === 'expired') ? 'has expired' : 'is disabled or has expired';
      return toResult('disabled', `every ${what} ${text}: ${joinNames(policies)}`);
    }
    const acting = inForce.filter(acts);
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
  const policies = records.map(normalizePolicy);
  // Without its sender nothing says how wide a bypass is.
  const unlike = otherForm(policies, (policy) => hasTarget(policy, 'from'), 'to whom they apply');
  if (unlike !== undefined) return unlike;
  const active = policies.filter((policy) => policyState(policy, now) === 'inForce' && !isNoOp(policy));
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

export const STOPPED = /off|disabled|error|fail|inactive|stopped|suspended/i;

/** The state of a service; newer records have it in `statusInfo` (wire.md 11.2). */
function serviceState({ status, state, statusInfo }: JsonObject): string {
  return textOf(status) || textOf(state) || (isJsonObject(statusInfo) ? textOf(statusInfo['status']) : '');
}

export const journaling: Rule = (records) => {
  if (records.length === 0) return toResult('not_configured', 'there is no journal service');
  const unlike = otherForm(
    records,
    (one) => toFlag(one['enabled']) !== undefined || serviceState(one) !== '',
    'whether they run',
  );
  if (unlike !== undefined) return unlike;
  const failing = records.filter((one) => STOPPED.test(serviceState(one)));
  const enabled = records.filter((one) => toFlag(one['enabled']) !== false);
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

/** Newer responses have the engines in a member of their own, with these switches (wire.md 11.2). */
export const enginesOf = (policy: JsonObject = {}): JsonObject => {
  const { securityEngines, ...others } = policy;
  return isJsonObject(securityEngines) ? { ...others, ...securityEngines } : policy;
};
const SWITCHES = ['enabled', 'sandboxEnabled', 'rewriteEnabled'];

/** One engine of the Cloud Integrated default policy. */
export function engine(name: RegExp): Rule {
  return ([policy]) => {
    const settings = Object.entries(enginesOf(policy)).find(([member]) => name.test(member))?.[1];
    if (!isJsonObject(settings)) return undefined;
    const said = SWITCHES.filter((member) => toFlag(settings[member]) !== undefined);
    if (said.length === 0) return undefined;
    const off = said.filter((member) => toFlag(settings[member]) === false);
    if (off.length > 0)
      return toResult('disabled', `it is disabled in the default policy (${off.join(', ')})`);
    const action = shownText(textOf(settings['action']));
    return isNoOp({ option: action })
      ? toResult('fail', `it is enabled in the default policy, with the action ${action}`)
      : toResult(
          'pass',
          `it is enabled in the default policy${action === '' ? '' : `, with the action ${action}`}`,
        );
  };
}
