/** One simulated tenant, one Node-RED with the packed package, two sinks: the system that the rounds disturb. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FlowNode, NodeRed } from '../real/harness/node-red/node-red';
import { sizeOf } from '../real/harness/node-red/output-file';
import { nodeRed4 } from '../real/harness/node-red/runtime';
import { settingsFile } from '../real/harness/node-red/settings';
import { installedUserDir } from '../real/harness/package/packed-once';
import { Cleanup } from '../real/harness/process/cleanup';
import { makeFolder, removeFolder } from '../real/harness/process/folder';
import { Simulator } from '../real/harness/servers/simulator';
import { flowOf, SINK_PATHS, type SinkPath } from './flow';
import { mutateInstalled } from './mutant';
import { type Disk, makeDisk } from './sinks/disk';
import { type Arrivals, FileArrivals } from './sinks/file-arrivals';
import { HttpSink } from './sinks/http-sink';

export interface BenchOptions {
  readonly seed: number;
  /** see FlowOptions */
  readonly stores: Readonly<Record<SinkPath, string>>;
  /** the build that saves the position too early */
  readonly mutant: boolean;
  /** of the simulated tenant, as its program takes them */
  readonly tenant: readonly string[];
  /** see HttpSinkOptions */
  readonly responseDelayMs: number;
  readonly perSecond: number;
  /** both, where not given */
  readonly legs?: readonly SinkPath[];
  /** see FlowOptions */
  readonly source?: Readonly<Record<string, unknown>>;
}

export type DeployType = 'full' | 'flows' | 'nodes';

/** A context store on disk that has written a value before it confirms it. */
const CONTEXT_STORAGE = {
  default: { module: 'memory' },
  chaos: { module: 'localfilesystem', config: { cache: false } },
};

export class Bench {
  readonly #cleanup = new Cleanup();
  #running: NodeRed | undefined;
  #closed = false;

  readonly #options: BenchOptions;
  readonly #userDir: string;

  private constructor(
    options: BenchOptions,
    readonly folder: string,
    userDir: string,
    readonly simulator: Simulator,
    readonly http: HttpSink,
    readonly file: FileArrivals,
    readonly disk: Disk,
  ) {
    this.#options = options;
    this.#userDir = userDir;
  }

  static async start(options: BenchOptions, outer: Cleanup): Promise<Bench> {
    const cleanup = new Cleanup();
    outer.add(() => cleanup.close());
    const folder = await makeFolder('chaos');
    cleanup.add(() => removeFolder(folder));
    const userDir = await installedUserDir(cleanup);
    if (options.mutant) await mutateInstalled(userDir, 'savesFirst');
    await writeFile(join(userDir, 'settings.js'), settings());
    const { seed, tenant, responseDelayMs, perSecond } = options;
    const simulator = await Simulator.start(folder, ['--seed', String(seed), ...tenant]);
    cleanup.add(() => simulator.stop());
    await mkdir(join(folder, 'http'));
    const http = await HttpSink.start({
      folder: join(folder, 'http'),
      responseDelayMs,
      perSecond,
    });
    cleanup.add(() => http.stop());
    const disk = await makeDisk(folder, cleanup);
    const file = new FileArrivals(join(disk.folder, 'events.ndjson'));
    const bench = new Bench(options, folder, userDir, simulator, http, file, disk);
    outer.add(() => bench.close());
    bench.#cleanup.add(() => cleanup.close());
    return bench;
  }

  /** Stops everything that belongs to it, also when it is called twice. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running?.kill();
    await this.#cleanup.close();
  }

  get nodeRed(): NodeRed {
    if (this.#running === undefined) throw new Error('Node-RED was not started');
    return this.#running;
  }

  get pid(): number {
    const { pid } = this.nodeRed.program;
    if (pid === undefined) throw new Error('Node-RED has no process');
    return pid;
  }

  /** Why waiting for anything is pointless: only the test may stop Node-RED. */
  get stopReason(): string | undefined {
    const { program } = this.nodeRed;
    if (program.exitDescription === undefined) return undefined;
    return `Node-RED ended (${program.exitDescription}):\n${program.output.slice(-4000)}`;
  }

  /** Continues with the flow it had. */
  async startNodeRed(): Promise<void> {
    const started = await NodeRed.start({ runtime: nodeRed4, userDir: this.#userDir });
    this.#running = started;
    // An interrupted run has closed everything but this.
    if (this.#closed) await started.kill();
  }

  get flow(): FlowNode[] {
    const { stores, legs = SINK_PATHS, source = {} } = this.#options;
    const { simulator, http, file } = this;
    return flowOf({ apiUrl: simulator.apiUrl, sinkUrl: http.url, path: file.file, stores, legs, source });
  }

  async deploy(flow: readonly FlowNode[], type: DeployType): Promise<void> {
    const response = await this.nodeRed.fetch('/flows', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'Node-RED-Deployment-Type': type },
      body: JSON.stringify(flow),
    });
    if (!response.ok) throw new Error(`the deploy was answered ${response.status}: ${await response.text()}`);
  }

  async arrivals(): Promise<Readonly<Record<SinkPath, Arrivals>>> {
    const [{ received, distinct }, file] = await Promise.all([this.http.state(), this.file.now()]);
    return { http: { received, distinct }, file };
  }

  /** Leaves `bytes` of space for the file sink. */
  async fillDisk(bytes: number): Promise<void> {
    await this.disk.fill(await sizeOf(this.file.file), bytes, this.pid);
  }

  freeDisk(): Promise<void> {
    return this.disk.free(this.pid);
  }
}

/** The port is passed on the command line at every start. */
function settings(): string {
  return `${settingsFile(0)}module.exports.contextStorage = ${JSON.stringify(CONTEXT_STORAGE)};\n`;
}
