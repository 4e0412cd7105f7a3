/** `npm run bench`: the throughput, compared with a hand-written script. Exit code 1: records are missing. */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installedUserDir } from '../real/harness/package/packed-once';
import type { Cleanup } from '../real/harness/process/cleanup';
import { makeFolder, removeFolder } from '../real/harness/process/folder';
import { runProgram } from '../real/harness/process/run-program';
import { ApiTenant } from './api';
import { measureGrowth } from './growth';
import { measureIdle } from './idle';
import type { BenchEnvironment } from './node-red-run';
import { type Plan, planOf } from './plan';
import { resultOf } from './results/result';
import { RunResults } from './results/run-results';
import { tableOf } from './results/table';
import { runOne, type Tenants } from './rounds';
import { RECORDS_PER_FILE, startTenant, TYPES } from './tenant';

const USAGE = `npm run bench -- [--rounds 3] [--files 10] [--only raw,lines] [--profile folder] [--quick] [--json]

  --quick    below a minute: one round, fewer records; for a first look
  --rounds   that count, behind one that warms the machine up
  --files    of ${RECORDS_PER_FILE} records, for each of ${TYPES.length} types
  --only     these contenders
  --profile  a CPU profile of each run into that folder

npm run bench -- --idle      what it costs a Node-RED that has nothing to do
npm run bench -- --growth    time and memory of a backlog, and of one ten times as long`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    files: { type: 'string', default: '10' },
    only: { type: 'string', default: '' },
    profile: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    idle: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function numberOf(name: 'rounds' | 'files'): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`--${name} is a number from 1 on`);
  return value;
}

async function startTenants(
  { files, smallFiles, apiPages, runners }: Plan,
  cleanup: Cleanup,
): Promise<Tenants> {
  const home = await makeFolder('bench-home');
  cleanup.add(() => removeFolder(home));
  const isSmall = runners.some((one) => one !== 'api' && one.kind === 'flow' && one.small);
  return {
    large: await startTenant(files, home, cleanup),
    small: isSmall && smallFiles < files ? await startTenant(smallFiles, home, cleanup) : undefined,
    api: runners.includes('api') ? await ApiTenant.start(apiPages, home, cleanup) : undefined,
  };
}

/** @returns the missing records */
async function bench(cleanup: Cleanup): Promise<readonly string[]> {
  const wanted = planOf({ ...values, rounds: numberOf('rounds'), files: numberOf('files') });
  const { profile } = values;
  if (profile !== undefined) await mkdir(profile, { recursive: true });
  const environment: BenchEnvironment = {
    userDir: await installedUserDir(cleanup),
    profiles: profile === undefined ? undefined : resolve(profile),
  };
  const tenants = await startTenants(wanted, cleanup);
  const results = new RunResults();
  for (let round = -wanted.warmUps; round < wanted.rounds; round += 1) {
    for (const runner of wanted.runners) {
      const one = await runOne(runner, tenants, environment);
      console.error(`${round < 0 ? 'warm-up' : `round ${round + 1}`}  ${results.add(one, round >= 0)}`);
    }
  }
  const result = resultOf(results.rounds(tenants.large.expected.events));
  console.log(values.json ? JSON.stringify(result) : tableOf(result));
  return results.problems;
}

async function main(cleanup: Cleanup): Promise<readonly string[]> {
  if (values.idle || values.growth) {
    console.log(await (values.idle ? measureIdle(cleanup) : measureGrowth(cleanup, numberOf('rounds'))));
    return [];
  }
  return (await bench(cleanup)).map((problem) => `does not count: ${problem}`);
}

if (values.help) console.log(USAGE);
else runProgram(main);
