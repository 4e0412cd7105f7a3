/** A build that must not pass: the position is saved before the acknowledgement, as `sent` would do it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = ['node_modules', 'node-red-contrib-mimecast', 'dist', 'lib', 'shipping', 'ack-delivery.js'];
const HAND_OVER = 'async handOver(batch, save, signal) {';

/** @throws when the code is not what it was: then the mutant would prove nothing */
export async function putMutantInto(userDir: string): Promise<void> {
  const file = join(userDir, ...FILE);
  const code = await readFile(file, 'utf8');
  if (code.split(HAND_OVER).length !== 2) throw new Error(`the mutant no longer fits ${FILE.at(-1)}`);
  await writeFile(file, code.replace(HAND_OVER, `${HAND_OVER}\n        await save();`));
}
