/** A real Node-RED in a user directory, driven over HTTP as the editor drives it. */
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from '../process/environment';
import { freePort, LOOPBACK } from '../process/ports';
import { Program } from '../process/program';
import type { Runtime } from './runtime';
import { settingsFile } from './settings';

/** A node as flow files store it. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

export interface NodeRedOptions {
  readonly runtime: Runtime;
  readonly userDir: string;
  readonly port?: number;
  /** Added to the bare environment that it gets. */
  readonly env?: NodeJS.ProcessEnv;
  /** Also proxies and certificate authorities of this machine: for a real tenant. */
  readonly network?: boolean;
  /** Receives every line of its log. */
  readonly onLine?: (line: string) => void;
}

const START_MS = 60_000;
const REQUEST_MS = 60_000;
const COMPLAINT = /\[(warn|error)\] \[/;

export class NodeRed {
  private constructor(
    readonly program: Program,
    readonly url: string,
    readonly userDir: string,
  ) {}

  /** Ready when its `/settings` answers. */
  static async start(options: NodeRedOptions): Promise<NodeRed> {
    const { runtime, userDir } = options;
    const port = options.port ?? (await freePort());
    const settings = join(userDir, 'settings.js');
    // Written once: a restart needs the key of the stored credentials.
    const known = await access(settings).then(
      () => true,
      () => false,
    );
    if (!known) await writeFile(settings, settingsFile(port));
    const program = new Program({
      name: runtime.name,
      node: runtime.node,
      script: runtime.script,
      args: ['--userDir', userDir, '--settings', settings, '--port', String(port)],
      cwd: userDir,
      env: { ...environment(userDir, { network: options.network ?? false }), ...options.env },
      ...(options.onLine ? { onLine: options.onLine } : {}),
    });
    const nodeRed = new NodeRed(program, `http://${LOOPBACK}:${port}`, userDir);
    try {
      await program.waitUntil(`${runtime.name} to start`, START_MS, () => nodeRed.#answers());
    } catch (error) {
      await program.kill();
      throw error;
    }
    return nodeRed;
  }

  async #answers(): Promise<true | undefined> {
    try {
      return (await this.fetch('/settings')).ok ? true : undefined;
    } catch {
      return undefined;
    }
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      ...init,
      headers: { accept: 'application/json', ...init.headers },
      signal: AbortSignal.timeout(REQUEST_MS),
    });
  }

  async getJson(path: string): Promise<unknown> {
    const response = await this.fetch(path);
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
    return response.json();
  }

  /** Replaces all flows; `credentials` inside nodes are stored as the editor's are. */
  async deploy(flow: readonly FlowNode[]): Promise<void> {
    // The first deploy after a start with no flow file ignores inline credentials; an empty one before helps.
    await this.#post('/flows', []);
    await this.#post('/flows', flow);
  }

  /** Presses the button of an inject node, once it exists: a start and a deploy are answered before the flows run. */
  async pressInject(id: string): Promise<void> {
    await this.program.waitUntil(`the button of ${id}`, START_MS, async () => {
      const { ok } = await this.fetch(`/inject/${id}`, { method: 'POST' });
      return ok ? true : undefined;
    });
  }

  async #post(path: string, body: unknown): Promise<void> {
    const response = await this.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'Node-RED-Deployment-Type': 'full' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
  }

  /** @returns a function that returns the warnings and errors logged from now on */
  problems(): () => readonly string[] {
    const output = this.program.outputSince();
    return () =>
      output()
        .split('\n')
        .filter((line) => COMPLAINT.test(line));
  }

  /** As `systemctl stop` does. */
  stop(): Promise<void> {
    return this.program.stop(20_000);
  }

  /** As a power failure does. */
  kill(): Promise<void> {
    return this.program.kill();
  }
}
