import assert from 'node:assert/strict';
import {
  type CursorStep,
  CursorTrail,
  isZeroOffsets,
  type ReceivedPage,
} from '../../../../nodes/lib/streams/siem-batch/next-cursor';

const page = (change: Partial<ReceivedPage>): ReceivedPage => ({
  asked: 'one',
  next: 'two',
  empty: false,
  caughtUp: false,
  keys: change.empty === true ? [] : ['a'],
  ...change,
});
const ZERO = Buffer.from('[attachment_protect=0-0, av=0-0, receipt=0-0]:cg').toString('base64');

/** The step after the last of these pages. */
function stepAfter(...pages: readonly Partial<ReceivedPage>[]): CursorStep | undefined {
  const trail = CursorTrail.byDate();
  return pages.map((change) => trail.evaluate(page(change))).at(-1);
}

describe('CursorTrail', () => {
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
    it(name, () => assert.deepEqual(stepAfter(change), { ...expected, repeated: false }));
  }

  for (const [name, pages] of [
    [
      'the same page again',
      [
        { asked: null, next: 'one', keys: ['a'] },
        { next: 'one', keys: ['b'] },
        { next: 'one', keys: ['b'] },
      ],
    ],
    ['the same cursor again behind an empty page that is not caught up', [{ next: 'one', empty: true }]],
    [
      'cursors that go round with the same pages',
      [
        { asked: 'zero', next: 'one', keys: ['a'] },
        { next: 'zero', keys: ['b'] },
        { asked: 'zero', next: 'one', keys: ['a'] },
      ],
    ],
    ['all offsets zero', [{ next: ZERO }]],
    ['all offsets zero, although caught up', [{ next: ZERO, caughtUp: true, empty: true }]],
  ] as const) {
    it(`reports a broken cursor: ${name}`, () => assert.equal(stepAfter(...pages)?.kind, 'broken'));
  }

  const CONSTANT_PAGES = [
    { asked: null, next: 'one', keys: ['a'] },
    { next: 'one', keys: ['b'] },
    { next: 'one', keys: ['c'] },
  ] as const;

  it('goes on with the same cursor while it brings new records, and says that it is no position', () => {
    assert.deepEqual(stepAfter(...CONSTANT_PAGES), { kind: 'go-on', cursor: 'one', repeated: true });
  });

  it('stops at an empty page behind that, whatever the flag says', () => {
    const step = stepAfter(...CONSTANT_PAGES, { next: 'one', empty: true });
    assert.deepEqual(step, { kind: 'done', cursor: 'one', repeated: true });
  });

  it('does not trust a saved cursor that turns out to be constant', () => {
    const trail = CursorTrail.from({ cursor: 'one' }, undefined);
    trail.evaluate(page({ next: 'one', keys: ['b'] }));
    assert.equal(trail.evaluate(page({ next: 'one', keys: ['c'] })).kind, 'broken');
  });

  it('goes on after a page that came twice, once it has another cursor', () => {
    const step = stepAfter(
      { asked: null, next: 'one', keys: ['a'] },
      { next: 'one', keys: ['b'] },
      { next: 'two', keys: ['b'] },
    );
    assert.deepEqual(step, { kind: 'go-on', cursor: 'two', repeated: false });
  });
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
