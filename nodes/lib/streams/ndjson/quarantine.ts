import type { QuarantineSample } from '../../contracts/stream';

const MAX_SAMPLES = 5;
const MAX_SAMPLE_BYTES = 2048;

/** Plain data, so that it can be sent to another thread and back. */
export interface QuarantineState {
  readonly samples: readonly QuarantineSample[];
  readonly count: number;
  readonly lastLine: number;
}

const EMPTY: QuarantineState = { samples: [], count: 0, lastLine: 0 };

/**
 * The lines of one file that are no JSON object. A file may be read several times (after a disconnect or a restart).
 * Lines come in the same order each time, so each line is counted once.
 */
export class QuarantinedLines {
  #samples: readonly QuarantineSample[] = [];
  #count = 0;
  #lastLine = 0;

  constructor(initial: QuarantineState = EMPTY) {
    this.restore(initial);
  }

  get snapshot(): QuarantineState {
    return { samples: this.#samples, count: this.#count, lastLine: this.#lastLine };
  }

  /** Takes the state of a reader that continued from `snapshot`. */
  restore(state: QuarantineState): void {
    this.#samples = state.samples;
    this.#count = state.count;
    this.#lastLine = state.lastLine;
  }

  get count(): number {
    return this.#count;
  }

  get samples(): readonly QuarantineSample[] {
    return this.#samples;
  }

  /** @param line 1-based */
  add(line: number, text: string): void {
    if (line <= this.#lastLine) return;
    this.#lastLine = line;
    this.#count += 1;
    if (this.#samples.length < MAX_SAMPLES)
      this.#samples = [...this.#samples, { line, text: truncate(text) }];
  }
}

function truncate(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= MAX_SAMPLE_BYTES) return text;
  // A character that was cut in two decodes to U+FFFD; it is removed.
  return bytes.toString('utf8', 0, MAX_SAMPLE_BYTES).replace(/\uFFFD$/, '');
}
