/** The faults of a pipeline in the middle of its work, as a table. */
import type { Random } from '../../nodes/lib/simulator/common/random';
import type { Bench, DeployType } from './bench';
import { IDS, SOURCES } from './flow';
import type { FaultName } from './plan';

export interface Fault {
  /** @returns a short note for the table */
  readonly inject: (bench: Bench, random: Random) => Promise<string>;
  readonly recover?: (bench: Bench) => Promise<void>;
  /** Its duration. */
  readonly ms?: number;
  /**
   * Whether batches in flight may be delivered again: once, and at each sink. Where they may not, a single duplicate is
   * a defect.
   */
  readonly maySendAgain: boolean;
}

/**
 * Faults that cause a delay but lose no record. Those that make records unavailable (`vanished-file`), or that make a
 * file restart (`resized-file`), have specs of their own: here they would make the counts inexact.
 */
const FAULTS = [
  'server-error',
  'reset',
  'truncated-json',
  'html-answer',
  'unauthorized-midway',
  'rate-limited',
  'expired-link',
  'truncated-gzip',
  'corrupt-gzip',
  'broken-off',
  'storage-error',
  'slow-body',
  'duplicate-link',
  'reordered-links',
  'more-files',
  'repeated-cursor',
  'zero-cursor',
  'dead-cursor',
  'late-files',
  'bad-line',
  'empty-file',
  'double-gzip',
] as const;
const FAULTS_A_ROUND = 5;

/** Longer than the time-out of an acknowledgement, shorter than two: batches in flight are sent again exactly once. */
const HANG_MS = SOURCES.ackTimeoutS * 1_000 + 2_500;
const DOWN_MS = 1_500;

/** A deploy of flows or nodes affects only what is changed. */
async function redeploy(bench: Bench, random: Random): Promise<string> {
  const type = random.pick<DeployType>(['full', 'flows', 'nodes']);
  const name = `changed ${random.below(1_000_000)}`;
  const changed = bench.flow.map((node) => {
    if (node.id === IDS.tab) return { ...node, info: name };
    return node.type === 'mimecast-siem' ? { ...node, name } : node;
  });
  await bench.deploy(changed, type);
  return type;
}

async function disable(bench: Bench): Promise<string> {
  const without = bench.flow.map((node) => (node.id === IDS.tab ? { ...node, disabled: true } : node));
  await bench.deploy(without, 'full');
  return '';
}

/** Space for a few batches: the disk becomes full in the middle of one. */
async function fillDisk(bench: Bench, random: Random): Promise<string> {
  if (bench.disk.kind === 'none') return 'not possible here';
  await bench.fillDisk(100_000 + random.below(2_000_000));
  return bench.disk.kind;
}

async function turnFaults(bench: Bench, random: Random): Promise<string> {
  const chosen = random.shuffle(FAULTS).slice(0, FAULTS_A_ROUND);
  for (const fault of chosen) await bench.simulator.injectFaults(fault, 1 + random.below(2));
  return chosen.join(', ');
}

const silent =
  (act: (bench: Bench) => Promise<void>): Fault['inject'] =>
  async (bench) => {
    await act(bench);
    return '';
  };

export const FAULT_TABLE: Readonly<Record<FaultName, Fault>> = {
  kill: {
    inject: silent(async (bench) => {
      await bench.nodeRed.kill();
      await bench.http.setMode('ok');
    }),
    recover: (bench) => bench.startNodeRed(),
    maySendAgain: true,
  },
  redeploy: { inject: redeploy, maySendAgain: true },
  disable: {
    inject: disable,
    ms: DOWN_MS,
    recover: (bench) => bench.deploy(bench.flow, 'full'),
    maySendAgain: true,
  },
  'disk full': {
    inject: fillDisk,
    ms: 2 * DOWN_MS,
    recover: (bench) => bench.freeDisk(),
    maySendAgain: false,
  },
  'sink restart': {
    inject: silent((bench) => bench.http.kill()),
    ms: DOWN_MS,
    recover: (bench) => bench.http.restart(),
    maySendAgain: true,
  },
  'sink 503': {
    inject: silent((bench) => bench.http.setMode('unavailable')),
    ms: DOWN_MS,
    recover: (bench) => bench.http.setMode('ok'),
    maySendAgain: false,
  },
  'sink hangs': {
    inject: silent((bench) => bench.http.setMode('hang')),
    ms: HANG_MS,
    recover: (bench) => bench.http.setMode('ok'),
    maySendAgain: true,
  },
  faults: { inject: turnFaults, maySendAgain: false },
};
