/** The tenant of the full flow, and what of each log has arrived. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { linesOf, sizeOf } from '../harness/node-red/output-file';
import { waitFor } from '../harness/process/wait-for';
import { type Comparison, Simulator } from '../harness/servers/simulator';
import { OUTPUT, outputOf } from './full-flow';

const QUARTER_MS = 15 * 60_000;
/** The sources leave the last minute of a log for the next poll. */
const LAG_MS = 60_000;

/** New records exist every few seconds: what is read does not depend on the clock of the tenant. */
const BUSY_LOGS = ['audit', 'dlp', 'ttp.url', 'ttp.attachment', 'ttp.impersonation', 'held.rejections'];
const QUIET_LOGS = ['held.releases'];
const SNAPSHOTS = [
  'held.held',
  'directory.users',
  'directory.groups',
  'directory.members',
  'directory.domains',
];
const STREAM = 'cg-stream.receipt';
const BY_TIME_RANGE = [...BUSY_LOGS, ...QUIET_LOGS];
const WITH_FILE = [...BY_TIME_RANGE, ...SNAPSHOTS, STREAM];
const RATES = [...BUSY_LOGS.map((log) => `${log}=1200`), ...QUIET_LOGS.map((log) => `${log}=12`)];

export const ALL_LOGS = ['batch', ...WITH_FILE];

export class FullTenant {
  private constructor(
    readonly simulator: Simulator,
    readonly userDir: string,
  ) {}

  static async start(
    userDir: string,
    { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
  ): Promise<FullTenant> {
    const simulator = await Simulator.start(userDir, [
      ...['--client-id', clientId, '--client-secret', clientSecret, '--quota', '100000'],
      ...['--types', 'receipt,delivery', '--ci-types', '', '--records-per-file', '20'],
      ...['--history-ms', '3600000', '--log-rates', RATES.join(','), '--directory-changes', '0'],
      ...['--late-records', '0', '--very-late-records', '0'],
    ]);
    return new FullTenant(simulator, userDir);
  }

  /** New files, events of the stream and held messages. */
  async advance(): Promise<void> {
    await this.simulator.advance(QUARTER_MS);
  }

  /**
   * Waits until all records have arrived that exist now; of a log that is read by time range, those up to `since`
   * (epoch ms) and some seconds after it.
   * @returns records of each log that arrived
   */
  async untilComplete(since: number): Promise<ReadonlyMap<string, number>> {
    const arrived = new Map<string, number>();
    for (const log of ALL_LOGS) {
      const to = BY_TIME_RANGE.includes(log) ? since - LAG_MS + 5_000 : undefined;
      const { expected } = await waitFor(
        async () => {
          const result = await this.#compare(log, to);
          return result.expected > 0 && result.lostCount === 0 ? result : undefined;
        },
        { what: `all records of ${log}`, ms: 60_000, everyMs: 250 },
      );
      arrived.set(log, expected);
    }
    return arrived;
  }

  /** How often a record arrived that had arrived before, by log. */
  async twice(): Promise<Readonly<Record<string, number>>> {
    const counts = await Promise.all(
      ALL_LOGS.map(async (log) => [log, (await this.#compare(log)).twice] as const),
    );
    return Object.fromEntries(counts);
  }

  async #compare(log: string, to?: number): Promise<Comparison> {
    const file = join(this.userDir, fileOf(log));
    if ((await sizeOf(file)) === 0) {
      return { expected: 0, arrived: 0, lost: [], lostCount: 0, twice: 0, invented: 0, inventedSamples: [] };
    }
    if (log === 'batch') return this.simulator.compare(file);
    return this.simulator.compareLog(log, file, to ?? Number.MAX_SAFE_INTEGER);
  }
}

function fileOf(log: string): string {
  if (log === 'batch') return OUTPUT.batch;
  if (log === STREAM) return OUTPUT.stream;
  return outputOf(log.includes('.') ? log : `${log}.${log}`);
}

const indicator = z.object({
  slug: z.string(),
  value: z.number().nullable(),
  previous: z.number().nullable(),
  runId: z.string(),
});
export type Indicator = z.infer<typeof indicator>;

const finding = z.object({
  check: z.string(),
  drift: z.object({ changed: z.array(z.object({ name: z.string() })) }).nullable(),
});

/** The objects in an output file; none while it does not exist. */
async function readObjects<T>(file: string, schema: z.ZodType<T>): Promise<readonly T[]> {
  if ((await sizeOf(file)) === 0) return [];
  const found: T[] = [];
  for await (const line of linesOf(file)) found.push(schema.parse(JSON.parse(line)));
  return found;
}

export const readIndicators = (userDir: string): Promise<readonly Indicator[]> =>
  readObjects(join(userDir, OUTPUT.indicators), indicator);

/** The names of changed policies, in the order of the findings. */
export async function readChangedPolicies(userDir: string): Promise<readonly string[]> {
  const findings = await readObjects(join(userDir, OUTPUT.findings), finding);
  return findings.flatMap(({ drift }) => drift?.changed ?? []).map(({ name }) => name);
}

export const countPolicyRuns = async (userDir: string): Promise<number> =>
  (await readObjects(join(userDir, OUTPUT.policyRuns), z.unknown())).length;

const document = z.object({
  entries: z.array(z.object({ key: z.string(), account: z.string(), fingerprint: z.string() })),
});

/** Which streams have a position, by file. */
export async function readStreams(userDir: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const folder = join(userDir, 'mimecast', 'positions');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const streams = await Promise.all(
    files.map(async (name) => {
      const { entries } = document.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
      return [name, entries.map((one) => `${one.key} ${one.account} ${one.fingerprint}`).sort()] as const;
    }),
  );
  return Object.fromEntries(streams);
}

const FOLDERS = ['positions', 'history', 'baselines'];

/**
 * Files of positions and states that were not understood, or not continued. A running node may have a temporary file of
 * a write in progress.
 */
export async function setAside(userDir: string, folders = FOLDERS): Promise<readonly string[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const files = await readdir(join(userDir, 'mimecast', folder));
      assert.ok(files.length > 0, `${folder} is empty`);
      return files
        .filter((file) => !/\.json(\.previous|\.tmp)?$/.test(file))
        .map((file) => `${folder}/${file}`);
    }),
  );
  return found.flat();
}
