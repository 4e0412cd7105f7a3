/** A contender that is a flow: a Node-RED of its own, started once it is idle. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type FlowNode, NodeRed } from '../real/harness/node-red/node-red';
import { sizeOf } from '../real/harness/node-red/output-file';
import { nodeRed4 } from '../real/harness/node-red/runtime';
import { removeFolder } from '../real/harness/process/folder';
import { waitFor } from '../real/harness/process/wait-for';
import { REPORTS } from './contenders/run-context';
import { type FullReading, Probe, probeEnvironment } from './measure/probe';

export interface BenchEnvironment {
  /** with the package installed */
  readonly userDir: string;
  readonly profiles: string | undefined;
}

export interface Job {
  readonly name: string;
  readonly flow: readonly FlowNode[];
  /** the node that starts the run */
  readonly inject: string;
  readonly folder: string;
  /** number of polls that have to end; 0 for flows without this package */
  readonly polls: number;
  /** whether everything expected is there */
  readonly complete: () => Promise<boolean>;
}

export interface FlowRun {
  readonly seconds: number;
  readonly reading: FullReading;
  /** the reports of the sources at their end */
  readonly polls: readonly Poll[];
}

const SETTLE_MS = 700;
const LOOK_EVERY_MS = 4;
/** The run ends this long after the last change, whatever was expected. Core nodes do not report their end. */
const STILL_MS = { ours: 3_000, others: 30_000 };
const LONGEST_MS = 900_000;

const poll = z.looseObject({
  kind: z.literal('poll'),
  type: z.string(),
  records: z.number(),
  complete: z.boolean(),
  window: z.object({ start: z.string().nullable(), end: z.string().nullable() }),
});
export type Poll = z.infer<typeof poll>;

/** Started, with its flow, and idle. */
export async function startNodeRed(
  { userDir, profiles }: BenchEnvironment,
  { name, flow }: Pick<Job, 'name' | 'flow'>,
): Promise<{ nodeRed: NodeRed; probe: Probe }> {
  // No run continues from the previous one.
  await removeFolder(join(userDir, 'mimecast'));
  const nodeRed = await NodeRed.start({
    ...{ runtime: nodeRed4, userDir },
    env: probeEnvironment(name, profiles),
  });
  try {
    const probe = await Probe.of(nodeRed.program);
    await nodeRed.deploy(flow);
    await pause(SETTLE_MS);
    return { nodeRed, probe };
  } catch (error) {
    await nodeRed.kill();
    throw error;
  }
}

export async function runFlow(environment: BenchEnvironment, job: Job): Promise<FlowRun> {
  const { nodeRed, probe } = await startNodeRed(environment, job);
  try {
    await probe.begin();
    const started = performance.now();
    const response = await nodeRed.fetch(`/inject/${job.inject}`, { method: 'POST' });
    if (!response.ok) throw new Error(`the inject node answered ${response.status}`);
    const over = await untilOver(job, nodeRed);
    return { seconds: (over - started) / 1000, reading: await probe.end(), polls: await pollsIn(job.folder) };
  } finally {
    await nodeRed.kill();
  }
}

/** @returns when the last record was there, or the time of the last change */
async function untilOver(job: Job, { program }: NodeRed): Promise<number> {
  const stillMs = job.polls > 0 ? STILL_MS.ours : STILL_MS.others;
  let seen = '';
  let changed = performance.now();
  return waitFor(
    async () => {
      const [polls, complete, size] = await Promise.all([
        pollsIn(job.folder),
        job.complete(),
        sizeOf(join(job.folder, 'out.ndjson')),
      ]);
      const now = performance.now();
      const snapshot = `${polls.length} ${complete} ${size}`;
      if (snapshot !== seen) [seen, changed] = [snapshot, now];
      if (polls.length >= job.polls && complete) return changed;
      return now - changed > stillMs && polls.length >= job.polls && size > 0 ? changed : undefined;
    },
    {
      ...{ what: `${job.name} to end`, ms: LONGEST_MS, everyMs: LOOK_EVERY_MS },
      stopReason: () =>
        program.exitDescription === undefined ? undefined : `Node-RED ended:\n${program.output.slice(-3000)}`,
    },
  );
}

async function pollsIn(folder: string): Promise<readonly Poll[]> {
  const text = await readFile(join(folder, REPORTS), 'utf8').catch(() => '');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole.split('\n').flatMap((line) => {
    const report = line === '' ? undefined : poll.safeParse(JSON.parse(line));
    return report?.success ? [report.data] : [];
  });
}
