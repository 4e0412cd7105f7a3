import type { Stream } from '../contracts/stream';
import { siemBatch } from './siem-batch/stream';
import { siemEvents } from './siem-events/stream';
import { CG_TYPES, CI_TYPES } from '../properties/values/siem-types';

type Feed = 'cg-batch' | 'cg-stream' | 'ci-batch' | 'ci-stream';
type StreamFactory = (types: readonly string[]) => readonly Stream[];

/** A batch feed is one stream for each type, each with its own cursor; a stream feed is one stream for all types. */
const STREAM_FACTORIES: Readonly<Record<Feed, StreamFactory>> = {
  'cg-batch': (types) => orDefault(types, CG_TYPES).map((type) => siemBatch('cg', type)),
  'cg-stream': (types) => [siemEvents('cg', types)],
  'ci-batch': (types) => orDefault(types, CI_TYPES).map((type) => siemBatch('ci', type)),
  'ci-stream': (types) => [siemEvents('ci', types)],
};

const orDefault = (types: readonly string[], all: readonly string[]): readonly string[] =>
  types.length === 0 ? all : types;

/** @param types empty: all types of the feed */
export function siemStreams(feed: Feed, types: readonly string[]): readonly Stream[] {
  return STREAM_FACTORIES[feed](types);
}
