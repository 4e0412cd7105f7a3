import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { countLinesBelow } from '../harness/node-red/output-file';
import { Cleanup } from '../harness/process/cleanup';
import { makeFolder, removeFolder } from '../harness/process/folder';
import { REPOSITORY } from '../harness/process/paths';
import { waitFor } from '../harness/process/wait-for';

/** `npm start` in a terminal of its own; the files it leaves in its temporary folder can be counted. */
class Start {
  output = '';
  code: number | undefined;
  readonly #child: ChildProcess;

  constructor(
    readonly temporary: string,
    env: NodeJS.ProcessEnv,
  ) {
    this.#child = spawn('npm', ['start'], {
      cwd: REPOSITORY,
      env: { ...process.env, TMPDIR: temporary, MIMECAST_CLIENT_ID: '', MIMECAST_CLIENT_SECRET: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.output += chunk;
      });
    }
    this.#child.once('close', (code) => {
      this.code = code ?? -1;
    });
  }

  async says(pattern: RegExp, ms: number): Promise<string> {
    try {
      return await waitFor(() => this.output.match(pattern)?.[1], {
        what: String(pattern),
        ms,
        stopReason: () => (this.code === undefined ? undefined : `npm start ended with ${this.code}`),
      });
    } catch (error) {
      throw new Error(`${String(error)}\n${this.output}`);
    }
  }

  ended(ms: number): Promise<number> {
    return waitFor(() => this.code, { what: 'npm start to end', ms });
  }

  /** The terminal sends Ctrl-C to every process in the foreground, npm and its shell included. */
  signalAll(signal: NodeJS.Signals): void {
    if (this.code === undefined && this.#child.pid !== undefined) process.kill(-this.#child.pid, signal);
  }

  /** A service manager signals npm alone. */
  signalNpm(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async leftovers(): Promise<string[]> {
    return (await readdir(this.temporary)).filter((name) => name.startsWith('node-red-contrib-mimecast-'));
  }

  async leavesNothing(): Promise<void> {
    await waitFor(async () => ((await this.leftovers()).length === 0 ? true : undefined), {
      what: 'its folders to be gone',
      ms: 20_000,
    });
  }
}

const [inTerminal, title] =
  process.platform === 'win32'
    ? [describe.skip, 'npm start (skipped: Windows has no SIGINT and SIGTERM to end it with)']
    : [describe, 'npm start'];

inTerminal(title, () => {
  const cleanup = new Cleanup();
  after(() => cleanup.close());

  async function start(env: NodeJS.ProcessEnv = {}): Promise<Start> {
    const temporary = await makeFolder('npm-start');
    cleanup.add(() => removeFolder(temporary));
    const started = new Start(temporary, env);
    cleanup.add(async () => started.signalAll('SIGKILL'));
    return started;
  }

  const refused = async (url: string): Promise<true | undefined> =>
    fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      () => undefined,
      () => true,
    );

  it('shows events of every log in files, the first within ten seconds, and Ctrl-C leaves nothing behind', async () => {
    const started = await start();
    const editor = await started.says(/Editor +(http:\S+)/, 120_000);
    const events = await started.says(/Events +(\S.*?)\/<log>\//, 1_000);
    await waitFor(async () => ((await countLinesBelow(events)) > 0 ? true : undefined), {
      what: 'events in a file',
      ms: 10_000,
    });
    for (const log of ['siem', 'audit', 'dlp', 'ttp', 'held', 'directory']) {
      await waitFor(async () => ((await countLinesBelow(join(events, log))) > 0 ? true : undefined), {
        what: `records of ${log}`,
        ms: 30_000,
      });
    }
    assert.match(await started.says(/(Ctrl-C)/, 1_000), /Ctrl-C/);
    assert.equal((await fetch(editor)).status, 200);

    started.signalAll('SIGINT');
    await started.ended(30_000);
    assert.deepEqual(await started.leftovers(), []);
    await waitFor(() => refused(editor), { what: 'Node-RED to be gone', ms: 2_000 });
  });

  it('leaves nothing behind when it is stopped half-way, and only npm gets the signal', async () => {
    const started = await start();
    await started.says(/(Installing)/, 60_000);
    started.signalNpm('SIGTERM');
    await started.ended(30_000);
    await started.leavesNothing();
  });

  it('leaves nothing behind when it cannot start, and shows no secret then', async () => {
    const started = await start({ MIMECAST_CLIENT_SECRET: 'canary-of-a-secret' });
    assert.notEqual(await started.ended(30_000), 0);
    assert.match(started.output, /set both MIMECAST_CLIENT_ID and MIMECAST_CLIENT_SECRET/);
    assert.doesNotMatch(started.output, /canary-of-a-secret/);
    assert.deepEqual(await started.leftovers(), []);
  });
});
