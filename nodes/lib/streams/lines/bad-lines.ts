import type { QuarantineSample } from '../../shipping/stream';

const MAX_SAMPLES = 5;
const MAX_SAMPLE_BYTES = 2048;

/** Plain data, so that it can be handed to another thread and back. */
export interface BadLinesSoFar {
  readonly kept: readonly QuarantineSample[];
  readonly total: number;
  readonly lastNoted: number;
}

const NONE: BadLinesSoFar = { kept: [], total: 0, lastNoted: 0 };

/**
 * The lines of one file that were no JSON object. A file may be read several times (a break, a restart); a
 * line is counted once, because lines come in order each time.
 */
export class BadLines {
  #kept: readonly QuarantineSample[] = [];
  #total = 0;
  #lastNoted = 0;

  constructor(before: BadLinesSoFar = NONE) {
    this.takeOver(before);
  }

  get soFar(): BadLinesSoFar {
    return { kept: this.#kept, total: this.#total, lastNoted: this.#lastNoted };
  }

  /** What somebody else has found who went on from `soFar`. */
  takeOver({ kept, total, lastNoted }: BadLinesSoFar): void {
    this.#kept = kept;
    this.#total = total;
    this.#lastNoted = lastNoted;
  }

  get count(): number {
    return this.#total;
  }

  get samples(): readonly QuarantineSample[] {
    return this.#kept;
  }

  /** @param line 1-based */
  note(line: number, text: string): void {
    if (line <= this.#lastNoted) return;
    this.#lastNoted = line;
    this.#total += 1;
    if (this.#kept.length < MAX_SAMPLES) this.#kept = [...this.#kept, { line, text: cut(text) }];
  }
}

function cut(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= MAX_SAMPLE_BYTES) return text;
  // A character that is cut in two decodes to U+FFFD at the end; it is left out.
  return bytes.toString('utf8', 0, MAX_SAMPLE_BYTES).replace(/\uFFFD$/, '');
}
