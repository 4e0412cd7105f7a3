import type { Stream } from '../../shipping/stream';
import { siemBatch } from './batch';
import { siemEvents } from './event-stream';
import { CG_TYPES, CI_TYPES } from './types';

type Feed = 'cg-batch' | 'cg-stream' | 'ci-batch' | 'ci-stream';
type Make = (types: readonly string[]) => readonly Stream[];

/** Batch feeds are read type by type, each with a cursor of its own; stream feeds in one call for all. */
const FEEDS: Readonly<Record<Feed, Make>> = {
  'cg-batch': (types) => orAll(types, CG_TYPES).map((type) => siemBatch('cg', type)),
  'cg-stream': (types) => [siemEvents('cg', types)],
  'ci-batch': (types) => orAll(types, CI_TYPES).map((type) => siemBatch('ci', type)),
  'ci-stream': (types) => [siemEvents('ci', types)],
};

const orAll = (types: readonly string[], all: readonly string[]): readonly string[] =>
  types.length === 0 ? all : types;

/** @param types none: all of the feed */
export function siemStreams(feed: Feed, types: readonly string[]): readonly Stream[] {
  return FEEDS[feed](types);
}
