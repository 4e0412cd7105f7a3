import { findCollectors } from '../../collector/collector-registry';
import { MINUTE_MS } from '../../util/time';

/** Lag of the streams of an account's sources, of those that have read anything yet. */
export function collectorLags(
  account: string,
): readonly { readonly name: string; readonly minutes: number }[] {
  return findCollectors().flatMap(({ name, collector: source }) =>
    source.view().streams.flatMap(({ key, lagMs, account: whose }) => {
      if (lagMs === null || whose !== account) return [];
      return [{ name: [name, key].filter((part) => part !== '').join(' '), minutes: lagMs / MINUTE_MS }];
    }),
  );
}
