/** Folders of the repository. */
import { join, resolve } from 'node:path';

export const REPOSITORY = resolve(__dirname, '..', '..', '..', '..');

/** Ignored by git: a cache of downloads, and the results that tests leave for inspection. */
export const CACHE = join(REPOSITORY, '.cache');

export const EXAMPLES = join(REPOSITORY, 'examples');
/** All types, into one file per type. */
export const OVERVIEW_EXAMPLE = join(EXAMPLES, '13 - All logs to files by type.json');
export const FIRST_EXAMPLE = join(EXAMPLES, '01 - SIEM events to a file.json');

/** Built by `npm run build`, which packing runs. */
export const SIMULATOR_PROGRAM = join(REPOSITORY, 'dist', 'lib', 'simulator', 'main.js');
