/**
 * `npm run fuzz`: any text and any value in every parser, renderer, envelope, header reader, position file, answer, message and
 * admin route. Exit code 1: something threw, or took time or memory out of proportion. What it finds becomes a spec.
 */
import { parseArgs } from 'node:util';
import { type Job, jobsOf } from './jobs';
import { closeNodes } from './targets/messages';

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

/** bytes that all calls together may keep: more is a store without a limit */
const MAX_KEPT = 64 * 1024 * 1024;

/** What nobody waits for may fail, too. */
const unhandled: string[] = [];
process.on('unhandledRejection', (error) => unhandled.push(`a rejection that nobody handles: ${error}`));
process.on('uncaughtException', (error) =>
  unhandled.push(`an exception that nobody catches: ${error.stack}`),
);

async function problemOf([name, run]: Job): Promise<string | undefined> {
  const problem = (await run()) ?? unhandled.shift();
  return problem === undefined ? undefined : `${name}: ${problem}`;
}

function keptSince(before: number): string | undefined {
  globalThis.gc?.();
  const kept = process.memoryUsage().heapUsed - before;
  return globalThis.gc !== undefined && kept > MAX_KEPT
    ? `${Math.round(kept / 1024 / 1024)} MB are kept`
    : undefined;
}

async function fuzz(seconds: number, seed: number): Promise<string[]> {
  const end = performance.now() + seconds * 1000;
  const problems: string[] = [];
  const before = process.memoryUsage().heapUsed;
  let [done, round] = [0, 0];
  for (; performance.now() < end && problems.length === 0; round += 1) {
    for (const job of jobsOf(seed + round, values.only)) {
      // the first round sees all targets, also on a machine that is busy
      if (round > 0 && performance.now() > end) break;
      const problem = await problemOf(job);
      if (problem !== undefined)
        problems.push(
          `${problem}\nThe same again: npm run fuzz -- --seed ${seed + round} --only "${job[0].replace(', growth', '')}"`,
        );
      done += 1;
    }
  }
  const kept = keptSince(before);
  if (kept !== undefined) problems.push(kept);
  const targets = jobsOf(seed, values.only).length;
  console.log(`${done} jobs in ${round} rounds of ${targets}, seed ${seed}: ${problems.length} problems`);
  return problems;
}

async function main(): Promise<void> {
  if (values.help) return console.log(USAGE);
  const problems = await fuzz(numberOf('seconds'), numberOf('seed'));
  await closeNodes();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
