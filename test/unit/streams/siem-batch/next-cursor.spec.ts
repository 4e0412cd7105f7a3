import assert from 'node:assert/strict';
import {
  evaluateCursor,
  isZeroOffsets,
  type ReceivedPage,
} from '../../../../nodes/lib/streams/siem-batch/next-cursor';

const page = (change: Partial<ReceivedPage>): ReceivedPage => ({
  asked: 'one',
  next: 'two',
  empty: false,
  caughtUp: false,
  askedBefore: new Set(['one']),
  ...change,
});
const ZERO = Buffer.from('[attachment_protect=0-0, av=0-0, receipt=0-0]:cg').toString('base64');

describe('evaluateCursor', () => {
  for (const [name, change, expected] of [
    ['goes on behind a page with files', {}, { kind: 'go-on', cursor: 'two' }],
    ['goes on where the flag is missing', { caughtUp: undefined }, { kind: 'go-on', cursor: 'two' }],
    [
      'stops when caught up, and keeps the newest cursor',
      { caughtUp: true },
      { kind: 'done', cursor: 'two' },
    ],
    [
      'stops at an empty page, and keeps its cursor: not saving it loses events',
      { empty: true },
      { kind: 'done', cursor: 'two' },
    ],
    [
      'stops at an empty, caught-up page with the request cursor',
      { empty: true, caughtUp: true, next: 'one' },
      { kind: 'done', cursor: 'one' },
    ],
    [
      'stops at an empty page with the same cursor where the flag is missing',
      { empty: true, caughtUp: undefined, next: 'one' },
      { kind: 'done', cursor: 'one' },
    ],
    [
      'stops without a cursor, and asks with the old one again',
      { next: undefined },
      { kind: 'done', cursor: 'one' },
    ],
    [
      'stops without any cursor, and asks by date again',
      { next: undefined, asked: null },
      { kind: 'done', cursor: null },
    ],
  ] as const) {
    it(name, () => assert.deepEqual(evaluateCursor(page(change)), expected));
  }

  for (const [name, change] of [
    ['the same cursor again', { next: 'one' }],
    ['the same cursor again behind an empty page that is not caught up', { next: 'one', empty: true }],
    ['a cursor of an earlier page', { next: 'zero', askedBefore: new Set(['zero', 'one']) }],
    ['all offsets zero', { next: ZERO }],
    ['all offsets zero, although caught up', { next: ZERO, caughtUp: true, empty: true }],
  ] as const) {
    it(`reports a broken cursor: ${name}`, () => assert.equal(evaluateCursor(page(change)).kind, 'broken'));
  }
});

describe('isZeroOffsets', () => {
  it('accepts all spellings of base64', () => {
    const text = '[a?b=0-0, av=00-0]:~~~???';
    for (const encoding of ['base64', 'base64url'] as const)
      assert.equal(isZeroOffsets(Buffer.from(text).toString(encoding)), true);
  });
  for (const text of ['[av=0-0, receipt=0-1]:x', '[av=10-0]', '[]:x', 'av=0-0', '', 'EXAMPLE-CURSOR'])
    it(`accepts "${text}" as a usable cursor`, () =>
      assert.equal(isZeroOffsets(Buffer.from(text).toString('base64')), false));
  it('accepts a cursor that is not base64 at all', () => assert.equal(isZeroOffsets('%%%'), false));
});
