/** The simulated tenant as a child process. */
import { z } from 'zod';
import { sizeOf } from '../node-red/output-file';
import { inheritedResources } from '../package/prepared';
import { environment } from '../process/environment';
import { SIMULATOR_PROGRAM } from '../process/paths';
import { Program } from '../process/program';

/** Of a file that grows continuously. */
const MAX_COMPARISONS = 3;

const listening = z.object({ apiUrl: z.string(), storageUrl: z.string() });

const comparison = z.object({
  expected: z.number(),
  arrived: z.number(),
  lost: z.array(z.string()),
  lostCount: z.number(),
  twice: z.number(),
  invented: z.number(),
  inventedSamples: z.array(z.string()),
});

const clock = z.object({ now: z.number() });
const policies = z.record(z.string(), z.array(z.record(z.string(), z.unknown())));
const calls = z.array(z.object({ server: z.string(), path: z.string() }));

export type Comparison = z.infer<typeof comparison>;

export class Simulator {
  private constructor(
    readonly program: Program,
    readonly apiUrl: string,
  ) {}

  /** @param flags as main.ts takes them; the control endpoints are always on */
  static async start(home: string, flags: readonly string[]): Promise<Simulator> {
    const program = new Program({
      name: 'the simulated tenant',
      node: process.execPath,
      script: inheritedResources()?.simulator ?? SIMULATOR_PROGRAM,
      args: ['--control', ...flags],
      cwd: home,
      env: environment(home, { network: false }),
    });
    try {
      const addresses = await program.waitUntil('the simulated tenant to listen', 20_000, () => {
        const line = program.output.split('\n').find((one) => one.startsWith('{'));
        return line === undefined ? undefined : listening.parse(JSON.parse(line));
      });
      return new Simulator(program, addresses.apiUrl);
    } catch (error) {
      await program.kill();
      throw error;
    }
  }

  /** Existing records of all types. */
  async count(): Promise<number> {
    const counts = z.record(z.string(), z.number()).parse(await this.#control('GET', 'ledger'));
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  /**
   * Compares the existing records with a file of lines. A file that grew meanwhile is compared again: records published
   * during the comparison, every quarter of an hour, would count as too many.
   * @param by `meaning`: for sinks that reformatted the JSON
   */
  async compare(file: string, by: 'bytes' | 'meaning' = 'bytes'): Promise<Comparison> {
    const how = by === 'meaning' ? '&canonical=1' : '';
    for (let tries = 1; ; tries += 1) {
      const before = await sizeOf(file);
      const result = comparison.parse(
        await this.#control('POST', `compare?file=${encodeURIComponent(file)}${how}`),
      );
      if (tries === MAX_COMPARISONS || (await sizeOf(file)) === before) return result;
    }
  }

  /** Moves its clock forward; everything due by then is published. @returns its time, epoch ms */
  async advance(ms: number): Promise<number> {
    return clock.parse(await this.#control('POST', `clock?advance=${ms}`)).now;
  }

  /** Makes the next requests of a kind fail. */
  async injectFaults(fault: string, next: number): Promise<void> {
    await this.#control('POST', `faults?name=${fault}&next=${next}`);
  }

  /** Adds and removes products and permissions, by their names. */
  async setPermissions(change: {
    readonly with?: readonly string[];
    readonly without?: readonly string[];
  }): Promise<void> {
    const query = new URLSearchParams();
    for (const how of ['with', 'without'] as const)
      for (const name of change[how] ?? []) query.append(how, name);
    await this.#control('POST', `grants?${query}`);
  }

  async clearFaults(): Promise<void> {
    await this.#control('POST', 'faults?clear');
  }

  /** How often a fault has fired. */
  async fired(fault: string): Promise<number> {
    const counts = z.record(z.string(), z.number()).parse(await this.#control('GET', 'faults'));
    return counts[fault] ?? 0;
  }

  /** Requested API paths so far, oldest first; the last 20,000 at least. */
  async apiCalls(): Promise<readonly string[]> {
    const requests = calls.parse(await this.#control('GET', 'requests'));
    return requests.filter(({ server }) => server === 'api').map(({ path }) => path);
  }

  /** Compares the records of a log up to a time (epoch ms) with a file of lines. */
  async compareLog(log: string, file: string, to: number): Promise<Comparison> {
    const query = new URLSearchParams({ log, file, to: String(to) });
    return comparison.parse(await this.#control('POST', `logs?${query}`));
  }

  /** Number of different files of each type requested from the storage. */
  async requestedFiles(): Promise<ReadonlyMap<string, number>> {
    const paths = new Map<string, Set<string>>();
    for (const { server, path } of calls.parse(await this.#control('GET', 'requests'))) {
      const type = /\/cg\/([^/]+)\//.exec(path)?.[1]?.replaceAll('_', ' ');
      if (server !== 'storage' || type === undefined) continue;
      paths.set(type, (paths.get(type) ?? new Set()).add(path));
    }
    return new Map([...paths].map(([type, { size }]) => [type, size]));
  }

  /** Generates once what listings need, so that a measurement does not include it. */
  async warmUp(): Promise<void> {
    await this.#control('POST', 'warm-up');
  }

  /** Sets these members in all policies of a kind. @param by the author, as the audit log shows it */
  async editPolicies(kind: string, by: string, members: Readonly<Record<string, unknown>>): Promise<void> {
    const shown = policies.parse(await this.#control('GET', `policies?kind=${kind}`));
    const edited = (shown[kind] ?? []).map((policy) => ({ ...policy, ...members }));
    const path = `policies?kind=${kind}&by=${encodeURIComponent(by)}`;
    await this.#control('POST', path, JSON.stringify(edited));
  }

  async #control(method: string, path: string, body?: string): Promise<unknown> {
    const signal = AbortSignal.timeout(120_000);
    const init = { method, signal, ...(body !== undefined && { body }) };
    const response = await fetch(`${this.apiUrl}/__simulator/${path}`, init);
    if (!response.ok) throw new Error(`the simulated tenant refused ${path}: ${await response.text()}`);
    return response.json();
  }

  stop(): Promise<void> {
    return this.program.stop(5_000);
  }
}
