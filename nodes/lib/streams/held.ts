import type { Stream } from '../contracts/stream';
import { HELD, HOLD_SUMMARY } from './snapshot/logs/held';
import { createSnapshotStream, type SnapshotOptions } from './snapshot/stream';
import { rejectionsLog, releasesLog } from './window/logs/held';
import { createWindowStream } from './window/stream';

/** The queue and its summary are snapshots. Releases and rejections are logs with a time range. */
const STREAMS = {
  held: (options: SnapshotOptions): Stream => createSnapshotStream(HELD, options),
  releases: (): Stream => createWindowStream(releasesLog()),
  rejections: (): Stream => createWindowStream(rejectionsLog()),
  summary: (options: SnapshotOptions): Stream => createSnapshotStream(HOLD_SUMMARY, options),
} as const;

type HeldType = keyof typeof STREAMS;

/** @param types empty: all types */
export function createHeldStreams(types: readonly HeldType[], options: SnapshotOptions): readonly Stream[] {
  const all: readonly HeldType[] = ['held', 'releases', 'rejections', 'summary'];
  return (types.length === 0 ? all : types).map((type) => STREAMS[type](options));
}
