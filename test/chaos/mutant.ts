/** Changes to the installed package that break a guarantee: the rounds must fail with each of them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder of the compiled package in a user directory of Node-RED. */
const INSTALLED = ['node_modules', 'node-red-contrib-mimecast', 'dist'];

/** A change of compiled code; the build gives parameters short names. */
interface Patch {
  /** path below `dist/lib` */
  readonly file: readonly string[];
  /** with `g`, because it has to match a certain number of times */
  readonly pattern: RegExp;
  readonly times: number;
  /** as `String.replace` takes it */
  readonly replacement: string;
}

const MUTANTS = {
  /** The position is saved before the acknowledgement, as `sent` would do it: `send(batch, save, signal)`. */
  savesFirst: [
    {
      file: ['collector', 'delivery', 'ack-delivery.js'],
      pattern: /\basync send\((\w+), ?(\w+), ?(\w+)\) ?\{/g,
      times: 1,
      replacement: '$&await $2();',
    },
  ],
  /** A replica ignores the end of its lease: the clock, the notification, and a rejected save. */
  ignoresLease: [
    {
      file: ['cluster', 'lease-handle.js'],
      pattern: /\b(?:assertHeld|markLost)\(\) ?\{/g,
      times: 2,
      replacement: '$&return;',
    },
    {
      file: ['cluster', 'leased-checkpoint-store.js'],
      pattern: /if ?\(!\w+\) ?(?=throw this\.#\w+\.markLost\(\))/g,
      times: 1,
      replacement: 'if(0)',
    },
  ],
} as const satisfies Readonly<Record<string, readonly Patch[]>>;

export type Mutant = keyof typeof MUTANTS;

export const MUTANT_NAMES: readonly string[] = Object.keys(MUTANTS);

export const isMutant = (name: string): name is Mutant => Object.hasOwn(MUTANTS, name);

/** Applies a mutant to the package that is installed in this user directory of Node-RED. */
export async function mutateInstalled(userDir: string, name: Mutant): Promise<void> {
  await mutate(join(userDir, ...INSTALLED), name);
}

/**
 * @param dist folder of a build
 * @returns the changed files
 * @throws when the code has changed: then the mutant would prove nothing
 */
export async function mutate(dist: string, name: Mutant): Promise<string[]> {
  const changed: string[] = [];
  for (const { file, pattern, times, replacement } of MUTANTS[name]) {
    const path = join(dist, 'lib', ...file);
    const code = await readFile(path, 'utf8');
    if ([...code.matchAll(pattern)].length !== times)
      throw new Error(`the mutant no longer fits ${file.at(-1)}`);
    await writeFile(path, code.replace(pattern, replacement));
    changed.push(path);
  }
  return changed;
}
