import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Sample } from './sample';

const texts = z.record(z.string(), z.string());
const schema = z.object({
  source: z.string(),
  log: z.string(),
  type: z.string(),
  record: z.record(z.string(), z.unknown()),
  marks: texts.optional(),
});

export interface Case extends Sample {
  /** the public fixture whose shape it has */
  readonly source: string;
}

/** Shapes of records in public test fixtures of other projects; persons, hosts and addresses are invented. */
export const CASES: readonly Case[] = readFileSync(join(__dirname, 'cases.ndjson'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    const { marks, ...one } = schema.parse(JSON.parse(line));
    return marks === undefined ? one : { ...one, marks };
  });
