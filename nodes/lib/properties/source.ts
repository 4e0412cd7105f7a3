import { checked, choice, number, type Property, reference, text } from './kinds';

/** 0: only when a message comes in. In `everyUnit`; logs differ in how often a look is worth a call. */
export const interval = (value: number): Property<number> =>
  number({ value, min: 0, max: 100_000, whole: false });

/**
 * What every source has (design 4.3) besides `types`, whose words differ. Units: see each name.
 */
export const sourceProperties = {
  name: text(),
  account: reference('mimecast-account', true),
  every: interval(5),
  everyUnit: choice('minutes', ['seconds', 'minutes', 'hours']),
  /** hours, first run */
  lookback: number({ value: 24, min: 0, max: 24 * 365, whole: false }),
  output: choice('event', ['event', 'page', 'lines']),
  /** records */
  chunk: number({ value: 1000, min: 1, max: 100_000 }),
  /** bytes */
  chunkBytes: number({ value: 1_000_000, min: 1_000, max: 100_000_000 }),
  delivery: choice('sent', ['sent', 'ack']),
  /** records a second in `sent`, 0: no limit */
  maxRate: number({ value: 0, min: 0 }),
  /** seconds */
  ackTimeout: number({ value: 60, min: 1, max: 86_400 }),
  /** batches per stream */
  inFlight: number({ value: 2, min: 1, max: 100 }),
  acks: number({ value: 1, min: 1, max: 20 }),
  /** '': own file; `context:<name>`: a context store of that name */
  store: checked('', (store) =>
    store === '' || /^context:[\w.-]+$/.test(store) ? undefined : { key: 'store', values: { value: store } },
  ),
};
