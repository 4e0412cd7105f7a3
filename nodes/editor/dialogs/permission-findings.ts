/** The result of the permission check, as far as the dialog shows it. */
import { isLevel, type Level } from '../fields/level';

export interface PermissionRow {
  readonly probe: string;
  readonly about: string;
  readonly state: string;
  readonly level: Level;
  readonly permission: string;
  readonly product: string;
  readonly reason: string;
  readonly instead: string;
  readonly usedBy: readonly string[];
}

export interface PermissionFindings {
  readonly level: Level;
  /** key in `doctor.verdict` of the catalogue, with the values for its text */
  readonly key: string;
  readonly values: Record<string, number>;
  /** data that the application has no permission for */
  readonly lacks: readonly string[];
  /** keys in `doctor.advice` */
  readonly advice: readonly string[];
  readonly rows: readonly PermissionRow[];
}

const TEXT_MEMBERS = ['probe', 'about', 'state', 'permission', 'product', 'reason', 'instead'] as const;

const isPermissionRow = (value: unknown): value is PermissionRow =>
  typeof value === 'object' &&
  value !== null &&
  TEXT_MEMBERS.every((name) => typeof Reflect.get(value, name) === 'string') &&
  'level' in value &&
  isLevel(value.level) &&
  'usedBy' in value &&
  Array.isArray(value.usedBy);

/** Hides the account itself where no node uses it and it can't be read; the advice covers that case. */
const isRelevant = ({ probe, state, usedBy }: PermissionRow): boolean =>
  probe !== 'account' || state === 'works' || usedBy.length > 0;

const numbersIn = (value: unknown): Record<string, number> =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one === 'number'))
    : {};

/** @returns undefined when the response has another shape */
export function parseFindings(body: unknown): PermissionFindings | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  if (!('verdict' in body && 'rows' in body && 'advice' in body)) return undefined;
  const { verdict, rows, advice } = body;
  if (typeof verdict !== 'object' || verdict === null || !('level' in verdict && 'key' in verdict))
    return undefined;
  if (!isLevel(verdict.level) || !Array.isArray(rows) || !Array.isArray(advice)) return undefined;
  return {
    level: verdict.level,
    key: String(verdict.key),
    values: 'values' in verdict ? numbersIn(verdict.values) : {},
    lacks: 'lacks' in body && Array.isArray(body.lacks) ? body.lacks.map(String) : [],
    advice: advice.map(String),
    rows: rows.filter(isPermissionRow).filter(isRelevant),
  };
}
