/** The control endpoints of the tenant's configuration. All throw RangeError for input that is not valid. */
import { isJsonObject, type JsonObject } from '../../common/json';
import type { AccountInfo } from '../../common/options';
import { isPolicyKind, POLICY_KINDS, type PolicyKind } from '../../common/policy-kinds';
import type { PolicyStore } from './policies';

/** The user in the audit log when `by` is missing. */
const DEFAULT_USER = 'admin@corp.example';

const userOf = (query: URLSearchParams): string => query.get('by') ?? DEFAULT_USER;

function parseKind(name: string): PolicyKind {
  if (isPolicyKind(name)) return name;
  throw new RangeError(`There is no kind of policy called ${name}; there are ${POLICY_KINDS.join(', ')}.`);
}

/** Policies by kind: of the kinds in `kind`, or of all. */
export function listPolicies(
  policies: PolicyStore,
  query: URLSearchParams,
): Readonly<Record<string, readonly JsonObject[]>> {
  const asked = query.getAll('kind').map(parseKind);
  const kinds = asked.length === 0 ? POLICY_KINDS : asked;
  return Object.fromEntries(kinds.map((kind) => [kind, policies.list(kind)]));
}

export function changePolicies(
  policies: PolicyStore,
  query: URLSearchParams,
  body: string,
): Readonly<Record<string, readonly JsonObject[]>> {
  const kind = parseKind(query.get('kind') ?? '');
  const list = parseJson(body);
  if (!Array.isArray(list) || !list.every(isJsonObject))
    throw new RangeError('The body must be a list of objects.');
  policies.change(kind, userOf(query), () => list);
  return { [kind]: policies.list(kind) };
}

export function changeAccount(policies: PolicyStore, query: URLSearchParams, body: string): AccountInfo {
  policies.changeAccountInfo(userOf(query), parseAccountInfo(parseJson(body)));
  return policies.accountInfo;
}

function parseAccountInfo(value: unknown): Partial<AccountInfo> {
  if (!isJsonObject(value)) throw new RangeError('The body must be an object.');
  const { archive, maxRetention, packages, ...stray } = value;
  const isValid =
    Object.keys(stray).length === 0 &&
    (archive === undefined || typeof archive === 'boolean') &&
    (maxRetention === undefined || typeof maxRetention === 'number') &&
    (packages === undefined || isStringArray(packages));
  if (!isValid)
    throw new RangeError('The body takes archive (boolean), maxRetention (days), packages (texts).');
  return {
    ...(archive !== undefined && { archive }),
    ...(maxRetention !== undefined && { maxRetention }),
    ...(packages !== undefined && { packages }),
  };
}

const isStringArray = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new RangeError('The body must be JSON.');
  }
}
