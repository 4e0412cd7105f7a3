/** The summary above the permission table: the worst state of the data that nodes use, then of all other data. */
import { doctor as texts } from '../../../locales/en-US/shared.json';
import type { PermissionResult } from './check-permissions';

/** `info`: everything that nodes use works, but other data cannot be read. */
export type Level = 'green' | 'info' | 'yellow' | 'red';

export interface CheckedPermission extends Pick<PermissionResult, 'probe' | 'state'> {
  /** a node reads this data */
  readonly used: boolean;
  /** the nodes fall back to another endpoint with the same data, and that works */
  readonly readElsewhere: boolean;
}

export type PermissionSummaryKey = keyof (typeof texts)['verdict'];

export interface PermissionSummary {
  readonly level: Level;
  /** key below `doctor.verdict` in the locale catalogues */
  readonly key: PermissionSummaryKey;
  readonly values: Readonly<Record<string, number>>;
}

/** The colour of one row. */
export function levelOf({ state, used, readElsewhere }: CheckedPermission): Level {
  if (state === 'works') return 'green';
  return used && !readElsewhere ? 'yellow' : 'info';
}

/**
 * Summarises all rows. The account probe does not count unless a node uses it, because it reads no data of its own.
 * Rows that are read elsewhere do not count either.
 */
export function summarizePermissions(rows: readonly CheckedPermission[]): PermissionSummary {
  const counted = rows.filter(
    ({ probe, used, readElsewhere }) => !readElsewhere && (used || probe !== 'account'),
  );
  const used = countRows(counted.filter((row) => row.used));
  const others = countRows(counted.filter((row) => !row.used));
  return used.checked === 0 ? summarizeReadable(others) : summarizeUsed(used, others);
}

interface Tally {
  readonly checked: number;
  readonly works: number;
  readonly broken: number;
}

const countRows = (rows: readonly CheckedPermission[]): Tally => ({
  checked: rows.length,
  works: rows.filter(({ state }) => state === 'works').length,
  broken: rows.filter(({ state }) => state === 'broken').length,
});

function summarizeUsed({ checked, works, broken }: Tally, others: Tally): PermissionSummary {
  const values = { asked: checked, works, failed: checked - works };
  if (works === checked) {
    const denied = others.checked - others.works;
    return denied === 0
      ? { level: 'green', key: 'allUsed', values }
      : { level: 'info', key: 'othersDenied', values: { ...values, denied, others: others.checked } };
  }
  if (works > 0)
    return { level: 'yellow', key: works + broken === checked ? 'someUnchecked' : 'someUsed', values };
  if (broken === checked) return { level: 'red', key: 'noneChecked', values };
  // A probe that could not be checked may work, so "nothing works" is certain only without such probes.
  const nothing = others.checked > 0 && others.works + others.broken + broken === 0;
  return { level: 'red', key: nothing ? 'nothing' : 'noneUsed', values };
}

function summarizeReadable({ checked, works, broken }: Tally): PermissionSummary {
  const values = { asked: checked, works };
  if (works === 0) return { level: 'red', key: broken > 0 ? 'noneChecked' : 'nothing', values };
  return works === checked
    ? { level: 'green', key: 'allReadable', values }
    : { level: 'info', key: 'someReadable', values };
}

/** The English text, for callers of the admin endpoint. Dialogs translate the key instead. */
export function summaryText({ key, values }: PermissionSummary): string {
  return texts.verdict[key].replace(/__(\w+?)__/g, (placeholder, name: string) =>
    String(values[name] ?? placeholder),
  );
}
