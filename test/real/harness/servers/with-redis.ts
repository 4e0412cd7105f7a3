import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'mocha';
import type { Cleanup } from '../process/cleanup';
import { makeFolder, removeFolder } from '../process/folder';
import { RedisServer, redisMissing } from './redis';

/** For `before`: without Redis it prints that and skips; under `REQUIRE_REDIS=1` it fails. */
export function needRedis(context: Context): void {
  const missing = redisMissing();
  if (missing === undefined) return;
  if (process.env['REQUIRE_REDIS'] === '1') throw new Error(`REQUIRE_REDIS is set, but ${missing}`);
  console.log(`      skipped: ${missing}; REQUIRE_REDIS=1 makes this a failure`);
  context.skip();
}

/** A new Redis without data. */
export async function freshRedis(cleanup: Cleanup): Promise<RedisServer> {
  const folder = await makeFolder('redis');
  cleanup.add(() => removeFolder(folder));
  const server = await RedisServer.start(await mkdtemp(join(folder, 'data-')));
  cleanup.add(() => server.kill());
  return server;
}
