/** Adds held mail that was released later to a count. */
import { isUnavailable } from '../../../contracts/evidence';
import type { Override } from '../../../properties/node/assessments/kri';
import type { Range } from '../../evidence/read-window';
import type { Counts, EventMeasure, KriDataSource, Query } from '../types';
import { judgeMembers } from './member-rule';
import { addChecked, emptyMemberTotals, MemberTally } from './member-tally';
import { type HeldMail, ReleasedMail } from './release-join';

/** Release records that are remembered. */
const MAX_RELEASES = 50_000;

interface JoinRequest {
  readonly dataSource: KriDataSource;
  readonly override: Override | undefined;
  readonly window: Range;
}

export interface JoinedCounts {
  readonly counts: Counts;
  readonly joinedWith?: NonNullable<Query['joinedWith']>;
  /** why released mail may be missing in the count */
  readonly incomplete?: string;
  readonly retryable: boolean;
}

export async function readLaterReleases(
  { laterReleases }: EventMeasure,
  counts: Counts & { readonly held: readonly HeldMail[] },
  { dataSource, override, window }: JoinRequest,
): Promise<JoinedCounts> {
  const { held, ...own } = counts;
  if (laterReleases === undefined || override !== undefined) return { counts: own, retryable: false };
  const { log, members } = laterReleases;
  const { endpoint, filter } = dataSource.describe(log, undefined);
  const joinedWith = { endpoint, filter };
  const withReleased = (released: number): Counts => ({
    ...own,
    numerator: own.numerator + released,
    parts: { notActedOn: own.numerator, heldThenReleased: released },
  });
  // Without mail on hold nothing can have been released.
  if (held.length === 0) return { counts: withReleased(0), retryable: false };
  const tally = new MemberTally();
  const mail = new ReleasedMail();
  const checked = emptyMemberTotals();
  const result = await dataSource.readLog(log, window, undefined, (record) => {
    addChecked(checked, tally.check(members, record));
    if (checked.records <= MAX_RELEASES) mail.add(record);
  });
  const incomplete = (reason: string, retryable: boolean): JoinedCounts => ({
    counts: withReleased(mail.countOf(held)),
    joinedWith,
    incomplete: `mail that was held and then released is not counted completely: ${reason}`,
    retryable,
  });
  if (isUnavailable(result)) {
    return incomplete(`${endpoint}: ${result.error.message}`, result.kind === 'broken');
  }
  if (checked.records > MAX_RELEASES) return incomplete(`more than ${MAX_RELEASES} releases`, false);
  const { unusable, incomplete: doubtful } = judgeMembers(members, tally.lacking(checked));
  const reason = unusable ?? doubtful;
  if (reason !== undefined) return incomplete(`${endpoint}: ${reason}`, false);
  return { counts: withReleased(mail.countOf(held)), joinedWith, retryable: false };
}
