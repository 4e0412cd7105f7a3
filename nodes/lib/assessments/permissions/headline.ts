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
export function levelOf({ state, used, readElsewhere: spared }: CheckedPermission): Level {
  if (state === 'works') return 'green';
  return used && !spared ? 'yellow' : 'info';
}

/**
 * Summarises all rows. The account probe does not count unless a node uses it, because it reads no data of its own.
 * Rows that are read elsewhere do not count either.
 */
export function summarizePermissions(rows: readonly CheckedPermission[]): PermissionSummary {
  const counted = rows.filter(
    ({ probe, used, readElsewhere: spared }) => !spared && (used || probe !== 'account'),
  );
  const used = countRows(counted.filter((row) => row.used));
  const others = countRows(counted.filter((row) => !row.used));
  return used.asked === 0 ? summarizeReadable(others) : summarizeUsed(used, others);
}

interface Tally {
  readonly asked: number;
  readonly works: number;
  readonly broken: number;
}

const countRows = (rows: readonly CheckedPermission[]): Tally => ({
  asked: rows.length,
  works: rows.filter(({ state }) => state === 'works').length,
  broken: rows.filter(({ state }) => state === 'broken').length,
});

function summarizeUsed({ asked, works, broken }: Tally, others: Tally): PermissionSummary {
  const values = { asked, works, failed: asked - works };
  if (works === asked) {
    const denied = others.asked - others.works;
    return denied === 0
      ? { level: 'green', key: 'allUsed', values }
      : { level: 'info', key: 'othersDenied', values: { ...values, denied, others: others.asked } };
  }
  if (works > 0)
    return { level: 'yellow', key: works + broken === asked ? 'someUnchecked' : 'someUsed', values };
  if (broken === asked) return { level: 'red', key: 'noneChecked', values };
  // A probe that could not be checked may work, so "nothing works" is certain only without such probes.
  const nothing = others.asked > 0 && others.works + others.broken + broken === 0;
  return { level: 'red', key: nothing ? 'nothing' : 'noneUsed', values };
}

function summarizeReadable({ asked, works, broken }: Tally): PermissionSummary {
  const values = { asked, works };
  if (works === 0) return { level: 'red', key: broken > 0 ? 'noneChecked' : 'nothing', values };
  return works === asked
    ? { level: 'green', key: 'allReadable', values }
    : { level: 'info', key: 'someReadable', values };
}

/** The English text, for callers of the admin endpoint. Dialogs translate the key instead. */
export function summaryText({ key, values }: PermissionSummary): string {
  return texts.verdict[key].replace(/__(\w+?)__/g, (placeholder, name: string) =>
    String(values[name] ?? placeholder),
  );
}
