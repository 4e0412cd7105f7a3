import type { Stream } from '../contracts/stream';
import { HELD, HOLD_SUMMARY } from './snapshot/logs/held';
import { type SnapshotOptions, snapshotStream } from './snapshot/stream';
import { rejectionsLog, releasesLog } from './window/logs/held';
import { windowStream } from './window/stream';

/** The queue and its summary are snapshots. Releases and rejections are logs with a time range. */
const STREAMS = {
  held: (options: SnapshotOptions): Stream => snapshotStream(HELD, options),
  releases: (): Stream => windowStream(releasesLog()),
  rejections: (): Stream => windowStream(rejectionsLog()),
  summary: (options: SnapshotOptions): Stream => snapshotStream(HOLD_SUMMARY, options),
} as const;

type HeldType = keyof typeof STREAMS;

/** @param types empty: all types */
export function heldStreams(types: readonly HeldType[], options: SnapshotOptions): readonly Stream[] {
  const all: readonly HeldType[] = ['held', 'releases', 'rejections', 'summary'];
  return (types.length === 0 ? all : types).map((type) => STREAMS[type](options));
}
