import assert from 'node:assert/strict';
import {
  type Batch,
  countMessages,
  createMessage,
  type MessageContext,
  type OutputMode,
  toTopic,
} from '../../../../nodes/lib/collector/delivery/messages';
import type { SourceRecord } from '../../../../nodes/lib/contracts/stream';
import { PackedPage } from '../../../../nodes/lib/streams/ndjson/packed-lines';
import { rawLinesOf } from '../../../../nodes/lib/util/lazy-payload';

const ORIGIN: MessageContext = { account: 'C0A0', demo: false, source: 'node1' };
const records: SourceRecord[] = ['{"a":1}', '{ "a": 2 }', '{"a":3}'].map((text) => ({
  text,
  value: JSON.parse(text),
}));

function batchOf(identify = (record: SourceRecord): string => `id of ${record.text}`): Batch {
  const stream = { log: 'siem', type: 'url protect', identify };
  return { id: 'batch1', records, stream, collectedAt: Date.parse('2026-11-20T12:00:00Z'), attempt: 1 };
}

const COMMON = {
  account: 'C0A0',
  log: 'siem',
  type: 'url protect',
  collectedAt: '2026-11-20T12:00:00.000Z',
};

describe('Messages', () => {
  it('carry one record each in event mode, with an id, and parts for a Join node', () => {
    assert.equal(countMessages('event', batchOf()), 3);
    assert.deepEqual(createMessage(1, batchOf(), 'event', ORIGIN), {
      topic: 'mimecast/siem/url-protect',
      payload: { a: 2 },
      mimecast: {
        ...COMMON,
        id: 'id of { "a": 2 }',
        batch: { id: 'batch1', source: 'node1', index: 1, count: 3, attempt: 1 },
      },
      parts: { id: 'batch1', type: 'array', index: 1, count: 3, len: 1 },
    });
  });

  it('use the records as read, whatever a flow did to earlier messages', () => {
    for (const mode of ['event', 'page'] as const) {
      const batch = batchOf();
      const first = createMessage(0, batch, mode, ORIGIN);
      const changed: unknown =
        mode === 'page' && Array.isArray(first.payload) ? first.payload[0] : first.payload;
      Object.assign(changed as object, { a: 'changed' });
      const repeated = createMessage(0, batch, mode, ORIGIN);
      assert.deepEqual(mode === 'page' ? (repeated.payload as unknown[])[0] : repeated.payload, { a: 1 });
    }
  });

  it('carry an array of records and an array of ids in page mode', () => {
    assert.equal(countMessages('page', batchOf()), 1);
    assert.deepEqual(createMessage(0, batchOf(), 'page', ORIGIN), {
      topic: 'mimecast/siem/url-protect',
      payload: [{ a: 1 }, { a: 2 }, { a: 3 }],
      mimecast: {
        ...COMMON,
        ids: ['id of {"a":1}', 'id of { "a": 2 }', 'id of {"a":3}'],
        batch: { id: 'batch1', source: 'node1', index: 0, count: 1, attempt: 1 },
      },
    });
  });

  it('carry the raw lines in lines mode, without a newline at the end, and hash nothing', () => {
    const batch = batchOf(() => {
      throw new Error('nobody asked for an id');
    });
    assert.equal(countMessages('lines', batch), 1);
    assert.deepEqual(createMessage(0, batch, 'lines', ORIGIN), {
      topic: 'mimecast/siem/url-protect',
      payload: '{"a":1}\n{ "a": 2 }\n{"a":3}',
      mimecast: { ...COMMON, batch: { id: 'batch1', source: 'node1', index: 0, count: 1, attempt: 1 } },
    });
  });

  describe('of contiguous records', () => {
    const text = '{"a":1}\n{ "a": 2 }\n{"a":3}';
    const came = new PackedPage(Buffer.from(`${text}\n`), Uint32Array.of(7, 18, 26)).records();
    const batch: Batch = { ...batchOf(), records: came };
    const read = { lines: text, page: [{ a: 1 }, { a: 2 }, { a: 3 }] } as const;

    for (const mode of ['lines', 'page'] as const) {
      it(`have a payload in ${mode} mode that is made on first read`, () => {
        const message = createMessage(0, batch, mode, ORIGIN);
        assert.equal(Buffer.from(rawLinesOf(message) ?? []).toString(), `${text}\n`);
        assert.deepEqual(message, createMessage(0, batchOf(), mode, ORIGIN));
        assert.deepEqual(message.payload, read[mode]);
      });

      it(`carry the records that remain in ${mode} mode when some are missing`, () => {
        const some = { ...batch, records: came.slice(1) };
        const message = createMessage(0, some, mode, ORIGIN);
        assert.equal(rawLinesOf(message), undefined);
        assert.deepEqual(message.payload, mode === 'lines' ? '{ "a": 2 }\n{"a":3}' : read.page.slice(1));
      });
    }

    it('give each message its own records, however often and in whatever order they are read', () => {
      const [first, second] = [
        createMessage(0, batch, 'page', ORIGIN),
        createMessage(0, batch, 'page', ORIGIN),
      ];
      assert.deepEqual(second.payload, read.page);
      if (Array.isArray(second.payload)) Object.assign(second.payload[0], { a: 'changed' });
      assert.notDeepEqual(second.payload, read.page);
      assert.deepEqual(first.payload, read.page);
    });
  });

  for (const mode of ['event', 'page', 'lines'] as const satisfies readonly OutputMode[]) {
    it(`mark only the simulated tenant in ${mode} mode`, () => {
      assert.equal(createMessage(0, batchOf(), mode, { ...ORIGIN, demo: true }).mimecast.demo, true);
      assert.equal('demo' in createMessage(0, batchOf(), mode, ORIGIN).mimecast, false);
    });

    it(`make a new message each time in ${mode} mode: flows modify what they get`, () => {
      const batch = batchOf();
      const first = createMessage(0, batch, mode, ORIGIN);
      first.topic = 'changed';
      first.mimecast.batch.attempt = 9;
      assert.deepEqual(createMessage(0, batch, mode, ORIGIN).mimecast.batch.attempt, 1);
      assert.equal(createMessage(0, batch, mode, ORIGIN).topic, 'mimecast/siem/url-protect');
    });
  }

  it('throw for a record that does not exist', () => {
    assert.throws(() => createMessage(3, batchOf(), 'event', ORIGIN), RangeError);
  });

  it('replace every space of a type in the topic', () => {
    assert.equal(toTopic('siem', 'internal email protect'), 'mimecast/siem/internal-email-protect');
  });

  it('include the details that the stream gives for a record', () => {
    const marked = {
      ...batchOf(),
      records: records.map((one, i) => (i === 0 ? one : { ...one, marks: { change: 'added' } })),
    };
    assert.equal(createMessage(1, marked, 'event', ORIGIN).mimecast.change, 'added');
    assert.equal('change' in createMessage(0, marked, 'event', ORIGIN).mimecast, false);
    assert.deepEqual(createMessage(0, marked, 'page', ORIGIN).mimecast.marks, [
      {},
      { change: 'added' },
      { change: 'added' },
    ]);
    assert.equal('marks' in createMessage(0, batchOf(), 'page', ORIGIN).mimecast, false);
  });

  it('carry the type of their records when a stream has several types', () => {
    const stream = { log: 'siem', type: 'events', identify: () => 'x', typeOf: () => 'url protect' };
    for (const mode of ['event', 'page', 'lines'] as const) {
      const { topic, mimecast } = createMessage(0, { ...batchOf(), stream }, mode, ORIGIN);
      assert.deepEqual([topic, mimecast.type], ['mimecast/siem/url-protect', 'url protect']);
    }
  });
});
