/**
 * `npm run fuzz`: any text and any value in every parser, renderer, envelope, header reader, position file and command.
 * Exit code 1: something threw, or took time or memory out of proportion. What it finds becomes a spec.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { growthProblem, PREFIXES, UNITS } from './growth';
import { TEXT_TARGETS } from './text-targets';
import { VALUE_TARGETS } from './value-targets';
import { hostileText, hostileValue } from './values';

const USAGE = `npm run fuzz -- [--seconds 120] [--seed 1] [--only words]

  --only  the targets with these words in their name`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    seed: { type: 'string', default: process.env['TEST_SEED'] ?? '1' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});

function numberOf(name: 'seconds' | 'seed'): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`--${name} is a number from 1 on`);
  return value;
}

const RUNS = 50;
const LENGTH = 6_000;
/** bytes that one call may keep: more is a store without a limit */
const MAX_KEPT = 64 * 1024 * 1024;

/** @returns what fast-check shrank it to */
function failureOf<T>(
  arbitrary: fc.Arbitrary<T>,
  target: (value: T) => unknown,
  seed: number,
): string | undefined {
  const result = fc.check(
    fc.property(arbitrary, (value) => void target(value)),
    { seed, numRuns: RUNS },
  );
  return result.failed ? fc.defaultReportMessage(result) : undefined;
}

type Job = readonly [name: string, run: () => string | undefined];

const isWanted = ([name]: readonly [string, unknown]): boolean => name.includes(values.only);
const texts = [...TEXT_TARGETS].filter(isWanted);
const others = [...VALUE_TARGETS].filter(isWanted);

/** Another repeated text for each target in each round, so that a short run sees all targets. */
function jobsOf(round: number, seed: number): readonly Job[] {
  return [
    ...texts.map(([name, target]): Job => [name, () => failureOf(hostileText, target, seed + round)]),
    ...others.map(([name, target]): Job => [name, () => failureOf(hostileValue, target, seed + round)]),
    ...texts.map(([name, target], index): Job => {
      const pick = seed + round * 7 + index * 31;
      const [prefix = '', unit = ''] = [PREFIXES[pick % PREFIXES.length], UNITS[pick % UNITS.length]];
      return [name, () => growthProblem(target, prefix, unit, LENGTH)];
    }),
  ];
}

function fuzz(seconds: number, seed: number): string[] {
  const end = performance.now() + seconds * 1000;
  const problems: string[] = [];
  const before = process.memoryUsage().heapUsed;
  let done = 0;
  for (let round = 0; performance.now() < end && problems.length === 0; round += 1) {
    for (const [name, run] of jobsOf(round, seed)) {
      if (performance.now() > end) break;
      const problem = run();
      if (problem !== undefined) problems.push(`${name}: ${problem}`);
      done += 1;
    }
  }
  globalThis.gc?.();
  const kept = process.memoryUsage().heapUsed - before;
  if (globalThis.gc !== undefined && kept > MAX_KEPT)
    problems.push(`${Math.round(kept / 1024 / 1024)} MB are kept`);
  console.log(
    `${done} jobs of ${texts.length + others.length} targets, seed ${seed}: ${problems.length} problems`,
  );
  return problems;
}

if (values.help) console.log(USAGE);
else {
  const problems = fuzz(numberOf('seconds'), numberOf('seed'));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
