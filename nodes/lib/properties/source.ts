import { boolean, configNode, enumOf, number, type Property, text, validatedText } from './property-types';

/** The polling interval in `everyUnit`; 0: only on input messages. Its default depends on the log. */
export const interval = (value: number): Property<number> =>
  number({ value, min: 0, max: 100_000, whole: false });

/** The properties of all source nodes. `types` is missing, because its values differ between sources. */
export const sourceProperties = {
  name: text(),
  account: configNode('mimecast-account', true),
  every: interval(5),
  everyUnit: enumOf('minutes', ['seconds', 'minutes', 'hours']),
  /** hours; the first run reads from this long ago */
  lookback: number({ value: 24, min: 0, max: 24 * 365, whole: false }),
  output: enumOf('event', ['event', 'page', 'lines']),
  /** records */
  chunk: number({ value: 1000, min: 1, max: 100_000 }),
  /** bytes */
  chunkBytes: number({ value: 1_000_000, min: 1_000, max: 100_000_000 }),
  delivery: enumOf('sent', ['sent', 'ack']),
  /** records per second with the delivery `sent`; 0: no limit */
  maxRate: number({ value: 0, min: 0 }),
  /** seconds */
  ackTimeout: number({ value: 60, min: 1, max: 86_400 }),
  /** maximum number of unacknowledged batches per stream */
  inFlight: number({ value: 2, min: 1, max: 100 }),
  acks: number({ value: 1, min: 1, max: 20 }),
  /** '': a file of this package; `context:<name>`: the context store with that name */
  store: validatedText('', (store) =>
    store === '' || /^context:[\w.-]+$/.test(store) ? undefined : { key: 'store', values: { value: store } },
  ),
};

/** Properties of sources that read a current state instead of a log: held messages, users, groups. */
export const snapshotProperties = {
  snapshot: enumOf('changes', ['changes', 'whole']),
  /** with `changes`: whether the first snapshot, which is the base of the comparison, is also sent */
  baseline: boolean(true),
};

/** Directions for the selection of DLP and TTP logs (wire.md 8, 10.1). */
export const ROUTES = ['inbound', 'outbound', 'internal'] as const;
