import type { Stream } from '../contracts/stream';
import { CG_TYPES, CI_TYPES } from '../properties/values/siem-types';
import { createSiemBatchStream } from './siem-batch/stream';
import { createSiemEventStream } from './siem-events/stream';

type Feed = 'cg-batch' | 'cg-stream' | 'ci-batch' | 'ci-stream';
type StreamFactory = (types: readonly string[]) => readonly Stream[];

/** A batch feed is one stream for each type, each with its own cursor; a stream feed is one stream for all types. */
const STREAM_FACTORIES: Readonly<Record<Feed, StreamFactory>> = {
  'cg-batch': (types) => orDefault(types, CG_TYPES).map((type) => createSiemBatchStream('cg', type)),
  'cg-stream': (types) => [createSiemEventStream('cg', types)],
  'ci-batch': (types) => orDefault(types, CI_TYPES).map((type) => createSiemBatchStream('ci', type)),
  'ci-stream': (types) => [createSiemEventStream('ci', types)],
};

const orDefault = (types: readonly string[], all: readonly string[]): readonly string[] =>
  types.length === 0 ? all : types;

/** @param types empty: all types of the feed */
export function createSiemStreams(feed: Feed, types: readonly string[]): readonly Stream[] {
  return STREAM_FACTORIES[feed](types);
}
