import type { CollectorSettings } from '../../../../nodes/lib/collector/deps';
import { CountingStream } from '../../../doubles/counting-stream';
import { MemoryCheckpointStore } from '../../../doubles/memory-checkpoint-store';
import { CollectorHarness } from './collector-harness';

export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

export interface TwoStreams {
  harness: CollectorHarness;
  readonly a: CountingStream;
  readonly b: CountingStream;
  start(settings?: Partial<CollectorSettings>, store?: MemoryCheckpointStore): void;
}

/** For each test, two streams and a collector between them and a memory store; the collector ends with the test. */
export function useTwoStreams(): TwoStreams {
  let harness: CollectorHarness;
  let a: CountingStream;
  let b: CountingStream;

  function start(settings: Partial<CollectorSettings> = {}, store = new MemoryCheckpointStore()): void {
    harness = new CollectorHarness([a, b], settings, store);
    harness.source.start();
  }

  beforeEach(() => {
    a = new CountingStream('a');
    b = new CountingStream('b');
  });
  afterEach(() => harness.end());

  return {
    get a() {
      return a;
    },
    get b() {
      return b;
    },
    get harness() {
      return harness;
    },
    set harness(next) {
      harness = next;
    },
    start,
  };
}
