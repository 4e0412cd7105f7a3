import { isDeepStrictEqual } from 'node:util';
import type { Position } from '../../contracts/stream';
import { HOUR_MS } from '../../util/time';

/**
 * Remembers a cursor that stays the same although each request with it brings the next records. It is kept in memory
 * only, and is used only if everything before it was delivered: what it leads to depends on the requests before, so after
 * a restart or a failure the records are read again by date, and the known ones are dropped.
 */
export class ConstantCursor<P extends Position> {
  #cursor: string | undefined;
  #position: P | undefined;
  #wasTaken = false;
  /** epoch ms when the cursor last brought records, or reading by date confirmed that there were none */
  #confirmedAt = 0;

  /**
   * Call it at the start of a poll. A poll that fails does not return the cursor.
   * @param from saved position
   * @param now epoch ms
   * @returns undefined: there is none, or it has brought nothing for an hour, so that reading by date has to check it
   */
  take(from: P | undefined, now: number): string | undefined {
    const [cursor, position] = [this.#cursor, this.#position];
    this.#cursor = undefined;
    const isFresh = now >= this.#confirmedAt && now - this.#confirmedAt < HOUR_MS;
    this.#wasTaken = cursor !== undefined && isFresh && isDeepStrictEqual(from, position);
    return this.#wasTaken ? cursor : undefined;
  }

  /**
   * Call it at the end of a poll.
   * @param end its last step
   * @param position after its last page
   * @param brought whether it brought records
   */
  remember(end: { cursor: string | null; repeated: boolean }, position: P, brought: boolean): void {
    if (!end.repeated || end.cursor === null) return;
    if (brought || !this.#wasTaken) this.#confirmedAt = Date.now();
    this.#cursor = end.cursor;
    this.#position = position;
  }
}
