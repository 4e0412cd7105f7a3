import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CREDENTIALS } from '../../../nodes/lib/properties/credentials';
import { manifest, nodes, ROOT } from './built';

const flow = z.array(z.object({ type: z.string() }).loose());
const examples = readdirSync(join(ROOT, 'examples')).filter((file) => file.endsWith('.json'));
const readExample = (file: string) =>
  flow.parse(JSON.parse(readFileSync(join(ROOT, 'examples', file), 'utf8')));

/** The rules of the Flow Library's scorecard that need no network. */
describe('The scorecard', () => {
  it('P01: names its licence and includes it', () => {
    assert.equal(manifest.license, 'Apache-2.0');
    assert.ok(existsSync(join(ROOT, 'LICENSE')));
  });

  it('P04: has a name with -contrib-, as an unscoped package must have', () => {
    assert.match(manifest.name, /^node-red-contrib-[a-z-]+$/);
  });

  it('P05: has the keywords for the search', () => {
    for (const keyword of ['node-red', 'mimecast', 'siem', 'email-security']) {
      assert.ok(manifest.keywords.includes(keyword), keyword);
    }
  });

  it('P06: runs in Node-RED 4.1 and 5', () => {
    assert.equal(manifest['node-red'].version, '>=4.1.0');
  });

  it('P07: runs with the oldest Node.js that the newest Node-RED supports (22.9)', () => {
    const [, major] = /^>=(\d+)(\.\d+)*$/.exec(manifest.engines.node) ?? [];
    assert.ok(Number(major) <= 22, manifest.engines.node);
  });

  it('D01: depends on undici 7, zod 4, the client of Redis and nothing else', () => {
    assert.deepEqual(Object.keys(manifest.dependencies).sort(), ['@redis/client', 'undici', 'zod']);
    assert.match(manifest.dependencies['undici'] ?? '', /^\^7\./);
    assert.match(manifest.dependencies['zod'] ?? '', /^\^4\./);
  });

  it('N02: shows every node in an example', () => {
    const shown = new Set(examples.flatMap((file) => readExample(file).map(({ type }) => type)));
    for (const node of nodes) assert.ok(shown.has(node), node);
  });

  it('keeps credentials out of examples', () => {
    const names = Object.values(CREDENTIALS).flatMap((table) => ['credentials', ...Object.keys(table)]);
    for (const file of examples) {
      for (const node of readExample(file)) {
        // For node-red-node-email it is the name of the member of messages that has one.
        const allowed = node.type === 'e-mail' ? 'token' : undefined;
        for (const name of names.filter((one) => one !== allowed))
          assert.ok(!(name in node), `${file}: ${node.type} has ${name}`);
      }
    }
  });
});
