import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EventParser, MAX_PENDING } from '../../../nodes/overview/model/event-parser';

const EVENTS =
  'event: hello\ndata: {"a":1}\n\n: beat\n\nevent: change\r\ndata: {\r\ndata: }\r\n\r\ndata:x\n\n';
const PARSED = [
  { event: 'hello', data: '{"a":1}' },
  { event: 'change', data: '{\n}' },
  { event: 'message', data: 'x' },
];

describe('The parser of server-sent events', () => {
  it('reads names, data of several lines, and comments', () => {
    assert.deepEqual(new EventParser().push(EVENTS), PARSED);
  });

  it('reads the same, wherever the text is cut', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: EVENTS.length })), (cuts) => {
        const parser = new EventParser();
        const at = [0, ...cuts.toSorted((one, other) => one - other), EVENTS.length];
        const read = at.slice(1).flatMap((end, index) => parser.push(EVENTS.slice(at[index], end)));
        assert.deepEqual(read, PARSED);
      }),
    ));

  it('gives up an event that never ends', () => {
    const parser = new EventParser();
    parser.push('data: ');
    assert.throws(() => parser.push('x'.repeat(MAX_PENDING)), RangeError);
  });
});
