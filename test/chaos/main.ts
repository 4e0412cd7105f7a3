/**
 * `npm run chaos`: proves with `kill -9` that nothing is lost. Exit code 1: records were lost, or too many duplicates
 * arrived.
 */
import { parseArgs } from 'node:util';
import type { Cleanup } from '../real/harness/process/cleanup';
import { runProgram } from '../real/harness/process/run-program';
import { redisMissing } from '../real/harness/servers/redis';
import { runCluster } from './cluster/run';
import { measureScale } from './cluster/scale';
import { clusterHeader, clusterLine, clusterSummary } from './cluster/table';
import { measureMemory } from './memory';
import { problemsOf, resultOf } from './result';
import { run } from './run';
import { HEADER, lineOf, summaryOf } from './table';

const USAGE = `npm run chaos -- [--rounds 20] [--seed 1] [--json] [--mutant]
npm run chaos -- --memory [--records 20000] [--types 'receipt, process'] [--json]
npm run chaos -- --cluster [--rounds 6] [--lease 15] [--seed 1] [--json] [--mutant]
npm run chaos -- --cluster --scale [--accounts 100] [--json]

  --mutant   with a build that saves the position before the acknowledgement, or in a cluster
             one that ignores that its lease is over: has to fail
  --memory   a slow sink and a long backlog instead: how much memory that takes
  --cluster  three Node-REDs that share twelve accounts over a real redis-server
  --scale    so many accounts on 1, 2 and 3 Node-REDs instead: what that carries`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    mutant: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
    cluster: { type: 'boolean', default: false },
    lease: { type: 'string', default: '15' },
    scale: { type: 'boolean', default: false },
    accounts: { type: 'string', default: '100' },
    records: { type: 'string', default: '20000' },
    types: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});

function numberOf(name: 'rounds' | 'seed' | 'records' | 'lease' | 'accounts', otherwise?: number): number {
  const value = Number(values[name] ?? otherwise);
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`--${name} is a number from 1 on`);
  return value;
}

/** @returns why it is a failure */
async function chaos(cleanup: Cleanup): Promise<readonly string[]> {
  if (!values.json) console.log(HEADER);
  let number = 0;
  const { rounds, comparisons } = await run(
    {
      ...{ rounds: numberOf('rounds', 20), seed: numberOf('seed'), mutant: values.mutant },
      onRound: (round) => {
        number += 1;
        if (!values.json) console.log(lineOf(round, number));
      },
    },
    cleanup,
  );
  const result = resultOf(rounds, comparisons);
  console.log(values.json ? JSON.stringify(result) : `\n${summaryOf(result)}`);
  return problemsOf(rounds, comparisons);
}

async function memory(cleanup: Cleanup): Promise<readonly string[]> {
  const { report, problems } = await measureMemory(
    { records: numberOf('records'), types: values.types },
    cleanup,
  );
  console.log(values.json ? JSON.stringify(report) : report);
  return problems;
}

async function cluster(cleanup: Cleanup): Promise<readonly string[]> {
  const missing = redisMissing();
  if (missing !== undefined) return [missing];
  if (values.scale) {
    const rows = await measureScale(numberOf('accounts'), numberOf('seed'), (row) => {
      if (!values.json) console.log(row);
    });
    if (values.json) console.log(JSON.stringify(rows));
    return [];
  }
  if (!values.json) console.log(clusterHeader);
  const { result, problems } = await runCluster(
    {
      ...{ rounds: numberOf('rounds', 6), seed: numberOf('seed'), leaseS: numberOf('lease') },
      mutant: values.mutant,
      onRound: (round) => {
        if (!values.json) console.log(clusterLine(round));
      },
    },
    cleanup,
  );
  console.log(values.json ? JSON.stringify(result) : `\n${clusterSummary(result)}`);
  return problems;
}

function main(cleanup: Cleanup): Promise<readonly string[]> {
  if (values.memory) return memory(cleanup);
  return values.cluster ? cluster(cleanup) : chaos(cleanup);
}

if (values.help) console.log(USAGE);
else runProgram(main);
