/** A long backlog and a slow sink: the memory of Node-RED, and how far the source reads ahead. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Cleanup } from '../real/harness/process/cleanup';
import { residentMb } from '../real/harness/process/resident-memory';
import { waitFor } from '../real/harness/process/wait-for';
import { Bench } from './bench';

export interface MemoryReport {
  readonly streams: number;
  /** records that wait at the tenant */
  readonly backlog: number;
  readonly delivered: number;
  readonly recordsPerSecond: number;
  /** resident memory of Node-RED, MB; idle: the same flow, before its first poll */
  readonly idleMb: number;
  readonly medianMb: number;
  readonly mostMb: number;
  readonly grownMb: number;
  /** batches of one stream at the sink without a response, at most */
  readonly mostInFlight: number;
  /** files of one stream, a chunk each, requested and not yet answered by the sink, at most */
  readonly mostAhead: number;
}

const PER_SECOND = 200;
const BACKLOG = 500_000;
const ALLOWED_MB = 60;
const CHUNK = 1_000;
const IN_FLIGHT = 2;
/** The next file of a stream is opened while one is read; its body waits in the socket, unread. */
const OPENED_AHEAD = 1;
const HOUR_MS = 3_600_000;
const IDLE_MS = 5_000;
const SAMPLE_MS = 500;

/** 13 hours of four files of a chunk each, for each of the ten types. */
const TENANT = [
  ...['--records-per-file', String(CHUNK), '--history-ms', String(13 * HOUR_MS)],
  ...['--publish-delay-ms', '0', '--late-share', '0', '--quota', '1000000'],
];

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

export async function measureMemory(
  { records, types }: { readonly records: number; readonly types: string },
  cleanup: Cleanup,
): Promise<{ report: MemoryReport; problems: string[] }> {
  const bench = await Bench.start(
    {
      ...{ seed: 1, stores: { http: '', file: '' }, mutant: false, tenant: TENANT, legs: ['http'] },
      ...{ responseDelayMs: 0, perSecond: PER_SECOND },
      source: { types, chunk: CHUNK, inFlight: IN_FLIGHT, ackTimeout: 60, every: 0 },
    },
    cleanup,
  );
  await bench.simulator.warmUp();
  await bench.startNodeRed();
  await bench.nodeRed.deploy(bench.flow);
  await pause(IDLE_MS);
  const idleMb = median(await sampleFor(bench.pid, IDLE_MS));
  await bench.deploy(
    bench.flow.map((node) => (node.type === 'mimecast-siem' ? { ...node, every: 1 } : node)),
    'nodes',
  );
  const { samples, ahead, seconds } = await whileDelivering(bench, records);
  const { received, types: perType } = await bench.http.state();
  const report: MemoryReport = {
    streams: Object.keys(perType).length,
    backlog: await bench.simulator.count(),
    delivered: received,
    recordsPerSecond: Math.round(received / seconds),
    ...{ idleMb: Math.round(idleMb), medianMb: Math.round(median(samples)) },
    mostMb: Math.round(Math.max(...samples)),
    grownMb: Math.round(Math.max(...samples) - idleMb),
    mostInFlight: Math.max(...Object.values(perType).map(({ mostOpen }) => mostOpen)),
    mostAhead: ahead,
  };
  await bench.close();
  return { report, problems: problemsOf(report) };
}

function problemsOf({ backlog, grownMb, mostInFlight, mostAhead }: MemoryReport): string[] {
  return [
    ...(backlog < BACKLOG ? [`a backlog of only ${backlog} records`] : []),
    ...(grownMb > ALLOWED_MB ? [`${grownMb} MB more than idle, ${ALLOWED_MB} are allowed`] : []),
    ...(mostInFlight > IN_FLIGHT ? [`${mostInFlight} batches of a stream in flight`] : []),
    ...(mostAhead > IN_FLIGHT + OPENED_AHEAD ? [`${mostAhead} chunks asked for ahead`] : []),
  ];
}

async function sampleFor(pid: number, ms: number): Promise<number[]> {
  const samples: number[] = [];
  for (let at = 0; at < ms; at += SAMPLE_MS) {
    samples.push(await residentMb(pid));
    await pause(SAMPLE_MS);
  }
  return samples;
}

async function whileDelivering(
  bench: Bench,
  records: number,
): Promise<{ samples: number[]; ahead: number; seconds: number }> {
  const samples: number[] = [];
  let ahead = 0;
  const started = Date.now();
  await waitFor(
    async () => {
      samples.push(await residentMb(bench.pid));
      const { types: before } = await bench.http.state();
      const requestedFiles = await bench.simulator.requestedFiles();
      const { received, types } = await bench.http.state();
      for (const [type, count] of requestedFiles) {
        const pages = types[type]?.pages ?? 0;
        // Pages answered between the two samples would count as read too early.
        if (before[type]?.pages === pages) ahead = Math.max(ahead, count - pages);
      }
      return received >= records ? true : undefined;
    },
    {
      what: `${records} records at ${PER_SECOND} a second`,
      ms: (records / PER_SECOND) * 2_000 + 60_000,
      everyMs: SAMPLE_MS,
      stopReason: () => bench.stopReason,
    },
  );
  return { samples, ahead, seconds: (Date.now() - started) / 1000 };
}
