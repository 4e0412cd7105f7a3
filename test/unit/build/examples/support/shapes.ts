/**
 * Records by name: the samples of all logs, and shapes that public fixtures have (persons, hosts and addresses replaced),
 * with the names of the batch and of the stream.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SAMPLES, type Sample } from '../../../formats/samples';

const shape = z.object({
  name: z.string(),
  log: z.string(),
  type: z.string(),
  marks: z.record(z.string(), z.string()).optional(),
  record: z.record(z.string(), z.unknown()),
});

const FIXTURES = readFileSync(join(__dirname, 'shapes.ndjson'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const { name, marks, ...rest } = shape.parse(JSON.parse(line));
    return [name, marks === undefined ? rest : { ...rest, marks }] as const;
  });

export const SHAPES: ReadonlyMap<string, Sample> = new Map([...Object.entries(SAMPLES), ...FIXTURES]);

export const shapesOf = (log: string, type: string): readonly (readonly [name: string, shape: Sample])[] =>
  [...SHAPES].filter(([, one]) => one.log === log && one.type === type);

export function shapeOf(name: string): Sample {
  const found = SHAPES.get(name);
  if (found === undefined) throw new Error(`No shape ${name}`);
  return found;
}
