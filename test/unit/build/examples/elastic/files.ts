/** The files of examples/elastic, and our ECS documents. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { objectOf } from '../../../formats/support/format-sample';
import { SHAPES } from '../support/shapes';

export const ELASTIC = join(__dirname, '..', '..', '..', '..', '..', 'examples', 'elastic');

export const templateSource: unknown = JSON.parse(readFileSync(join(ELASTIC, 'index-template.json'), 'utf8'));

/** One object per line. */
export const exportedLines: readonly unknown[] = readFileSync(join(ELASTIC, 'dashboard.ndjson'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): unknown => JSON.parse(line));

const json = z.record(z.string(), z.unknown());

/** With everything that options of the node add. The `elastic` format sends the same documents. */
export const DOCUMENTS: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map(
  [...SHAPES].map(([name, shape]) => [
    name,
    json.parse(
      JSON.parse(
        JSON.stringify(
          objectOf(shape, { format: 'ecs', given: { raw: true, fields: { environment: 'test' } } }),
        ),
      ),
    ),
  ]),
);
