/** What the control endpoints do to the tenant's configuration. All throw RangeError for what makes no sense. */
import { type Fields, isFields } from '../envelope';
import { isPolicyKind, POLICY_KINDS, type PolicyKind } from './kinds';
import type { AccountFacts, Policies } from './policies';

/** Who is in the audit log where nobody is named. */
const SOMEBODY = 'admin@corp.example';

const byOf = (query: URLSearchParams): string => query.get('by') ?? SOMEBODY;

function kindOf(name: string): PolicyKind {
  if (isPolicyKind(name)) return name;
  throw new RangeError(`There is no kind of policy called ${name}; there are ${POLICY_KINDS.join(', ')}.`);
}

/** By kind: all, or those that `kind` names. */
export function shownPolicies(
  policies: Policies,
  query: URLSearchParams,
): Readonly<Record<string, readonly Fields[]>> {
  const asked = query.getAll('kind').map(kindOf);
  const kinds = asked.length === 0 ? POLICY_KINDS : asked;
  return Object.fromEntries(kinds.map((kind) => [kind, policies.list(kind)]));
}

export function changePolicies(
  policies: Policies,
  query: URLSearchParams,
  body: string,
): Readonly<Record<string, readonly Fields[]>> {
  const kind = kindOf(query.get('kind') ?? '');
  const list = parsed(body);
  if (!Array.isArray(list) || !list.every(isFields))
    throw new RangeError('The body must be a list of objects.');
  policies.change(kind, byOf(query), () => list);
  return { [kind]: policies.list(kind) };
}

export function changeAccount(policies: Policies, query: URLSearchParams, body: string): AccountFacts {
  policies.changeFacts(byOf(query), factsOf(parsed(body)));
  return policies.facts;
}

function factsOf(value: unknown): Partial<AccountFacts> {
  if (!isFields(value)) throw new RangeError('The body must be an object.');
  const { archive, maxRetention, packages, ...stray } = value;
  const isSound =
    Object.keys(stray).length === 0 &&
    (archive === undefined || typeof archive === 'boolean') &&
    (maxRetention === undefined || typeof maxRetention === 'number') &&
    (packages === undefined || isTexts(packages));
  if (!isSound)
    throw new RangeError('The body takes archive (boolean), maxRetention (days), packages (texts).');
  return {
    ...(archive !== undefined && { archive }),
    ...(maxRetention !== undefined && { maxRetention }),
    ...(packages !== undefined && { packages }),
  };
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new RangeError('The body must be JSON.');
  }
}
