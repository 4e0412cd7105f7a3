/** What the program does in one round: every target with arbitrary input, and every reader of texts with a repeated text. */
import fc from 'fast-check';
import { cpuTimeOf } from '../doubles/cpu-time';
import { growthProblem } from './growth';
import { ANSWER_TARGETS } from './targets/answers';
import { BYTE_TARGETS } from './targets/bytes';
import { MESSAGE_TARGETS } from './targets/messages';
import { ROUTE_TARGETS } from './targets/routes';
import { TEXT_TARGETS } from './targets/texts';
import { VALUE_TARGETS } from './targets/values';
import { PREFIXES, SUFFIXES, UNITS } from './units';
import { hostilePieces, hostileRequest, hostileText, hostileValue } from './values';

/** @returns what is wrong */
export type Job = readonly [name: string, run: () => Promise<string | undefined>];

const RUNS = 25;
const LENGTH = 6_000;
/** ms of processor time for one input of a few KB. The slowest takes 60 on a machine of 2020; a minute for a megabyte is too much. */
const MAX_MS = 1_500;

/** @throws when the call takes much longer than any other */
async function within(work: () => unknown): Promise<void> {
  const ms = await cpuTimeOf(work);
  // once more: what was compiled or collected meanwhile is not its work
  if (ms > MAX_MS && (await cpuTimeOf(work)) > MAX_MS) throw new Error(`it takes ${ms.toFixed(0)} ms`);
}

/** @returns seed, path and what fast-check shrank the input to */
async function failureOf<T>(
  arbitrary: fc.Arbitrary<T>,
  target: (value: T) => unknown,
  seed: number,
): Promise<string | undefined> {
  const property = fc.asyncProperty(arbitrary, (value) => within(() => target(value)));
  const result = await fc.check(property, { seed, numRuns: RUNS });
  if (!result.failed) return undefined;
  const { errorInstance: error } = result;
  return `${error instanceof Error ? error.stack : String(error)}\n${fc.defaultReportMessage(result)}`;
}

function ofAll<T>(
  targets: ReadonlyMap<string, (value: T) => unknown>,
  arbitrary: fc.Arbitrary<T>,
): (seed: number) => readonly Job[] {
  return (seed) => [...targets].map(([name, target]) => [name, () => failureOf(arbitrary, target, seed)]);
}

const ARBITRARY: readonly ((seed: number) => readonly Job[])[] = [
  ofAll(TEXT_TARGETS, hostileText),
  ofAll(VALUE_TARGETS, hostileValue),
  ofAll(ANSWER_TARGETS, hostileValue),
  ofAll(MESSAGE_TARGETS, hostileValue),
  ofAll(BYTE_TARGETS, hostilePieces),
  ofAll(ROUTE_TARGETS, hostileRequest),
];

/** How many texts of each target a round repeats: a round sees all targets, many rounds see all texts. */
const TEXTS_OF_A_ROUND = 3;

function repeated(seed: number): readonly Job[] {
  return [...TEXT_TARGETS].flatMap(([name, target], index) =>
    Array.from({ length: TEXTS_OF_A_ROUND }, (_, count): Job => {
      const pick = seed * 7 + index * 31 + count * 101;
      const text = {
        prefix: PREFIXES[pick % PREFIXES.length] ?? '',
        unit: UNITS[pick % UNITS.length] ?? '',
        suffix: SUFFIXES[pick % SUFFIXES.length] ?? '',
      };
      return [`${name}, growth`, () => growthProblem(target, text, LENGTH)];
    }),
  );
}

export function jobsOf(seed: number, words: string): readonly Job[] {
  const all = [...ARBITRARY.flatMap((jobs) => jobs(seed)), ...repeated(seed)];
  return all.filter(([name]) => name.includes(words));
}
