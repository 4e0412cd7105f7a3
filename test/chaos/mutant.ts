/** A build that must not pass: the position is saved before the acknowledgement, as `sent` would do it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = ['node_modules', 'node-red-contrib-mimecast', 'dist', 'lib', 'shipping', 'ack-delivery.js'];
/** `handOver(batch, save, signal)`; the build gives parameters short names. */
const HAND_OVER = /\basync handOver\((\w+), ?(\w+), ?(\w+)\) ?\{/g;

/** @throws when the code is not what it was: then the mutant would prove nothing */
export async function putMutantInto(userDir: string): Promise<void> {
  const file = join(userDir, ...FILE);
  const code = await readFile(file, 'utf8');
  if ([...code.matchAll(HAND_OVER)].length !== 1) throw new Error(`the mutant no longer fits ${FILE.at(-1)}`);
  await writeFile(file, code.replace(HAND_OVER, '$&await $2();'));
}
