import assert from 'node:assert/strict';
import { syslogProperties } from '../../../nodes/lib/properties/node/syslog';
import { waitUntil } from '../../doubles/wait-until';
import { joinParts } from '../../unit/sinks/syslog/support/parts';
import { acceptAll, type Responder } from '../../unit/sinks/syslog/support/relp-server';
import { bodyOf } from '../../unit/sinks/syslog/support/sinks';
import type { FlowNode } from '../support/account-helper';
import { asSent, flow, nodeOf, type Running, type Sent, useSyslogFlows } from './syslog-harness';

describe('mimecast-syslog', () => {
  const { serve, run } = useSyslogFlows();

  describe('with a wire at its second output', () => {
    const bad = (command: { readonly data: string }): boolean => command.data.includes('bad');
    const refusing: Responder = (command, socket, session) =>
      bad(command) ? '500 no' : acceptAll(command, socket, session);
    const wiredFlow = (properties: object): FlowNode[] =>
      flow(properties, [{ id: 'refused', type: 'helper', z: 'tab', wires: [] }], [['refused']]);

    async function runWired(properties: object): Promise<Running & { readonly letters: Sent[] }> {
      const running = await run(wiredFlow(properties));
      const letters: Sent[] = [];
      nodeOf('refused').on('input', (message: unknown) => void letters.push(asSent(message)));
      return { ...running, letters };
    }

    it('sends the refused records of a page there, with the reason, instead of the page', async () => {
      const server = await serve(refusing);
      const { sink, delivered, caught, letters, statuses } = await runWired({ port: server.port });
      const mimecast = {
        ...{ log: 'siem', type: 'receipt', ids: ['a', 'b', 'c', 'd'] },
        batch: { id: 'x', source: 'y', index: 0, count: 1, attempt: 1 },
      };
      sink.receive({ payload: [{ n: 1 }, { n: 'bad' }, { n: 'bad too' }, { n: 4 }], topic: 't', mimecast });
      sink.receive({ payload: 'next' });
      await waitUntil(() => delivered.length === 1 && letters.length === 1, 'both');
      assert.equal(delivered[0]?.payload, 'next');
      assert.deepEqual(caught, []);
      const { _msgid, ...letter } = letters[0] ?? {};
      const reason = { code: 'SYSLOG_REFUSED', reason: '500 no' };
      assert.deepEqual(letter, {
        payload: [{ n: 'bad' }, { n: 'bad too' }],
        topic: 't',
        mimecast: { ...mimecast, ids: ['b', 'c'] },
        refused: {
          code: 'SYSLOG_REFUSED',
          reason: 'the syslog server refused 2 messages: 500 no',
          records: [reason, reason],
        },
      });
      assert.equal(server.accepted.length, 3);
      await waitUntil(() => statuses.some(({ refused }) => refused === 2), 'the status');
      const status = statuses.find(({ refused }) => refused === 2);
      assert.deepEqual([status?.['fill'], status?.['text']], ['yellow', 'connected · 2 refused']);
    });

    it('sends lines of text there as lines', async () => {
      const server = await serve(refusing);
      const { sink, letters } = await runWired({ port: server.port });
      sink.receive({ payload: '{"n":1}\n{"n":"bad"}\n{"n":"bad 2"}\n{"n":4}' });
      await waitUntil(() => letters.length === 1, 'it');
      assert.equal(letters[0]?.payload, '{"n":"bad"}\n{"n":"bad 2"}');
    });

    it('sends a record that is too long there, whole', async () => {
      const server = await serve();
      const { sink, letters, delivered } = await runWired({
        ...{ port: server.port, maxBytes: '480', tooLong: 'refuse' },
      });
      const payload = { subject: 'x'.repeat(900) };
      sink.receive({ payload });
      sink.receive({ payload: { subject: 'y' } });
      await waitUntil(() => letters.length === 1 && delivered.length === 1, 'both');
      assert.deepEqual(letters[0]?.payload, payload);
      const refused: unknown = letters[0]?.['refused'];
      assert.match(
        JSON.stringify(refused),
        /"SYSLOG_TOO_LONG".*too long for the syslog server: it has \d+ octets, and at most 480/,
      );
      assert.equal(server.accepted.length, 1);
    });

    it('sends nothing there that a server refuses which accepts nothing', async () => {
      const server = await serve((command, socket, session) =>
        command.name === 'syslog' ? '500 wrong setting' : acceptAll(command, socket, session),
      );
      const { sink, letters, caught, statuses } = await runWired({ port: server.port });
      sink.receive({ payload: 'alone' });
      await waitUntil(() => caught.length === 1, 'the error');
      sink.receive({ payload: ['one', 'two', 'three', 'four'] });
      await waitUntil(() => statuses.some(({ fill }) => fill === 'red'), 'red');
      assert.deepEqual(letters, []);
    });
  });

  it('sends a record that is too long to the catch node where the second output has no wire', async () => {
    const server = await serve();
    const { sink, caught, delivered } = await run(
      flow({ port: server.port, maxBytes: 480, tooLong: 'refuse' }),
    );
    sink.receive({ payload: 'x'.repeat(900) });
    await waitUntil(() => caught.length === 1, 'the error');
    assert.equal(caught[0]?.error?.code, 'SYSLOG_TOO_LONG');
    assert.deepEqual([delivered, server.accepted], [[], []]);
  });

  it('cuts at 65,536 octets and without a mark in a flow from before the choice existed', async () => {
    const server = await serve();
    const { sink, delivered } = await run(flow({ port: server.port }));
    sink.receive({ payload: ['x'.repeat(20_000), 'y'.repeat(70_000)] });
    await waitUntil(() => delivered.length === 1, 'it');
    assert.deepEqual(
      server.accepted.map((message) => [bodyOf(message).length, message.length === 65_536, message.at(-1)]),
      [
        [20_000, false, 'x'],
        [bodyOf(server.accepted[1] ?? '').length, true, 'y'],
      ],
    );
  });

  it('splits at 8,096 octets with the defaults of a new node, with the ids of the records', async () => {
    const server = await serve();
    const defaults = { maxBytes: syslogProperties.maxBytes.value, tooLong: syslogProperties.tooLong.value };
    const { sink, delivered } = await run(flow({ port: server.port, ...defaults }));
    const texts = ['x'.repeat(20_000), 'y'];
    sink.receive({ payload: texts, mimecast: { type: 'receipt', ids: ['one', 'two'] } });
    sink.receive({ payload: texts[0], mimecast: { type: 'receipt', id: 'single' } });
    await waitUntil(() => delivered.length === 2, 'both');
    assert.ok(server.accepted.every((message) => Buffer.byteLength(message) <= 8096));
    const ids = server.accepted.map((message) =>
      / id="(\w+)" part="(\d)" of="3"/.exec(message)?.slice(1).join(' '),
    );
    assert.deepEqual(ids, ['one 1', 'one 2', 'one 3', undefined, 'single 1', 'single 2', 'single 3']);
    assert.deepEqual(joinParts(server.accepted).map(bodyOf), [...texts, texts[0]]);
  });
});
