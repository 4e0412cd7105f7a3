/** The cost of the package in an idle Node-RED: installed, and with fifty sources on ten accounts. */
import { setTimeout as pause } from 'node:timers/promises';
import type { FlowNode } from '../real/harness/node-red/node-red';
import { emptyUserDir, installedUserDir } from '../real/harness/package/packed-once';
import type { Cleanup } from '../real/harness/process/cleanup';
import { makeFolder, removeFolder } from '../real/harness/process/folder';
import { Simulator } from '../real/harness/servers/simulator';
import { median } from './measure/sample';
import { startNodeRed } from './node-red-run';

const ROUNDS = 5;
const SOURCES = 50;
const ACCOUNTS = 10;
/** Each source polls once in it. */
const INTERVAL_S = 10;
const WATCHED_MS = 30_000;

interface IdleReading {
  /** processor time of the start, which other programs on the machine hardly change; ms */
  readonly startMs: number;
  readonly rssMb: number;
}

export async function measureIdle(cleanup: Cleanup): Promise<string> {
  const dirs = { without: await emptyUserDir(cleanup), installed: await installedUserDir(cleanup) };
  const runs: Record<keyof typeof dirs, IdleReading[]> = { without: [], installed: [] };
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const name of ['without', 'installed'] as const) {
      const reading = await measure(dirs[name]);
      if (round >= 0) runs[name].push(reading);
    }
  }
  const of = (name: keyof typeof dirs, figure: keyof IdleReading): number =>
    median(runs[name].map((run) => run[figure]));
  const line = (figure: keyof IdleReading): string => {
    const [before, after] = [of('without', figure), of('installed', figure)];
    return `${before.toFixed(0)} without, ${after.toFixed(0)} with it: ${(after - before).toFixed(0)} more`;
  };
  return [
    `Node-RED with nothing to do, medians of ${ROUNDS}`,
    `start, CPU ms  ${line('startMs')}`,
    `RSS, MB        ${line('rssMb')}`,
    await fiftySources(dirs.installed, cleanup),
  ].join('\n');
}

/** Only its own flow: none. */
async function measure(userDir: string): Promise<IdleReading> {
  const { nodeRed, probe } = await startNodeRed({ userDir, profiles: undefined }, { name: 'idle', flow: [] });
  try {
    await pause(2_000);
    const { rssMb, cpuSeconds } = await probe.now();
    return { startMs: cpuSeconds * 1000, rssMb };
  } finally {
    await nodeRed.kill();
  }
}

/** Sources that poll and find nothing. */
async function fiftySources(userDir: string, cleanup: Cleanup): Promise<string> {
  const home = await makeFolder('bench-idle');
  cleanup.add(() => removeFolder(home));
  const none = ['--history-ms', '0', '--quota', '1000000', '--log-rate', '0'];
  const simulator = await Simulator.start(home, none);
  cleanup.add(() => simulator.stop());
  const { nodeRed, probe } = await startNodeRed(
    { userDir, profiles: undefined },
    { name: 'fifty', flow: manySources(simulator.apiUrl) },
  );
  try {
    await pause(2 * INTERVAL_S * 1000);
    const before = (await simulator.apiCalls()).length;
    await probe.begin();
    await pause(WATCHED_MS);
    const { rssMb, cpuSeconds, loopDelayP99Ms } = await probe.end();
    const calls = (await simulator.apiCalls()).length - before;
    const polls = (SOURCES * WATCHED_MS) / 1000 / INTERVAL_S;
    return [
      `${SOURCES} sources on ${ACCOUNTS} accounts, each polling every ${INTERVAL_S} s and finding nothing`,
      `RSS, MB     ${rssMb.toFixed(0)}`,
      `CPU         ${((cpuSeconds / polls) * 1000).toFixed(1)} ms a poll of ${(calls / polls).toFixed(1)} calls`,
      `loop p99    ${loopDelayP99Ms.toFixed(1)} ms`,
    ].join('\n');
  } finally {
    await nodeRed.kill();
  }
}

function manySources(apiUrl: string): FlowNode[] {
  const z = 'bec5000000000000';
  const id = (kind: string, number: number): string => `bec5000000${kind}${String(number).padStart(4, '0')}`;
  const accounts = Array.from({ length: ACCOUNTS }, (_, n) => ({
    ...{ id: id('aa', n), type: 'mimecast-account', name: `account ${n}`, region: 'custom', baseUrl: apiUrl },
    credentials: { clientId: `client-${n}`, clientSecret: 'any' },
  }));
  const sources = Array.from({ length: SOURCES }, (_, n) => ({
    ...{ id: id('bb', n), type: TYPES[n % TYPES.length] ?? '', z, account: id('aa', n % ACCOUNTS) },
    ...{ types: n % TYPES.length === 0 ? 'receipt' : '', every: INTERVAL_S, everyUnit: 'seconds' },
    ...{ delivery: 'ack', lookback: 1, wires: [[], []] },
  }));
  return [{ id: z, type: 'tab', label: 'idle', disabled: false }, ...accounts, ...sources];
}

const TYPES = ['mimecast-siem', 'mimecast-audit', 'mimecast-dlp', 'mimecast-ttp', 'mimecast-held'] as const;
