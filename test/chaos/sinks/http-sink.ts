/** The receiver over HTTP, started and stopped by the test; it keeps its address and its file over restarts. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cutPartialLine } from '../../real/harness/node-red/output-file';
import { environment } from '../../real/harness/process/environment';
import { freePort, LOOPBACK } from '../../real/harness/process/ports';
import { Program } from '../../real/harness/process/program';
import { type SinkMode, type SinkState, sinkState } from './sink-state';

export interface HttpSinkOptions {
  readonly folder: string;
  /** ms between keeping a page and the response: a page killed in this time has arrived and is not acknowledged */
  readonly responseDelayMs: number;
  /** records per second, 0: no limit */
  readonly perSecond: number;
}

const TYPESCRIPT = `--require ${JSON.stringify(require.resolve('tsx/cjs'))}`;

export class HttpSink {
  #program: Program | undefined;

  readonly #options: HttpSinkOptions;
  readonly #port: number;

  private constructor(options: HttpSinkOptions, port: number) {
    this.#options = options;
    this.#port = port;
  }

  static async start(options: HttpSinkOptions): Promise<HttpSink> {
    const sink = new HttpSink(options, await freePort());
    await sink.restart();
    return sink;
  }

  /** Its URL for records. */
  get url(): string {
    return `http://${LOOPBACK}:${this.#port}/records`;
  }

  get #file(): string {
    return join(this.#options.folder, 'kept.txt');
  }

  /** With the records from before. */
  async restart(): Promise<void> {
    const { folder, responseDelayMs, perSecond } = this.#options;
    await cutPartialLine(this.#file);
    const program = new Program({
      name: 'the HTTP sink',
      node: process.execPath,
      script: join(__dirname, 'http-sink-program.ts'),
      args: [this.#port, this.#file, responseDelayMs, perSecond].map(String),
      cwd: folder,
      env: { ...environment(folder, { network: false }), NODE_OPTIONS: TYPESCRIPT },
    });
    this.#program = program;
    try {
      await program.waitUntil('the HTTP sink to listen', 20_000, () =>
        program.output.includes('listening') ? true : undefined,
      );
    } catch (error) {
      await program.kill();
      throw error;
    }
  }

  async state(): Promise<SinkState> {
    return sinkState.parse(await this.#ask('GET', 'state'));
  }

  async setMode(mode: SinkMode): Promise<void> {
    await this.#ask('POST', `mode?answer=${mode}`);
  }

  /** Keeps records from then on and does not respond: the requests stay open, however fast or busy the machine is. */
  async hangFrom(distinct: number): Promise<void> {
    await this.#ask('POST', `mode?answer=hang&from=${distinct}`);
  }

  /** As a power failure does. */
  async kill(): Promise<void> {
    await this.#program?.kill();
  }

  async stop(): Promise<void> {
    await this.#program?.stop(2_000);
  }

  /**
   * Its records, as two files of lines: all of them, and the rest when a record with a known id is dropped, as an
   * idempotent receiver does.
   */
  async export(all: string, deduplicated: string): Promise<void> {
    const ids = new Set<string>();
    const [every, once] = [await open(all, 'w'), await open(deduplicated, 'w')];
    try {
      const lines = createInterface({
        input: createReadStream(this.#file),
        crlfDelay: Number.POSITIVE_INFINITY,
      });
      let [everyLine, onceLine] = ['', ''];
      for await (const line of lines) {
        const space = line.indexOf(' ');
        const [id, record] = [line.slice(0, space), `${line.slice(space + 1)}\n`];
        everyLine += record;
        if (!ids.has(id)) onceLine += record;
        ids.add(id);
        if (everyLine.length < 1_000_000) continue;
        await every.write(everyLine);
        await once.write(onceLine);
        [everyLine, onceLine] = ['', ''];
      }
      await every.write(everyLine);
      await once.write(onceLine);
    } finally {
      await every.close();
      await once.close();
    }
  }

  async #ask(method: string, path: string): Promise<unknown> {
    const signal = AbortSignal.timeout(10_000);
    const response = await fetch(`http://${LOOPBACK}:${this.#port}/${path}`, { method, signal });
    if (!response.ok) throw new Error(`the HTTP sink refused ${path}: ${await response.text()}`);
    return response.json();
  }
}
