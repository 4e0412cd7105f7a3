/** What stands above the table of permissions: the worst of what the nodes use and of what the table shows. */
import { doctor as sentences } from '../../locales/en-US/shared.json';
import type { Diagnosis } from './doctor';

/** `info`: nothing that is used is wrong, but not everything that was asked for can be read. */
export type Level = 'green' | 'info' | 'yellow' | 'red';

export interface Examined extends Pick<Diagnosis, 'probe' | 'state'> {
  /** a node reads it */
  readonly used: boolean;
  /** whoever reads it reads the same elsewhere where this is denied, and that works */
  readonly spared: boolean;
}

export type VerdictKey = keyof (typeof sentences)['verdict'];

export interface Verdict {
  readonly level: Level;
  /** of `doctor.verdict` in the catalogues */
  readonly key: VerdictKey;
  readonly values: Readonly<Record<string, number>>;
}

/** How one row of the table is coloured. */
export function levelOf({ state, used, spared }: Examined): Level {
  if (state === 'works') return 'green';
  return used && !spared ? 'yellow' : 'info';
}

/**
 * Whose account it is, is told by the way and is no data: where no node uses it, it does not count. Nor does what is
 * read elsewhere.
 */
export function verdictOf(rows: readonly Examined[]): Verdict {
  const counted = rows.filter(({ probe, used, spared }) => !spared && (used || probe !== 'account'));
  const used = tally(counted.filter((row) => row.used));
  const others = tally(counted.filter((row) => !row.used));
  return used.asked === 0 ? ofReadable(others) : ofUsed(used, others);
}

interface Tally {
  readonly asked: number;
  readonly works: number;
  readonly broken: number;
}

const tally = (rows: readonly Examined[]): Tally => ({
  asked: rows.length,
  works: rows.filter(({ state }) => state === 'works').length,
  broken: rows.filter(({ state }) => state === 'broken').length,
});

function ofUsed({ asked, works, broken }: Tally, others: Tally): Verdict {
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
  // Whatever could not be checked may work, so nobody knows that there is nothing.
  const nothing = others.asked > 0 && others.works + others.broken + broken === 0;
  return { level: 'red', key: nothing ? 'nothing' : 'noneUsed', values };
}

function ofReadable({ asked, works, broken }: Tally): Verdict {
  const values = { asked, works };
  if (works === 0) return { level: 'red', key: broken > 0 ? 'noneChecked' : 'nothing', values };
  return works === asked
    ? { level: 'green', key: 'allReadable', values }
    : { level: 'info', key: 'someReadable', values };
}

/** In English, for those who ask the endpoint themselves; dialogs translate the key. */
export function sentenceOf({ key, values }: Verdict): string {
  return sentences.verdict[key].replace(/__(\w+?)__/g, (placeholder, name: string) =>
    String(values[name] ?? placeholder),
  );
}
