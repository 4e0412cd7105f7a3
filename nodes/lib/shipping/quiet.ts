import type { Positions } from './positions';
import type { Stream } from './stream';

const MIN_QUIET_MS = 24 * 60 * 60 * 1000;

/** Epoch ms since when every stream has been empty, when that is a day or more: something may be switched off. */
export function quietSince(
  streams: readonly Stream[],
  positions: Positions,
  now: number,
): number | undefined {
  const since = streams.flatMap((stream) => {
    const position = positions.current(stream);
    const quiet = position === undefined ? undefined : stream.quietSince(position);
    return quiet === undefined ? [] : [quiet];
  });
  if (since.length === 0 || since.length < streams.length) return undefined;
  const youngest = Math.max(...since);
  return now - youngest >= MIN_QUIET_MS ? youngest : undefined;
}
