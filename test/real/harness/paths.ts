/** Where things are, seen from the repository. */
import { join, resolve } from 'node:path';

export const REPOSITORY = resolve(__dirname, '..', '..', '..');

/** Ignored by git: what tests fetched once and use again, and what they leave to look at. */
export const CACHE = join(REPOSITORY, '.cache');

export const EXAMPLES = join(REPOSITORY, 'examples');
/** All sources, into files by type. */
export const OVERVIEW_EXAMPLE = join(EXAMPLES, '13 - All logs to files by type.json');
export const FIRST_EXAMPLE = join(EXAMPLES, '01 - SIEM events to a file.json');

/** Built by `npm run build`, which packing runs. */
export const SIMULATOR_PROGRAM = join(REPOSITORY, 'dist', 'lib', 'simulator', 'main.js');
