import assert from 'node:assert/strict';
import { createRedactor, stripUrlSecrets } from '../../../nodes/lib/util/redactor';

describe('Redaction', () => {
  const secret = 'a+b/c"d=é';
  const spellings: Readonly<Record<string, string>> = {
    'as it is': secret,
    'in a URL': encodeURIComponent(secret),
    'in a form': new URLSearchParams({ v: secret }).toString().slice(2),
    'in JSON': JSON.stringify(secret).slice(1, -1),
    'in a Basic header': Buffer.from(secret).toString('base64'),
  };
  for (const [where, spelling] of Object.entries(spellings))
    it(`hides a secret ${where}`, () =>
      assert.equal(createRedactor([secret]).redact(`before ${spelling} after`), 'before *** after'));

  it('hides tokens, and the longer of two values with the same beginning', () => {
    const redactor = createRedactor(['abcd']);
    redactor.addToken('abcdefgh');
    redactor.addToken('abcdefgh');
    assert.equal(redactor.redact('got abcdefgh and abcd'), 'got *** and ***');
  });

  it('forgets tokens that were replaced long ago, but no secret', () => {
    const redactor = createRedactor(['lasting-secret']);
    for (let i = 0; i < 9; i += 1) redactor.addToken(`token-${i}-end`);
    assert.equal(redactor.redact('token-0-end token-1-end lasting-secret'), 'token-0-end *** ***');
  });

  it('keeps words that contain a value too short to be a secret', () => {
    const redactor = createRedactor(['a', '']);
    redactor.addToken('b');
    assert.equal(redactor.redact('a bad day'), 'a bad day');
  });

  it('hides the value after Bearer and Basic even when it is unknown', () =>
    assert.equal(
      createRedactor().redact('sent authorization: bearer abc.def-1='),
      'sent authorization: bearer ***',
    ));

  it('keeps one line of at most 300 characters', () => {
    const text = createRedactor().redact(`one\n\ttwo\u0000${'x'.repeat(400)}`);
    assert.match(text, /^one two x+…$/);
    assert.equal(text.length, 301);
  });

  it('hides a secret that truncation would have split', () => {
    const redactor = createRedactor(['split-secret']);
    assert(!redactor.redact(`${'x'.repeat(295)}split-secret`).includes('split'));
  });
});

describe('URLs in texts', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['see https://s3.example/a/b.gz?X-Amz-Signature=abc&x=1 now', 'see https://s3.example/a/b.gz now'],
    ['https://s3.example/a#token', 'https://s3.example/a'],
    ['https://s3.example?sig=1', 'https://s3.example'],
    ['http://user:p%40ss@proxy.example:8080', 'http://proxy.example:8080'],
    ['http://user:p@ss@proxy.example:8080/x@y', 'http://proxy.example:8080/x@y'],
    ['GET /a/b.gz?X-Amz-Signature=abc failed', 'GET /a/b.gz?*** failed'],
    ['what? nothing', 'what? nothing'],
  ];
  for (const [before, after] of cases) it(before, () => assert.equal(stripUrlSecrets(before), after));
});
