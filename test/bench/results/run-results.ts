/** The results of all runs. */

import type { Sample } from '../measure/sample';
import type { RunSummary } from '../rounds';
import type { Rounds } from './result';

export class RunResults {
  readonly #samples = new Map<string, Sample[]>();
  readonly #ideals: number[] = [];
  readonly #calls: number[] = [];
  readonly #problems: string[] = [];

  /** Why figures do not count. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /**
   * @param counts false: only checked for completeness
   * @returns a line about it
   */
  add(one: RunSummary, counts: boolean): string {
    const { name, sample, problem } = one;
    if (problem !== undefined) {
      this.#problems.push(`${name}: ${problem}`);
      return `${name}: does not count, ${problem}`;
    }
    if (counts) this.#count(one);
    return `${name}: ${Math.round(sample.eventsPerSecond).toLocaleString('en-US')} events/s`;
  }

  rounds(events: number): Rounds {
    return { events, samples: this.#samples, ideals: this.#ideals, callsPer100k: this.#calls };
  }

  #count({ name, sample, ideal, callsPer100k }: RunSummary): void {
    this.#samples.set(name, [...(this.#samples.get(name) ?? []), sample]);
    if (ideal !== undefined) this.#ideals.push(ideal);
    // The calls are the same in every mode; one mode is enough.
    if (callsPer100k !== undefined && name === 'lines') this.#calls.push(callsPer100k);
  }
}
