/** The faults of a pipeline in the middle of its work, as a table. */
import type { Random } from '../../nodes/lib/simulator/random';
import type { Bench, DeployType } from './bench';
import { IDS, SOURCES } from './flow';
import type { Disturbance } from './plan';

export interface Disturbing {
  /** @returns a short note for the table */
  readonly strike: (bench: Bench, random: Random) => Promise<string>;
  readonly mend?: (bench: Bench) => Promise<void>;
  /** Its duration. */
  readonly ms?: number;
  /**
   * Whether batches in flight may be delivered again: once, and at each sink. Where they may not, a single duplicate is
   * a defect.
   */
  readonly maySendAgain: boolean;
}

/**
 * Faults that cost time and no record. Those that make records unavailable (`vanished-file`), or that make a file
 * restart (`resized-file`), have specs of their own: here they would blur the count.
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
  for (const fault of chosen) await bench.simulator.spoil(fault, 1 + random.below(2));
  return chosen.join(', ');
}

const silent =
  (act: (bench: Bench) => Promise<void>): Disturbing['strike'] =>
  async (bench) => {
    await act(bench);
    return '';
  };

export const DISTURBING: Readonly<Record<Disturbance, Disturbing>> = {
  kill: {
    strike: silent((bench) => bench.nodeRed.kill()),
    mend: (bench) => bench.startNodeRed(),
    maySendAgain: true,
  },
  redeploy: { strike: redeploy, maySendAgain: true },
  disable: {
    strike: disable,
    ms: DOWN_MS,
    mend: (bench) => bench.deploy(bench.flow, 'full'),
    maySendAgain: true,
  },
  'disk full': {
    strike: fillDisk,
    ms: 2 * DOWN_MS,
    mend: (bench) => bench.freeDisk(),
    maySendAgain: false,
  },
  'sink restart': {
    strike: silent((bench) => bench.http.kill()),
    ms: DOWN_MS,
    mend: (bench) => bench.http.startAgain(),
    maySendAgain: true,
  },
  'sink 503': {
    strike: silent((bench) => bench.http.turn('unavailable')),
    ms: DOWN_MS,
    mend: (bench) => bench.http.turn('ok'),
    maySendAgain: false,
  },
  'sink hangs': {
    strike: silent((bench) => bench.http.turn('hang')),
    ms: HANG_MS,
    mend: (bench) => bench.http.turn('ok'),
    maySendAgain: true,
  },
  faults: { strike: turnFaults, maySendAgain: false },
};
