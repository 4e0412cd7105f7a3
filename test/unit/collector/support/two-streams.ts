import type { SourceSettings } from '../../../../nodes/lib/collector/deps';
import { CountingStream } from '../../../doubles/counting-stream';
import { MemoryBackend } from '../../../doubles/memory-checkpoint-store';
import { SourceRig } from './collector-harness';

export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

export interface TwoStreams {
  rig: SourceRig;
  readonly a: CountingStream;
  readonly b: CountingStream;
  start(settings?: Partial<SourceSettings>, backend?: MemoryBackend): void;
}

/** For each test, two streams and a collector between them and a memory store; the collector ends with the test. */
export function twoStreams(): TwoStreams {
  let harness: SourceRig;
  let a: CountingStream;
  let b: CountingStream;

  function start(settings: Partial<SourceSettings> = {}, backend = new MemoryBackend()): void {
    harness = new SourceRig([a, b], settings, backend);
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
    get rig() {
      return harness;
    },
    set rig(next) {
      harness = next;
    },
    start,
  };
}
