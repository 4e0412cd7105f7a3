/** TTP and audit logs of a tenant with slow responses, compared with the total time of its responses. */
import { join } from 'node:path';
import { sizeOf } from '../real/harness/node-red/output-file';
import type { Cleanup } from '../real/harness/process/cleanup';
import { makeFolder, removeFolder } from '../real/harness/process/folder';
import { Simulator } from '../real/harness/servers/simulator';
import { apiFlow, INJECT } from './contenders/package';
import { type Sample, sampleOf } from './measure/sample';
import { type BenchEnvironment, type Poll, runFlow } from './node-red-run';

const LATENCY_MS = 200;
const PAGE_SIZE = 500;
const HOURS = 23;

/** Share of the pages of the longest log in each other log. */
const LOGS = { 'ttp.url': 1, 'ttp.attachment': 0.5, 'ttp.impersonation': 0.5, audit: 0.15 } as const;

/** The file of a log: named after its type, the last word of the log's name. */
const fileOf = (log: string): string => `${log.replace(/^.*\./, '')}.ndjson`;

export interface ApiRun {
  readonly sample: Sample;
  /** the time of all pages of the longest log in sequence, as a share of the measured time */
  readonly ideal: number;
  /** why it does not count */
  readonly problem: string | undefined;
}

export class ApiTenant {
  readonly #simulator: Simulator;

  private constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  /** @param pages approximate page count of the longest log */
  static async start(pages: number, home: string, cleanup: Cleanup): Promise<ApiTenant> {
    const rates = Object.entries(LOGS).map(
      ([log, share]) => `${log}=${Math.round((pages * PAGE_SIZE * share) / HOURS)}`,
    );
    const simulator = await Simulator.start(home, [
      ...['--types', '', '--ci-types', '', '--history-ms', String(HOURS * 3_600_000), '--quota', '1000000'],
      ...['--log-rates', rates.join(','), '--latency-ms', String(LATENCY_MS)],
      ...['--late-records', '0', '--very-late-records', '0'],
    ]);
    cleanup.add(() => simulator.stop());
    return new ApiTenant(simulator);
  }

  async run(environment: BenchEnvironment): Promise<ApiRun> {
    const folder = await makeFolder('bench');
    try {
      const where = { apiUrl: this.#simulator.apiUrl, day: '', folder, events: 0 };
      const job = {
        name: 'api',
        flow: apiFlow(where),
        inject: INJECT,
        folder,
        polls: Object.keys(LOGS).length,
      };
      const ran = await runFlow(environment, { ...job, complete: async () => true });
      const events = ran.polls.reduce((sum, { records }) => sum + records, 0);
      const sizes = await Promise.all(Object.keys(LOGS).map((log) => sizeOf(join(folder, fileOf(log)))));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      const pages = Math.max(...ran.polls.map(({ records }) => Math.ceil(records / PAGE_SIZE)));
      return {
        sample: sampleOf({ events, bytes, seconds: ran.seconds }, ran.reading),
        ideal: (pages * LATENCY_MS) / 1000 / ran.seconds,
        problem: await this.#problemWith(folder, ran.polls),
      };
    } finally {
      await removeFolder(folder);
    }
  }

  async #problemWith(folder: string, polls: readonly Poll[]): Promise<string | undefined> {
    for (const log of Object.keys(LOGS)) {
      const poll = polls.find(({ type }) => fileOf(type) === fileOf(log));
      if (poll?.window.end == null) return `${log} was not read`;
      // The last instant belongs to the requested range.
      const to = Date.parse(poll.window.end) + 1;
      const { lostCount, twice, invented } = await this.#simulator.compareLog(
        log,
        join(folder, fileOf(log)),
        to,
      );
      if (lostCount + twice + invented > 0)
        return `${log}: ${lostCount} lost, ${twice} twice, ${invented} that do not exist`;
    }
    return undefined;
  }
}
