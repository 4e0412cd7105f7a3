/** Finds work that grows faster than its input. Compares processor time at several sizes, never with a limit in ms. */
import { cpuTimeOf } from '../doubles/cpu-time';

/** Linear work takes twice the time for twice the input, quadratic work four times … */
const SUSPICIOUS = 2.6;
/** … and for four times the input four and sixteen times. */
const CERTAIN = 9;
/** ms; below, the clock of the processor is too coarse to compare. 12,000 characters that all look at each other take more. */
const MIN_MS = 25;
/** ms; so much work is measured well enough by one run */
const SLOW_MS = 500;
/** ms; so much work for so little input is measured once */
const CERTAIN_MS = 2_000;

/** The fastest is compared: other programs, garbage and the compiler only add time. */
async function fastest(work: () => unknown, tries: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < tries; run += 1) best = Math.min(best, await cpuTimeOf(work));
  return best;
}

interface Times {
  readonly one: number;
  readonly two: number;
  readonly four: number;
}

/** @returns undefined: it does not grow faster than its input */
async function tooFast(workOf: (size: number) => () => unknown, size: number): Promise<Times | undefined> {
  const twice = workOf(2 * size);
  const first = await fastest(twice, 1);
  if (first < MIN_MS) return undefined;
  const tries = first > SLOW_MS ? 2 : 4;
  const [one, two] = [await fastest(workOf(size), tries), await fastest(twice, tries)];
  if (two < MIN_MS || two < one * SUSPICIOUS) return undefined;
  const four = await fastest(workOf(4 * size), 1);
  return four < one * CERTAIN ? undefined : { one, two, four };
}

/** A moment of another load is no finding: what is found has to be found each time. */
const ATTEMPTS = 3;

/**
 * @param workOf makes the input of a size, and returns what works on it
 * @returns what was measured where it grows faster
 */
export async function growthOf(
  workOf: (size: number) => () => unknown,
  size: number,
): Promise<string | undefined> {
  let last: Times | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    last = await tooFast(workOf, size);
    if (last === undefined) return undefined;
    if (last.four > CERTAIN_MS) break;
  }
  const times = Object.values(last ?? {}).map((ms: number) => ms.toFixed(0));
  return `${times.join(', ')} ms for ${size}, ${2 * size}, ${4 * size}`;
}

/** `unit`, repeated, between the others. */
export interface Repeated {
  readonly prefix?: string;
  readonly unit: string;
  readonly suffix?: string;
}

const textOf = ({ prefix = '', unit, suffix = '' }: Repeated, length: number): string =>
  prefix + unit.repeat(Math.ceil(length / unit.length)) + suffix;

/** @param length characters of the shortest text */
export async function growthProblem(
  target: (text: string) => unknown,
  text: Repeated,
  length: number,
): Promise<string | undefined> {
  const workOf = (size: number) => {
    const whole = textOf(text, size);
    return () => target(whole);
  };
  const problem = await growthOf(workOf, length);
  return problem === undefined ? undefined : `${JSON.stringify(text)}: ${problem} characters`;
}
