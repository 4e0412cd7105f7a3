/** Whatever a message contains: a sink with a receiver calls `done` once, and the receiver gets the next one. */
import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import { initHttpNode } from '../../../nodes/lib/runtime/sinks/http-node';
import { initSyslogNode } from '../../../nodes/lib/runtime/sinks/syslog-node';
import { FakeNode, fakeRuntime } from '../../doubles/fake-node';
import { FAILURES, HOSTILE_MESSAGES } from '../../doubles/hostile-messages';
import { waitUntil } from '../../doubles/wait-until';
import { Cleanup } from '../../real/harness/process/cleanup';
import { httpDouble } from '../../real/harness/servers/http-double';
import { collect } from '../../unit/sinks/syslog/support/receivers';

interface Running {
  readonly init: (RED: NodeAPI, node: Node, config: never) => void;
  readonly config: object;
  readonly received: () => string;
}

async function http(cleanup: Cleanup): Promise<Running> {
  let last = '';
  const url = await httpDouble(({ body }) => {
    last = body;
    return { status: 200, json: {} };
  }, cleanup);
  return {
    init: initHttpNode,
    config: { receiver: 'ndjson', url: `${url}/in`, batchTime: 0, timeout: 5 },
    received: () => last,
  };
}

async function syslog(cleanup: Cleanup): Promise<Running> {
  const { port, streams, stop } = await collect();
  cleanup.add(stop);
  return {
    init: initSyslogNode,
    config: { host: '127.0.0.1', port, protocol: 'tcp' },
    received: () => streams.map((stream) => stream.subarray(-200).toString()).join(''),
  };
}

describe('A sink that gets a hostile message', () => {
  for (const [name, start] of Object.entries({ http, syslog })) {
    it(`${name}: done is called once for each, and the next message arrives`, async () => {
      const cleanup = new Cleanup();
      try {
        const { init, config, received } = await start(cleanup);
        const node = new FakeNode();
        const RED = fakeRuntime('');
        init(RED, node.asNode, config as never);
        RED.events.emit('flows:started');
        cleanup.add(() => node.close());
        for (const [what, make] of Object.entries(HOSTILE_MESSAGES)) {
          for (const failing of FAILURES) {
            node.failing = failing;
            const { done } = await node.receive(make());
            assert.equal(done.length, 1, what);
            assert.ok(done[0] === undefined || done[0] instanceof Error, what);
          }
        }
        node.failing = {};
        assert.deepEqual((await node.receive({ payload: { id: 'the next' } })).done, [undefined]);
        await waitUntil(() => received().includes('the next'), 'the next message');
      } finally {
        await cleanup.close();
      }
    });
  }
});
