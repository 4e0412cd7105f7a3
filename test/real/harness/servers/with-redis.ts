import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'mocha';
import type { Cleanup } from '../process/cleanup';
import { makeFolder, removeFolder } from '../process/folder';
import { needProgram } from './need-program';
import { RedisServer, redisMissing } from './redis';

export const needRedis = (context: Context): void => needProgram(context, 'REDIS', redisMissing());

/** A new Redis without data. */
export async function freshRedis(cleanup: Cleanup): Promise<RedisServer> {
  const folder = await makeFolder('redis');
  cleanup.add(() => removeFolder(folder));
  const server = await RedisServer.start(await mkdtemp(join(folder, 'data-')));
  cleanup.add(() => server.kill());
  return server;
}
