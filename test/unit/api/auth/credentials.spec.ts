import assert from 'node:assert/strict';
import { cleanCredential } from '../../../../nodes/lib/api/auth/credentials';

describe('Cleaning a credential', () => {
  const brought: Readonly<Record<string, string>> = {
    'spaces and line ends': '  s3cret\r\n',
    'a no-break space': '\u00a0s3cret\u00a0',
    'a byte order mark': '\ufeffs3cret',
    'zero-width characters, also in the middle': 's3\u200bcr\u200d\u2060et',
    'a direction mark': '\u200es3cret\u200f',
    'double quotes': '"s3cret"',
    'single quotes with spaces around and inside': " ' s3cret ' ",
    'typographic quotes': '“s3cret”',
  };
  for (const [what, raw] of Object.entries(brought))
    it(`removes ${what}`, () => assert.equal(cleanCredential(raw), 's3cret'));

  it('keeps the characters of a secret', () => assert.equal(cleanCredential('a"b+/c d=='), 'a"b+/c d=='));
  it('keeps an unpaired quote', () => assert.equal(cleanCredential('"s3cret'), '"s3cret'));
  it('keeps a single quote', () => assert.equal(cleanCredential('"'), '"'));
  for (const nothing of [undefined, null, 5, {}])
    it(`returns '' for ${String(nothing)}`, () => assert.equal(cleanCredential(nothing), ''));
});
