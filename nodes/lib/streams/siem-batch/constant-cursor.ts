import { isDeepStrictEqual } from 'node:util';
import type { Position } from '../../contracts/stream';
import { HOUR_MS } from '../../util/time';

/** More than that are no cursors that repeat, and reading by date is cheaper. */
const MAX_CURSORS = 1000;

/** A cursor to go on with, and all that were handed out in turns with it. */
export interface KnownCursor {
  readonly cursor: string;
  readonly all: ReadonlySet<string>;
}

/**
 * Remembers a cursor that stays the same, or one of a few that take turns, although each request brings the next records. It is kept in memory
 * only, and is used only if everything before it was delivered: what it leads to depends on the requests before, so after
 * a restart or a failure the records are read again by date, and the known ones are dropped.
 */
export class ConstantCursor<P extends Position> {
  #cursor: KnownCursor | undefined;
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
  take(from: P | undefined, now: number): KnownCursor | undefined {
    const [cursor, position] = [this.#cursor, this.#position];
    this.#cursor = undefined;
    const isFresh = now >= this.#confirmedAt && now - this.#confirmedAt < HOUR_MS;
    this.#wasTaken = cursor !== undefined && isFresh && isDeepStrictEqual(from, position);
    return this.#wasTaken ? cursor : undefined;
  }

  /**
   * Call it at the end of a poll.
   * @param end its last step
   * @param all cursors that were handed out repeatedly
   * @param position after its last page
   * @param brought whether it brought records
   */
  remember(
    end: { cursor: string | null; repeated: boolean },
    all: ReadonlySet<string>,
    position: P,
    brought: boolean,
  ): void {
    if (!end.repeated || end.cursor === null || all.size > MAX_CURSORS) return;
    if (brought || !this.#wasTaken) this.#confirmedAt = Date.now();
    this.#cursor = { cursor: end.cursor, all };
    this.#position = position;
  }
}
