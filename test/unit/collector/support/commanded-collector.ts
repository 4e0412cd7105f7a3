import type { Job } from '../../../../nodes/lib/collector/poll/commands';
import type { SourceSettings } from '../../../../nodes/lib/collector/deps';
import type { CountingStream } from '../../../doubles/counting-stream';
import { MemoryBackend } from '../../../doubles/memory-checkpoint-store';
import { SourceRig } from './collector-harness';
import { TimedStream } from './timed-stream';

/** Epoch ms of record 0. */
export const { ORIGIN } = TimedStream;
/** The records after `from`, up to and including `to`. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i + 1);

export interface AskedSource {
  readonly rig: SourceRig;
  readonly stream: TimedStream;
  readonly backend: MemoryBackend;
  boot(settings?: Partial<SourceSettings>, streams?: readonly CountingStream[]): void;
  /** Sends a command and waits for it; throws what it failed with. */
  ask(job: Job): Promise<void>;
  restart(settings?: Partial<SourceSettings>): Promise<void>;
  /** For each message: whether it belongs to a replay. */
  marks(): unknown[];
  /** Reports of these kinds, without their times. */
  reported(...kinds: string[]): unknown[];
}

/** For each test, a collector that polls on request, and its saved positions, which survive a restart. */
export function askedSource(): AskedSource {
  let harness: SourceRig;
  let stream: TimedStream;
  let backend: MemoryBackend;

  function boot(settings: Partial<SourceSettings> = {}, streams: readonly CountingStream[] = [stream]): void {
    harness = new SourceRig(streams, { everyMs: 0, ...settings }, backend);
    harness.source.start();
  }
  async function ask(job: Job): Promise<void> {
    const request = harness.source.ask(job);
    const result = request.catch(() => undefined);
    await harness.settle();
    await result;
    await harness.settle();
    return request;
  }
  async function restart(settings: Partial<SourceSettings> = {}): Promise<void> {
    await harness.end();
    boot(settings);
    await harness.settle();
  }
  const marks = (): unknown[] => harness.messages.map(({ mimecast }) => mimecast.replay);
  const reported = (...kinds: string[]): unknown[] =>
    harness.reports.filter(({ kind }) => kinds.includes(kind)).map(({ at: _, ...report }) => report);

  beforeEach(() => {
    backend = new MemoryBackend();
    stream = new TimedStream('a');
    stream.end = 20;
  });
  afterEach(() => harness.end());

  return {
    get rig() {
      return harness;
    },
    get stream() {
      return stream;
    },
    get backend() {
      return backend;
    },
    boot,
    ask,
    restart,
    marks,
    reported,
  };
}
