import assert from 'node:assert/strict';
import { createRedactor, stripUrlSecrets, vendorText } from '../../../../nodes/lib/util/redaction/redactor';

describe('Redaction', () => {
  const secret = 'a+b/c"d=é';
  const spellings: Readonly<Record<string, string>> = {
    'as it is': secret,
    'in a URL': encodeURIComponent(secret),
    'in a form': new URLSearchParams({ v: secret }).toString().slice(2),
    'in JSON': JSON.stringify(secret).slice(1, -1),
    'in a Basic header': Buffer.from(secret).toString('base64'),
    'in a URL in small letters': encodeURIComponent(secret).toLowerCase(),
    'in a URL in a URL': encodeURIComponent(encodeURIComponent(secret)),
    'in a URL three times': encodeURIComponent(encodeURIComponent(encodeURIComponent(secret))),
    'in a URL, each byte': [...Buffer.from(secret)].map((byte) => `%${byte.toString(16)}`).join(''),
    'in JSON with escaped slashes': secret.replaceAll('/', String.raw`\/`).replaceAll('"', String.raw`\"`),
    'in JSON with numbers': [...secret].map((char) => `\\u00${char.charCodeAt(0).toString(16)}`).join(''),
    'in JSON in JSON': JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    'in HTML': 'a+b/c&quot;d&#61;&#xE9;',
    'in HTML in HTML': 'a&amp;plus;b&amp;#47;c&amp;quot;d=é',
    'in hex': Buffer.from(secret).toString('hex'),
    'in large hex': Buffer.from(secret).toString('hex').toUpperCase(),
    'in hex of both sizes': Buffer.from(secret).toString('hex').replace('b', 'B'),
    'in hex with colons': (Buffer.from(secret).toString('hex').match(/../g) ?? []).join(':'),
    'in hex as bytes of a program': (Buffer.from(secret).toString('hex').match(/../g) ?? []).join(', 0x'),
    'in quoted-printable': 'a=2Bb=2Fc=22d=3D=C3=A9',
    'in quoted-printable, over two lines': 'a+b/=\r\nc"d=3D=c3=a9',
    'as a pattern': String.raw`a\+b\/c\"d\=é`,
    'in octal': String.raw`a\053b\057c\042d=é`,
    'with the escape of old scripts': 'a%u002Bb/c%u0022d=é',
    'in HTML without semicolons': 'a&#43b/c&#34d=é',
    'in HTML with many zeros': 'a&#x000000002b;b/c"d=é',
    'with a line break, as JSON writes it': String.raw`a+b/\nc"d=é`,
    'with a hyphen that is not shown': 'a+b&shy;/c"d=é',
    'in Base64 for URLs': Buffer.from(secret).toString('base64url'),
    'with invisible characters': [...secret].join('\u200b'),
    'with control characters': [...secret].join('\u0000'),
  };
  for (const [where, spelling] of Object.entries(spellings))
    it(`hides a secret ${where}`, () =>
      assert.equal(createRedactor([secret]).redact(`before ${spelling} after`), 'before *** after'));

  it('hides a secret in Base64 with something before and after it', () => {
    const long = 'a+long/secret-value';
    for (const id of ['', 'i', 'id', 'ids']) {
      const shown = createRedactor([long]).redact(Buffer.from(`${id}:${long}:x`).toString('base64'));
      assert.match(shown, /\*\*\*/);
      const rest = shown.split('***').map((part) => Buffer.from(part, 'base64').toString());
      assert(!rest.join('').includes('secret'), shown);
    }
  });

  it('keeps what is beside a secret in a URL that is encoded whole', () =>
    assert.equal(createRedactor(['s+cret']).redact('%78%79%73%2b%63%72%65%74%7a'), '%78%79***%7a'));

  it('takes time linear in a text that is made to take long', () => {
    const redactor = createRedactor([secret]);
    for (const part of [
      '%25',
      '%',
      '\\',
      '&amp;',
      '&#',
      '\\u',
      'a.',
      'a+b/',
      'token ',
      'sig=',
      '?a=',
      'http://a@',
      '=3D',
      '=\r\n',
      'a:',
      '0x',
      'A1:',
      'AB ',
      '\\0',
    ]) {
      const began = performance.now();
      redactor.redact(part.repeat(1_000_000));
      assert(performance.now() - began < 1000, part);
    }
  });

  it('hides a secret however often it is there', () =>
    assert.equal(createRedactor(['abcd']).hideSecrets('abcd '.repeat(300_000)), '*** '.repeat(300_000)));

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

describe('The texts of another system', () => {
  it('go through the redactor of the account where there is one', () => {
    const { redact } = createRedactor(['known-to-the-account']);
    assert.equal(vendorText('a\u202e known-to-the-account', { redact }), 'a ***');
    assert.equal(vendorText('a\u202e\n token=abc', {}), 'a token=***');
    assert.equal(vendorText('x'.repeat(1e6), {}, 50).length, 50);
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
