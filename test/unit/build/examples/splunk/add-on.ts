/** The files of examples/splunk. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConf } from './conf-file';
import type { AddOn } from './search-time';

export const SPLUNK = join(__dirname, '..', '..', '..', '..', '..', 'examples', 'splunk');

const conf = (name: string) => parseConf(readFileSync(join(SPLUNK, 'default', `${name}.conf`), 'utf8'));

export const ADD_ON: AddOn = {
  props: conf('props'),
  transforms: conf('transforms'),
  eventtypes: conf('eventtypes'),
  tags: conf('tags'),
};
