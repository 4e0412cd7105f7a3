import type { Stream } from '../../contracts/stream';
import { DAY_MS } from '../../util/time';
import type { CheckpointManager } from '../checkpoint/checkpoint-manager';

const MIN_QUIET_MS = DAY_MS;

/**
 * Epoch ms since when all streams have been empty, if that is at least a day: logging may be switched off in
 * Mimecast.
 */
export function quietSince(
  streams: readonly Stream[],
  positions: CheckpointManager,
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
