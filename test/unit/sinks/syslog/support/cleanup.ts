import type { Receiver } from './receivers';
import { sinkFor, type WatchedSink } from './sinks';

export interface SyslogCleanup {
  /** The receiver is stopped after the test. */
  stopAfterTest<T extends Receiver>(receiver: T): T;
  /** A sink as `sinkFor` makes it, which is closed after the test. */
  watch(...given: Parameters<typeof sinkFor>): WatchedSink;
}

/** Closes what a test has opened, the last one first. */
export function useSyslogCleanup(): SyslogCleanup {
  const open: { close(): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });
  return {
    stopAfterTest(receiver) {
      open.push({ close: () => receiver.stop() });
      return receiver;
    },
    watch(...given) {
      const watched = sinkFor(...given);
      open.push(watched.sink);
      return watched;
    },
  };
}
