import assert from 'node:assert/strict';
import { relative, sep } from 'node:path';
import * as fc from 'fast-check';
import { parseFilePath } from '../../../../nodes/lib/properties/values/path-template';
import { PathTemplate } from '../../../../nodes/lib/sinks/file/path-template';

const NOW = Date.UTC(2026, 10, 22, 7, 5, 9);
const message = {
  topic: 'mimecast/siem/url-protect',
  file: { name: 'chosen', deep: { er: 7 } },
  mimecast: { log: 'siem', type: 'url protect', account: 'CUSA00A000' },
};
const rendered = (template: string, of: Record<string, unknown> = message, gzip = false): string =>
  new PathTemplate(template, '/data', gzip).resolve(of, NOW);

describe('A path template', () => {
  const cases: readonly [string, string][] = [
    ['out/{log}/{type}.ndjson', '/data/out/siem/url-protect.ndjson'],
    ['out/{account}-{topic}', '/data/out/CUSA00A000-mimecast_siem_url-protect'],
    ['out/{yyyy-MM-dd}/{HH}{mm}{ss}.log', '/data/out/2026-11-22/070509.log'],
    ['out/{yyyyMMddTHH}', '/data/out/20261122T07'],
    ['out/{msg.file.name}-{msg.file.deep.er}', '/data/out/chosen-7'],
    ['out/{ log }', '/data/out/siem'],
    ['/var/log/mimecast/{type}.log', '/var/log/mimecast/url-protect.log'],
    ['plain.log', '/data/plain.log'],
    ['../beside/plain.log', '/beside/plain.log'],
    ['../beside/{type}', '/beside/url-protect'],
    ['a/../out/{type}', '/data/out/url-protect'],
  ];
  for (const [template, path] of cases) {
    it(`${template} leads to ${path}`, () => assert.equal(rendered(template), path));
  }

  it('uses "unknown" where the message has no such text', () => {
    const odd = { mimecast: { log: '', type: { a: 1 }, account: null } };
    assert.equal(
      rendered('out/{log}-{type}-{account}-{topic}', odd),
      '/data/out/unknown-unknown-unknown-unknown',
    );
    assert.equal(rendered('out/{msg.constructor.name}'), '/data/out/unknown');
  });

  it('gets .gz once where the file is compressed', () => {
    assert.equal(rendered('out/a.ndjson', {}, true), '/data/out/a.ndjson.gz');
    assert.equal(rendered('out/a.GZ', {}, true), '/data/out/a.GZ');
  });

  const refused: readonly [string, string][] = [
    ['out/{tpye}', 'pathToken'],
    ['out/{}', 'pathToken'],
    ['out/{msg}', 'pathToken'],
    ['out/{-}', 'pathToken'],
    ['out/{constructor}', 'pathToken'],
    ['out/{log', 'pathBrace'],
    ['out/log}', 'pathBrace'],
    ['out/', 'pathName'],
    ['out/..', 'pathName'],
    ['', 'pathName'],
    ['a\0b', 'pathName'],
    ['{type}.json', 'pathFolder'],
    ['./{type}.json', 'pathFolder'],
    ['../{type}', 'pathFolder'],
    ['/{type}', 'pathFolder'],
    ['C:\\{type}', 'pathFolder'],
    ['out-{type}/x', 'pathFolder'],
    ['out/../{type}.json', 'pathFolder'],
    ['out\\..\\{type}.json', 'pathFolder'],
    ['a/b/../../{type}/x', 'pathFolder'],
    ['a\\b/../{type}', 'pathFolder'],
    ['out/{type}/../../x', 'pathFolder'],
    ['out/{log}/../../{type}.json', 'pathFolder'],
  ];
  for (const [template, key] of refused) {
    it(`is rejected: ${JSON.stringify(template)} (${key})`, () => {
      const parsed = parseFilePath(template);
      assert.equal(parsed.ok ? 'accepted' : parsed.problem.key, key);
      assert.throws(() => new PathTemplate(template, '/data', false), RangeError);
    });
  }

  it('accepts a day as the first folder: no message chooses it', () => {
    assert.equal(rendered('{yyyy}/{type}'), '/data/2026/url-protect');
  });
});

describe('A message value in a path', () => {
  const name = (type: unknown): string =>
    rendered('out/{type}', { mimecast: { type } }).slice('/data/out/'.length);

  const cases: readonly [string, string][] = [
    ['../../etc/passwd', '____etc_passwd'],
    ['..', '_'],
    ['.hidden', '_hidden'],
    ['trailing.', 'trailing_'],
    ['C:\\Windows\\x', 'C__Windows_x'],
    ['a:stream', 'a_stream'],
    ['a\0b\nc\u202ed', 'a_b-c_d'],
    ['half \ud800 surrogate', 'half-_-surrogate'],
    ['{log}', '{log}'],
    ['con', '_con'],
    ['LPT1.txt', '_LPT1.txt'],
    ['console', 'console'],
    ['  spaces  inside ', 'spaces-inside'],
    ['   ', 'unknown'],
    ['größe', 'größe'],
  ];
  for (const [said, used] of cases) {
    it(`${JSON.stringify(said)} becomes ${used}`, () => assert.equal(name(said), used));
  }

  it('is cut between characters', () => {
    const long = name('ü'.repeat(500));
    assert.equal(long, 'ü'.repeat(50));
    assert.equal(name('💥'.repeat(500)), '💥'.repeat(25));
  });

  it('leaves the fixed names of the template unchanged, reserved or not', () => {
    assert.equal(rendered('con/aux.txt'), '/data/con/aux.txt');
    assert.equal(rendered('out/c{type}', { mimecast: { type: 'on.txt' } }), '/data/out/_con.txt');
  });

  it('never leads out of the fixed folder of the template', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[./\\:~ a\0-]{0,12}$/),
      fc.constantFrom('..', '.', '/', '\\', '...', '../', '%2e%2e', '~', '.. ', ' ..', '\u2025', '．．'),
    );
    return fc.assert(
      fc.property(nasty, nasty, nasty, (log, type, topic) => {
        const path = rendered('out/{log}/{type}{topic}', { topic, mimecast: { log, type } });
        const inside = relative('/data/out', path).split(sep);
        assert.equal(inside.length, 2, path);
        for (const one of inside) {
          assert.ok(one !== '' && !one.startsWith('.'), path);
          assert.doesNotMatch(one, /[\p{C}\\:*?"<>|]/u);
          assert.ok(Buffer.byteLength(one) <= 201);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
