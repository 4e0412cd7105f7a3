import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../process/folder';
import { REPOSITORY } from '../process/paths';
import { npm } from './npm';

export interface Packed {
  /** The tarball, exactly what `npm publish` would upload. */
  readonly tarball: string;
  /** The folder of the tarball; the caller removes it. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

const listing = z.array(z.object({ filename: z.string(), name: z.string(), version: z.string() })).length(1);

/**
 * Builds (npm's `prepack`) and packs.
 * @param source a checkout with its dependencies beside it
 * @param into the folder for the tarball; without it a new one
 */
export async function pack(
  signal?: AbortSignal,
  source: string = REPOSITORY,
  into?: string,
): Promise<Packed> {
  await npm(['run', 'build', '--silent'], source, signal);
  const folder = into ?? (await makeFolder('pack'));
  // Built in the step before: the output of a build script would spoil the JSON.
  const response = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], source);
  const [packed] = listing.parse(JSON.parse(response));
  if (packed === undefined) throw new Error('npm pack packed nothing');
  return { tarball: join(folder, packed.filename), folder, name: packed.name, version: packed.version };
}

const manifest = z.object({
  name: z.string(),
  version: z.string(),
  'node-red': z.object({ nodes: z.record(z.string(), z.string()) }),
});

/** The Node.js range of package.json. */
export async function readManifest(): Promise<z.infer<typeof manifest>> {
  return manifest.parse(JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')));
}
