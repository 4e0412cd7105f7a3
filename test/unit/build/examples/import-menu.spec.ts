/** What Node-RED offers in its import menu: the flows of examples/, and no folder of another program. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';

const ROOT = join(__dirname, '..', '..', '..', '..');
const EXAMPLES = join(ROOT, 'examples');

/** The scanner of @node-red/registry: `f` are the flows of a folder, `d` its folders. */
const library = z.object({
  addExamplesDir: z.custom<(module: string, path: string) => Promise<void>>(
    (value) => typeof value === 'function',
  ),
  getExampleFlows: z.custom<() => unknown>((value) => typeof value === 'function'),
  removeExamplesDir: z.custom<(module: string) => void>((value) => typeof value === 'function'),
});
const scanner = library.parse(createRequire(__filename)('@node-red/registry/lib/library.js'));

const { files } = z
  .object({ files: z.array(z.string()) })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

/** npm packs `examples` without what `!` names. */
const excluded: ReadonlySet<string> = new Set(
  files.filter((one) => one.startsWith('!')).map((one) => one.slice(1)),
);

const MODULE = 'examples-spec';

async function offered(folder: string): Promise<unknown> {
  await scanner.addExamplesDir(MODULE, folder);
  const flows = z.record(z.string(), z.unknown()).parse(scanner.getExampleFlows())[MODULE];
  scanner.removeExamplesDir(MODULE);
  return JSON.parse(JSON.stringify(flows));
}

describe('The import menu', () => {
  let packed: string;

  before(() => {
    packed = mkdtempSync(join(tmpdir(), 'examples-'));
    cpSync(EXAMPLES, packed, {
      recursive: true,
      filter: (path) => !excluded.has(relative(ROOT, path).split('\\').join('/')),
    });
  });

  after(() => rmSync(packed, { recursive: true, force: true }));

  it('offers the flows that are packed, and no folder', async () => {
    const flows = readdirSync(EXAMPLES)
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.replace(/\.json$/, ''));
    assert.ok(flows.length > 20);
    assert.deepEqual(await offered(packed), { f: flows });
  });

  it('would offer the folders for other programs, so they are not packed', async () => {
    const all = z.object({ d: z.record(z.string(), z.unknown()) }).parse(await offered(EXAMPLES));
    assert.deepEqual(Object.keys(all.d).sort(), ['elastic', 'grafana', 'splunk']);
    for (const folder of Object.keys(all.d)) assert.ok(excluded.has(`examples/${folder}`));
  });
});
