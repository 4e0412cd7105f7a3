/** The existing and the received records, each as one figure that does not depend on the order. */
import { hash } from 'node:crypto';
import { linesOf } from '../../real/harness/node-red/output-file';

export interface Digest {
  readonly lines: number;
  /** bytes with one line break each */
  readonly bytes: number;
  /** of 48 bits of the SHA-256 of each line, modulo 2^52 */
  readonly sum: number;
}

/** The largest number below which adding 48 bits stays exact. */
export const MODULUS = 2 ** 52;

export class DigestBuilder {
  private lines = 0;
  private bytes = 0;
  private sum = 0;

  add(line: string): void {
    this.lines += 1;
    this.bytes += Buffer.byteLength(line) + 1;
    this.sum = (this.sum + Number.parseInt(hash('sha256', line, 'hex').slice(0, 12), 16)) % MODULUS;
  }

  get digest(): Digest {
    const { lines, bytes, sum } = this;
    return { lines, bytes, sum };
  }
}

/** Of the lines in these files that are not blank. */
export async function digestOf(files: readonly string[]): Promise<Digest> {
  const builder = new DigestBuilder();
  for (const file of files) {
    for await (const line of linesOf(file)) if (line.trim() !== '') builder.add(line);
  }
  return builder.digest;
}

/** Why the received records differ from the existing ones; undefined when they are equal. */
export function difference(arrived: Digest, expected: Digest): string | undefined {
  if (arrived.lines !== expected.lines) return `${arrived.lines} of ${expected.lines} records arrived`;
  return arrived.sum === expected.sum && arrived.bytes === expected.bytes
    ? undefined
    : 'as many records arrived as there are, but not the same';
}
