import type { CollectorSettings } from '../../../../nodes/lib/collector/deps';
import type { Command } from '../../../../nodes/lib/collector/poll/commands';
import type { CountingStream } from '../../../doubles/counting-stream';
import { MemoryCheckpointStore } from '../../../doubles/memory-checkpoint-store';
import { CollectorHarness } from './collector-harness';
import { TimedStream } from './timed-stream';

/** Epoch ms of record 0. */
export const { ORIGIN } = TimedStream;
/** The records after `from`, up to and including `to`. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i + 1);

export interface CommandHarness {
  readonly harness: CollectorHarness;
  readonly stream: TimedStream;
  readonly store: MemoryCheckpointStore;
  boot(settings?: Partial<CollectorSettings>, streams?: readonly CountingStream[]): void;
  /** Sends a command and waits for it; throws what it failed with. */
  runCommand(command: Command): Promise<void>;
  restart(settings?: Partial<CollectorSettings>): Promise<void>;
  /** For each message: whether it belongs to a replay. */
  marks(): unknown[];
  /** Reports of these kinds, without their times. */
  reported(...kinds: string[]): unknown[];
}

/** For each test, a collector that polls on request, and its saved positions, which survive a restart. */
export function useCommandHarness(): CommandHarness {
  let harness: CollectorHarness;
  let stream: TimedStream;
  let store: MemoryCheckpointStore;

  function boot(
    settings: Partial<CollectorSettings> = {},
    streams: readonly CountingStream[] = [stream],
  ): void {
    harness = new CollectorHarness(streams, { everyMs: 0, ...settings }, store);
    harness.source.start();
  }
  async function runCommand(command: Command): Promise<void> {
    const request = harness.source.request(command);
    const result = request.catch(() => undefined);
    await harness.settle();
    await result;
    await harness.settle();
    return request;
  }
  async function restart(settings: Partial<CollectorSettings> = {}): Promise<void> {
    await harness.end();
    boot(settings);
    await harness.settle();
  }
  const marks = (): unknown[] => harness.messages.map(({ mimecast }) => mimecast.replay);
  const reported = (...kinds: string[]): unknown[] =>
    harness.reports.filter(({ kind }) => kinds.includes(kind)).map(({ at: _, ...report }) => report);

  beforeEach(() => {
    store = new MemoryCheckpointStore();
    stream = new TimedStream('a');
    stream.end = 20;
  });
  afterEach(() => harness.end());

  return {
    get harness() {
      return harness;
    },
    get stream() {
      return stream;
    },
    get store() {
      return store;
    },
    boot,
    runCommand,
    restart,
    marks,
    reported,
  };
}
