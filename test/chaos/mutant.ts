/** Builds that must fail. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const LIB = ['node_modules', 'node-red-contrib-mimecast', 'dist', 'lib'];

/** The mutated code; the build gives parameters short names. */
interface Patch {
  readonly file: readonly string[];
  /** `g`: has to match this number of times */
  readonly place: RegExp;
  readonly times: number;
  /** its replacement, as `String.replace` takes it */
  readonly instead: string;
}

const MUTANTS = {
  /** The position is saved before the acknowledgement, as `sent` would do it: `handOver(batch, save, signal)`. */
  savesFirst: [
    {
      file: ['collector', 'delivery', 'ack-delivery.js'],
      place: /\basync handOver\((\w+), ?(\w+), ?(\w+)\) ?\{/g,
      times: 1,
      instead: '$&await $2();',
    },
  ],
  /** A replica ignores the end of its lease: the clock, the notification, and a rejected save. */
  ignoresLease: [
    {
      file: ['cluster', 'lease-handle.js'],
      place: /\b(?:check|lose)\(\) ?\{/g,
      times: 2,
      instead: '$&return;',
    },
    {
      file: ['cluster', 'leased-checkpoint-store.js'],
      place: /if ?\(!\w+\) ?(?=throw this\.tenure\.lose\(\))/g,
      times: 1,
      instead: 'if(0)',
    },
  ],
} as const satisfies Readonly<Record<string, readonly Patch[]>>;

/** @throws when the code has changed: then the mutant would prove nothing */
export async function applyMutant(userDir: string, name: keyof typeof MUTANTS): Promise<void> {
  for (const { file, place, times, instead } of MUTANTS[name]) {
    const path = join(userDir, ...LIB, ...file);
    const code = await readFile(path, 'utf8');
    if ([...code.matchAll(place)].length !== times)
      throw new Error(`the mutant no longer fits ${file.at(-1)}`);
    await writeFile(path, code.replace(place, instead));
  }
}
