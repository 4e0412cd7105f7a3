/** One Node-RED of the cluster: its own user directory, its own connections to Redis and to the tenant. */
import { cp } from 'node:fs/promises';
import { NodeRed } from '../../real/harness/node-red/node-red';
import { nodeRed4 } from '../../real/harness/node-red/runtime';
import type { DroppableProxy } from './droppable-proxy';
import { VARIABLES } from './flow';
import type { RecordingApiProxy } from './recording-api-proxy';

export class Replica {
  #running: NodeRed | undefined;
  /** of earlier processes too */
  #said = '';

  readonly #userDir: string;
  readonly #password: string;

  constructor(
    readonly number: number,
    userDir: string,
    readonly redisProxy: DroppableProxy,
    readonly apiProxy: RecordingApiProxy,
    password: string,
  ) {
    this.#userDir = userDir;
    this.#password = password;
  }

  /** Continues with the flow it had. */
  async start(): Promise<void> {
    const redis = `redis://:${this.#password}@127.0.0.1:${this.redisProxy.port}`;
    this.#running = await NodeRed.start({
      runtime: nodeRed4,
      userDir: this.#userDir,
      env: {
        [VARIABLES.redis]: redis,
        [VARIABLES.api]: this.apiProxy.url,
        [VARIABLES.replica]: String(this.number),
      },
    });
  }

  get nodeRed(): NodeRed {
    if (this.#running === undefined) throw new Error(`replica ${this.number} was not started`);
    return this.#running;
  }

  get isOver(): boolean {
    return this.#running?.program.exitDescription !== undefined;
  }

  /** All of its output. */
  get output(): string {
    return this.#said + (this.#running?.program.output ?? '');
  }

  /** The same flow and credentials, as a container image or a snapshot has them. */
  async copyTo(userDir: string): Promise<void> {
    await cp(this.#userDir, userDir, { recursive: true });
  }

  async kill(): Promise<void> {
    await this.#running?.kill();
    this.#keepWords();
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#keepWords();
  }

  #keepWords(): void {
    this.#said = this.output;
    this.#running = undefined;
  }
}
