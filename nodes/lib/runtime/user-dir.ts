import { homedir } from 'node:os';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';

/** Where Node-RED keeps what belongs to its user; an embedded one may not say. */
export function userDirOf(RED: NodeAPI): string {
  return RED.settings.userDir ?? join(homedir(), '.node-red');
}
