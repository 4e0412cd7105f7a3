import { homedir } from 'node:os';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';

/** Node-RED's user directory. An embedded Node-RED may not set it. */
export function findUserDir(RED: NodeAPI): string {
  return RED.settings.userDir ?? join(homedir(), '.node-red');
}
