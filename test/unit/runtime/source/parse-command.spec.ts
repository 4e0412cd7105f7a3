import assert from 'node:assert/strict';
import { parseCommand } from '../../../../nodes/lib/runtime/source/parse-command';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;
const sentence = (message: Readonly<Record<string, unknown>>): string => {
  const read = parseCommand(message, NOW);
  assert.ok(!read.ok, 'it was accepted');
  assert.equal(read.error.code, 'MIMECAST_CONFIG');
  return read.error.message;
};

describe('The command of a message', () => {
  for (const [message, command] of [
    [{ payload: 'tick' }, { action: 'poll' }],
    [{ action: null }, { action: 'poll' }],
    [{ action: 'poll', start: 'whatever' }, { action: 'poll' }],
    [{ action: 'pause' }, { action: 'pause' }],
    [{ action: 'resume' }, { action: 'resume' }],
    [
      { action: 'rewind', start: '-24h' },
      { action: 'rewind', start: NOW - 24 * HOUR },
    ],
    [
      { action: 'replay', start: '2026-11-20T10:00:00Z', end: NOW - HOUR },
      { action: 'replay', start: NOW - 2 * HOUR, end: NOW - HOUR },
    ],
    [
      { action: 'replay', start: '-1h', end: 'now' },
      { action: 'replay', start: NOW - HOUR, end: NOW },
    ],
  ] as const) {
    it(`${JSON.stringify(message)}: ${command.action}`, () =>
      assert.deepEqual(parseCommand(message, NOW), { ok: true, command }));
  }

  it('names the accepted ones when it is another', () => {
    assert.equal(
      sentence({ action: 'stop' }),
      'stop is not an action of this node: use poll, replay, rewind, pause, resume',
    );
    assert.match(sentence({ action: 7 }), /^7 is not an action/);
    assert.match(sentence({ action: { x: 1 } }), /^an object is not an action/);
  });

  it('never removes positions', () => assert.match(sentence({ action: 'forget' }), /is not an action/));

  it('names the accepted times when one is missing or invalid', () => {
    for (const [message, beginning] of [
      [{ action: 'rewind' }, /^start is missing, which is not a valid time: use ISO 8601 .*-24h/],
      [{ action: 'rewind', start: 'soon' }, /^start is soon, /],
      [{ action: 'replay', end: '-1h' }, /^start is missing, /],
      [{ action: 'replay', start: '-1h' }, /^end is missing, /],
      [{ action: 'replay', start: '-1h', end: 'x'.repeat(500) }, /^end is x{60}, /],
    ] as const) {
      assert.match(sentence(message), beginning);
    }
  });

  it('replays no range that ends before it begins', () => {
    for (const end of ['-2h', '-1h'])
      assert.equal(sentence({ action: 'replay', start: '-1h', end }), 'start has to be before end');
  });

  it('rewinds to no future time: events until then would be skipped', () =>
    assert.match(sentence({ action: 'rewind', start: NOW + HOUR }), /^start is in the future/));
});
