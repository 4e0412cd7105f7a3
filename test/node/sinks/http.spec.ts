import assert from 'node:assert/strict';
import { registerAckReceiver } from '../../../nodes/lib/collector/delivery/ack-registry';
import { waitUntil } from '../../doubles/wait-until';
import { helper } from '../support/account-helper';
import { asSent, flow, useHttpFlow } from './http-flow';

describe('mimecast-http', () => {
  const { cleanup, run, serve } = useHttpFlow();

  it('passes a message on unchanged once the receiver has accepted it', async () => {
    const { splunk, url } = await serve();
    splunk.mood = 'busy';
    const { sink, delivered, statuses } = await run(flow({ url }));
    const message = { payload: [{ a: 1 }], topic: 't', mimecast: { log: 'siem', ids: ['x'] } };
    sink.receive({ ...message });
    await waitUntil(() => splunk.requests > 0, 'an attempt');
    assert.equal(delivered.length, 0);
    splunk.mood = undefined;
    await waitUntil(() => delivered.length === 1, 'the message');
    const { _msgid, ...passedOn } = delivered[0] ?? {};
    assert.deepEqual(passedOn, message);
    assert.deepEqual(splunk.accepted[0]?.fields, { mimecast_id: 'x' });
    await waitUntil(() => statuses.some(({ fill }) => fill === 'green'), 'a green status');
  });

  it('sends what is refused to the second output, with the batch it belongs to, and the message once', async () => {
    const { splunk, url } = await serve({ invalid: ({ event }) => JSON.stringify(event).includes('bad') });
    const { sink, delivered, letters, caught, statuses } = await run(flow({ url }));
    const batch = { id: 'b', source: 's', index: 0, count: 1, attempt: 1 };
    const mimecast = { log: 'siem', type: 'receipt', ids: ['1', '2', '3'], batch };
    sink.receive({ payload: [{ a: 'good' }, { a: 'bad' }, { a: 'fine' }], mimecast });
    await waitUntil(() => letters.length === 1, 'the dead letter');
    const [letter] = letters;
    assert.deepEqual(letter?.payload, [{ a: 'bad' }]);
    assert.deepEqual(letter?.['mimecast'], { ...mimecast, ids: ['2'] });
    const refused = asSent(letter?.['refused']);
    assert.deepEqual(Object.keys(refused), ['code', 'reason', 'records']);
    assert.equal(refused['code'], 'HTTP_REFUSED');
    assert.match(String(refused['reason']), /^the receiver refuses a record: 400 Invalid data format/);
    assert.match(JSON.stringify(refused['records']), /"answer":"\{\\"text\\":\\"Invalid data format/);
    assert.deepEqual([splunk.accepted.length, delivered.length, caught.length], [2, 0, 0]);
    // For an ack node an error would be a rejection, and the batch would come again.
    assert.equal(letter?.error, undefined);
    await waitUntil(() => statuses.some(({ fill }) => fill === 'yellow'), 'a yellow status');
  });

  it('sends a message once that its source repeats while the receiver is away', async () => {
    const { splunk, url } = await serve();
    splunk.mood = 'busy';
    const { sink, delivered } = await run(flow({ url }));
    for (const attempt of [1, 2, 3]) {
      const batch = { id: 'b', source: 's', index: 0, count: 1, attempt };
      sink.receive({ payload: [{ a: 1 }], mimecast: { log: 'siem', batch } });
    }
    await waitUntil(() => splunk.requests > 0, 'an attempt');
    splunk.mood = undefined;
    await waitUntil(() => delivered.length === 3, 'all messages');
    assert.equal(splunk.accepted.length, 1);
  });

  it('puts a record aside once that its source repeats while the receiver is away', async () => {
    const { splunk, url } = await serve({ invalid: () => true });
    splunk.mood = 'busy';
    const { sink, letters, statuses } = await run(flow({ url }));
    for (const attempt of [1, 2, 3]) {
      const batch = { id: 'b', source: 's', index: 0, count: 1, attempt };
      sink.receive({ payload: [{ a: 1 }], mimecast: { log: 'siem', batch } });
    }
    await waitUntil(() => splunk.requests > 0, 'an attempt');
    splunk.mood = undefined;
    await waitUntil(() => statuses.some(({ fill }) => fill === 'yellow'), 'a yellow status');
    sink.receive({ payload: { b: 2 } });
    await waitUntil(() => letters.some(({ payload }) => !Array.isArray(payload)), 'the last message');
    assert.deepEqual(
      letters.map(({ payload }) => payload),
      [[{ a: 1 }], { b: 2 }],
    );
  });

  it('fails what is refused when nothing is wired to the second output', async () => {
    const { url } = await serve({ invalid: () => true });
    const { sink, delivered, caught } = await run(flow({ url, wires: [['after']] }));
    sink.receive({ payload: { a: 1 } });
    await waitUntil(() => caught.length === 1, 'the error');
    assert.equal(caught[0]?.error?.code, 'HTTP_REFUSED');
    assert.equal(delivered.length, 0);
  });

  it('turns red when the receiver is misconfigured, tells Catch nodes once, and delivers when it is mended', async () => {
    const { splunk, calls, url } = await serve();
    splunk.mood = 'wrong token';
    const { sink, letters, caught, statuses } = await run(flow({ url }));
    for (const a of [1, 2, 3]) sink.receive({ payload: { a }, topic: 'records' });
    await waitUntil(() => caught.length === 1, 'the error');
    assert.match(caught[0]?.error?.message ?? '', /403 Invalid token/);
    assert.equal(caught[0]?.['topic'], undefined);
    await waitUntil(() => statuses.some(({ fill }) => fill === 'red'), 'a red status');
    const status = statuses.find(({ fill }) => fill === 'red');
    assert.deepEqual([status?.['shape'], status?.['code']], ['dot', 'HTTP_MISCONFIGURED']);
    assert.equal(calls.length, 1);
    splunk.mood = undefined;
    // Closing does not wait for the next attempt.
    await helper.unload();
    assert.equal(splunk.accepted.length, 3);
    assert.equal(letters.length, 0);
  });

  it('tells the sources of waiting messages that the receiver is misconfigured, also those that come later', async () => {
    const { splunk, calls, url } = await serve();
    const noted: string[][] = [];
    const unregister = registerAckReceiver('source-7', {
      handleAck: () => true,
      noteFailure: (batch, reason) => void noted.push([batch, reason]),
    });
    cleanup.add(async () => unregister());
    const { sink } = await run(flow({ url }));
    const receive = (id: string): void => {
      const batch = { id, source: 'source-7', index: 0, count: 1, attempt: 1 };
      sink.receive({ payload: { id }, mimecast: { log: 'siem', batch } });
    };
    splunk.mood = 'busy';
    receive('one');
    await waitUntil(() => calls.length > 0, 'an attempt');
    assert.deepEqual(noted, []);
    splunk.mood = 'wrong token';
    await waitUntil(() => noted.length > 0, 'the note');
    receive('two');
    await waitUntil(() => noted.length > 1, 'the second note');
    assert.deepEqual(noted, [
      ['one', '403 Invalid token'],
      ['two', '403 Invalid token'],
    ]);
    splunk.mood = undefined;
    // Closing does not wait for the next attempt.
    await helper.unload();
    assert.equal(splunk.accepted.length, 2);
  });
});
