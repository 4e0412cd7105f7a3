import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { util } from '@node-red/util';
import { encodePayload } from '../../../nodes/lib/sinks/file/encode';
import { rawLinesOf, setLazyPayload } from '../../../nodes/lib/util/lazy-payload';

const VALUE = [{ a: 'größe' }, { b: 2 }];
const LINES = Buffer.from('{"a":"größe"}\n{"b":2}\n');

type Message = { topic: string; payload?: unknown; [property: string]: unknown };

/** The first record. */
function firstOf({ payload }: Message): object {
  assert.ok(Array.isArray(payload));
  return payload[0];
}

describe('A lazy payload', () => {
  let made: number;
  let message: Message;

  beforeEach(() => {
    made = 0;
    message = { topic: 't' };
    setLazyPayload(
      message,
      () => {
        made += 1;
        return structuredClone(VALUE);
      },
      LINES,
    );
  });

  it('is not made before it is read, and its lines are available', () => {
    assert.equal(rawLinesOf(message), LINES);
    assert.equal(made, 0);
  });

  it('provides the bytes for a file without a copy', () => {
    assert.deepEqual(encodePayload(LINES), encodePayload(VALUE));
    assert.equal(encodePayload(LINES).buffer, LINES.buffer);
  });

  const READERS: Readonly<Record<string, (of: Message) => unknown>> = {
    'by its name': (of) => of.payload,
    'by taking the message apart': ({ payload }) => payload,
    'in a copy': (of) => ({ ...of }).payload,
    'as JSON': (of) => JSON.parse(JSON.stringify(of)).payload,
    'on the way to another thread': (of) => structuredClone(of).payload,
    'in the copy that Node-RED makes for a second wire': (of) => util.cloneMessage(of).payload,
    'by an expression of Node-RED': (of) => util.getMessageProperty(of, 'payload'),
  };
  for (const [how, read] of Object.entries(READERS)) {
    it(`is made once when it is read ${how}, and has no lines any more`, () => {
      assert.deepEqual(read(message), VALUE);
      const { payload } = message;
      assert.deepEqual([payload, message.payload === payload, made], [VALUE, true, 1]);
      assert.equal(rawLinesOf(message), undefined);
    });
  }

  it('gives a clone a plain payload of its own', () => {
    const clone = util.cloneMessage(message);
    assert.deepEqual(Object.getOwnPropertyDescriptor(clone, 'payload'), {
      ...{ configurable: true, enumerable: true, writable: true },
      value: VALUE,
    });
    assert.notEqual(clone.payload, message.payload);
  });

  it('can be replaced, without being made', () => {
    message.payload = 'other';
    assert.deepEqual(
      [{ ...message }, rawLinesOf(message), made],
      [{ topic: 't', payload: 'other' }, undefined, 0],
    );
    message.payload = 'again';
    assert.equal(message.payload, 'again');
  });

  it('can be set and moved by Node-RED', () => {
    util.setMessageProperty(message, 'records', util.getMessageProperty(message, 'payload'));
    util.setMessageProperty(message, 'payload', undefined);
    assert.deepEqual(message, { topic: 't', records: VALUE });
  });

  it('can be deleted, without being made', () => {
    delete message.payload;
    assert.deepEqual([Object.keys(message), rawLinesOf(message), made], [['topic'], undefined, 0]);
  });

  it('is enumerated in its place, like any other member', () => {
    assert.deepEqual(Object.keys(message), ['topic', 'payload']);
    assert.deepEqual(Object.entries(message), [
      ['topic', 't'],
      ['payload', VALUE],
    ]);
  });

  it('is shown with its value on the console, before it is read and afterwards', () => {
    const plain = inspect({ topic: 't', payload: VALUE }, { depth: 10 });
    assert.equal(inspect(message, { depth: 10 }), plain);
    assert.equal(inspect(message, { depth: 10 }), plain);
  });

  it('is shown once where the message refers to itself', () => {
    message['self'] = message;
    assert.match(inspect(message, { depth: null }), /^<ref \*1> \{\n[\s\S]*self: \[Circular \*1\]\n\}$/);
    assert.equal(made, 1);
  });

  it('can be copied with all members of a message', () => {
    const copy: Message = { topic: '' };
    for (const key of Reflect.ownKeys(message)) Reflect.set(copy, key, Reflect.get(message, key));
    assert.deepEqual([copy.payload, rawLinesOf(copy)], [VALUE, undefined]);
    assert.ok(inspect(copy).includes('größe'));
  });

  for (const [state, close] of [
    ['frozen', (of: object) => Object.freeze(of)],
    ['sealed', (of: object) => Object.seal(of)],
  ] as const) {
    it(`can be read, cloned and shown where the message is ${state}`, () => {
      close(message);
      assert.equal(rawLinesOf(message), LINES);
      assert.equal(inspect(message), inspect({ topic: 't', payload: VALUE }));
      assert.deepEqual([message.payload, util.cloneMessage(message).payload, made], [VALUE, VALUE, 1]);
      // Changes that a flow makes to the records stay in them.
      Object.assign(firstOf(message), { a: 'changed' });
      assert.deepEqual([firstOf(message), rawLinesOf(message)], [{ a: 'changed' }, undefined]);
    });
  }

  it('keeps its value in a frozen message, and can be replaced in a sealed one', () => {
    Object.freeze(message);
    Reflect.set(message, 'payload', 'other');
    assert.deepEqual(message.payload, VALUE);
    const sealed: Message = { topic: 't' };
    setLazyPayload(sealed, () => VALUE, LINES);
    Object.seal(sealed).payload = 'other';
    assert.deepEqual([sealed.payload, rawLinesOf(sealed)], ['other', undefined]);
  });

  it('is equal to a message with a plain payload', () => {
    void message.payload;
    assert.ok(util.compareObjects(message, { topic: 't', payload: VALUE }));
  });

  it('throws at the read when it cannot be made, and can be read again', () => {
    const broken: Message = { topic: 't' };
    setLazyPayload(broken, () => assert.fail('not to be had'), LINES);
    assert.throws(() => broken.payload, /not to be had/);
    assert.throws(() => broken.payload, /not to be had/);
  });

  it('does not affect messages that have a payload of any other kind', () => {
    for (const other of [
      {},
      { payload: 'text' },
      { payload: undefined },
      {
        get payload(): string {
          return 'x';
        },
      },
    ])
      assert.equal(rawLinesOf(other), undefined);
  });
});
