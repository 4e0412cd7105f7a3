/**
 * One Node-RED for each version and one browser, for all specs of a process that leave nothing behind in them: starting
 * them takes longer than most specs. They start on first use, and stop after the last spec. A spec that needs its own
 * settings, or stops the process, starts its own.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../browser/chromium';
import { NodeRed } from '../node-red/node-red';
import type { Runtime } from '../node-red/runtime';
import { installedUserDir, runCleanup } from '../package/packed-once';
import type { Cleanup } from './cleanup';

interface Shared {
  readonly nodeRed: NodeRed;
  /** The initial content of its user directory. */
  readonly own: ReadonlySet<string>;
}

const shared = new Map<string, Promise<Shared>>();
let browser: Promise<Browser> | undefined;

async function start(runtime: Runtime): Promise<Shared> {
  const nodeRed = await NodeRed.start({ runtime, userDir: await installedUserDir(runCleanup) });
  runCleanup.add(() => nodeRed.stop());
  await nodeRed.deploy([]);
  return { nodeRed, own: new Set(await readdir(nodeRed.userDir)) };
}

/** Without flows, and without the files that they wrote. */
async function clear({ nodeRed, own }: Shared): Promise<void> {
  await nodeRed.deploy([]);
  const left = (await readdir(nodeRed.userDir)).filter((name) => !own.has(name));
  for (const name of left) await rm(join(nodeRed.userDir, name), { recursive: true, force: true });
}

/**
 * The running Node-RED of a version, with the package and without flows.
 * @param cleanup empties it for the next spec; one that could not be emptied is not used again
 */
export async function sharedNodeRed(runtime: Runtime, cleanup: Cleanup): Promise<NodeRed> {
  const { name } = runtime;
  const starting = shared.get(name) ?? start(runtime);
  shared.set(name, starting);
  const forget = async (): Promise<void> => {
    shared.delete(name);
    await starting.then(({ nodeRed }) => nodeRed.stop());
  };
  const known = await starting.catch((error: unknown) => {
    shared.delete(name);
    throw error;
  });
  cleanup.add(async () => {
    try {
      await clear(known);
    } catch (error) {
      await forget();
      throw error;
    }
  });
  return known.nodeRed;
}

/** The browser of this process; each page has its own context, without stored data. */
export function sharedBrowser(): Promise<Browser> {
  browser ??= launchChromium().then((launched) => {
    runCleanup.add(() => launched.close());
    launched.once('disconnected', () => {
      browser = undefined;
    });
    return launched;
  });
  return browser;
}
