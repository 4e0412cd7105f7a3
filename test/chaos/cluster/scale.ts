/** `npm run chaos -- --cluster --scale`: a number of accounts on 1, 2 and 3 replicas, and the load on Redis. */
import { setTimeout as pause } from 'node:timers/promises';
import { Cleanup } from '../../real/harness/process/cleanup';
import { residentMb } from '../../real/harness/process/resident-memory';
import { waitFor } from '../../real/harness/process/wait-for';
import { ClusterBench } from './bench';
import { SOURCE } from './flow';
import { PERIOD_MS } from './round';

export interface ScaleRow {
  readonly replicas: number;
  readonly accounts: number;
  /** Redis commands per second while there is nothing to read, and the polls per second that cause them */
  readonly idleCommands: number;
  readonly idlePolls: number;
  /** time in which all accounts deliver the records of one period */
  readonly records: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Redis commands for each delivered page */
  readonly commandsPerPage: number;
  /** resident memory of each replica, MB */
  readonly memory: readonly number[];
  /** bytes that a position takes in Redis */
  readonly positionBytes: number;
}

const LEASE_S = 15;
const EVERY_S = 5;
const IDLE_MS = 20_000;
const FILES = 4;
const RECORDS_PER_FILE = 250;

const TENANT = [
  ...['--types', SOURCE.type, '--files-per-slot', String(FILES)],
  ...['--records-per-file', String(RECORDS_PER_FILE), '--slot-ms', String(PERIOD_MS)],
  ...['--publish-delay-ms', '0', '--late-share', '0', '--history-ms', '0', '--quota', '1000000'],
];

export async function measureScale(
  accounts: number,
  seed: number,
  onRow: (row: ScaleRow) => void,
): Promise<readonly ScaleRow[]> {
  const rows: ScaleRow[] = [];
  for (const replicas of [1, 2, 3]) {
    const cleanup = new Cleanup();
    try {
      const row = await measure({ replicas, accounts, seed }, cleanup);
      rows.push(row);
      onRow(row);
    } finally {
      await cleanup.close();
    }
  }
  return rows;
}

async function measure(
  options: { readonly replicas: number; readonly accounts: number; readonly seed: number },
  cleanup: Cleanup,
): Promise<ScaleRow> {
  const { replicas, accounts } = options;
  const bench = await ClusterBench.start(
    { ...options, leaseS: LEASE_S, everyS: EVERY_S, tenant: TENANT, responseDelayMs: 0, mutant: false },
    cleanup,
  );
  await evenShare(bench);
  // The first polls are done.
  await pause(2 * EVERY_S * 1000);
  const [commands, calls] = [commandsOf(bench), bench.calls.length];
  await pause(IDLE_MS);
  const idleCommands = ((commandsOf(bench) - commands) * 1000) / IDLE_MS;
  const idlePolls = ((bench.calls.length - calls) * 1000) / IDLE_MS;

  const now = await bench.simulator.advance(0);
  const before = commandsOf(bench);
  await bench.simulator.advance(PERIOD_MS - (now % PERIOD_MS) + 1_000);
  const records = (await bench.simulator.count()) * accounts;
  const started = Date.now();
  await waitFor(async () => ((await bench.sink.state()).distinct >= records ? true : undefined), {
    what: 'all records',
    ms: 280_000,
    everyMs: 50,
    stopReason: () => bench.stopReason(new Set()),
  });
  const seconds = (Date.now() - started) / 1000;
  const state = await bench.sink.state();
  const pages = Object.values(state.types).reduce((sum, type) => sum + type.pages, 0);
  const extra = commandsOf(bench) - before - idleCommands * seconds;
  const key = bench.redis.cli('--scan', '--pattern', 'chaos:positions:*').split('\n')[0] ?? '';
  const memory = await Promise.all(
    bench.replicas.map(async ({ nodeRed }) => Math.round(await residentMb(nodeRed.program.pid ?? 0))),
  );
  return {
    ...{ replicas, accounts, idleCommands, idlePolls, records, seconds, perSecond: records / seconds },
    ...{ commandsPerPage: extra / pages, memory },
    positionBytes: Number(bench.redis.cli('MEMORY', 'USAGE', key)),
  };
}

async function evenShare(bench: ClusterBench): Promise<void> {
  const { accounts, replicas } = bench.options;
  const most = Math.ceil(accounts / replicas);
  await waitFor(
    () => {
      const shares = bench.shares();
      const held = shares.reduce((sum, share) => sum + share, 0);
      return held === accounts && shares.every((share) => share <= most) ? true : undefined;
    },
    { what: 'an even share of the accounts', ms: 120_000 },
  );
}

/** Scripts that were run; besides them each replica asks once a second whether anything has changed. */
function commandsOf({ redis }: ClusterBench): number {
  const stats = redis.cli('INFO', 'commandstats');
  const calls = (name: string): number =>
    Number(new RegExp(`^cmdstat_${name}:calls=(\\d+)`, 'm').exec(stats)?.[1] ?? 0);
  return calls('evalsha') + calls('eval');
}
