import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { waitUntil } from '../../doubles/wait-until';
import { type FlowNode, helper } from '../support/account-helper';
import { useHarness } from '../support/each-test';
import { placed } from '../support/flow-nodes';
import { listenerNodes, SiemHarness, siemNode, tab } from '../support/siem-harness';

import ack = require('../../../nodes/ack/mimecast-ack');
import file = require('../../../nodes/file/mimecast-file');
import kri = require('../../../nodes/kri/mimecast-kri');
import policyCheck = require('../../../nodes/policy-check/mimecast-policy-check');
import request = require('../../../nodes/request/mimecast-request');

describe('An outage, as a user sees it', () => {
  let harness: SiemHarness;
  useHarness(async () => {
    harness = await SiemHarness.start();
    return harness;
  });

  const ackNode: FlowNode = { id: 'ack', type: 'mimecast-ack', ...placed, name: '', wires: [['records']] };
  const source = (wires: readonly string[]): FlowNode =>
    siemNode({ delivery: 'ack', output: 'page', wires: [wires, ['reports']] });
  const start = (): EventEmitter => {
    const node = helper.getNode('siem');
    assert.ok(node, 'the source does not run');
    node.receive({});
    return node;
  };
  const texts = (): readonly string[] => harness.statuses.map(({ text = '' }) => text);
  /** Lines of a node in the log with this level. */
  const logged = (node: EventEmitter, level: 'warn' | 'log'): string[] => {
    const lines: string[] = [];
    node.on(`call:${level}`, (call: { firstArg: unknown }) => lines.push(String(call.firstArg)));
    return lines;
  };

  /** Nodes that poll, measure or send requests; all of them have an account. */
  const asking: Readonly<Record<string, FlowNode>> = {
    siem: siemNode(),
    request: {
      ...siemNode(),
      type: 'mimecast-request',
      output: 'page',
      method: 'GET',
      path: '/identity/whoami',
    },
    kri: {
      ...siemNode(),
      type: 'mimecast-kri',
      indicators: ['mimecast_hold_queue_size'],
    },
    'policy-check': { ...siemNode(), type: 'mimecast-policy-check', checks: '', output: 'findings' },
  };
  for (const [what, node] of Object.entries(asking))
    it(`of a server that accepts and never answers is shown after the first time-out: ${what}`, async () => {
      const sockets = new Set<net.Socket>();
      const server = net.createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => undefined);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      assert.ok(typeof address === 'object' && address !== null);
      const baseUrl = `http://127.0.0.1:${address.port}`;
      try {
        await harness.load(harness.flow(node, harness.account({ baseUrl, timeout: 1 })), undefined, {}, [
          request,
          kri,
          policyCheck,
        ]);
        start();
        await waitUntil(() => harness.statuses.at(-1)?.fill === 'red', 'a red status', 8000);
        assert.match(texts().at(-1) ?? '', /^no answer for \d s · trying again/);
        assert.equal(harness.kinds('poll').length, 0, 'the poll is still under way');
      } finally {
        for (const socket of sockets) socket.destroy();
        server.close();
      }
    });

  it('of the receiver is shown at once in its words; its start and its end are logged once each', async () => {
    let invalid = true;
    const receiver = (RED: NodeAPI): void =>
      RED.nodes.registerType('receiver', function (this: Node, config: NodeDef) {
        RED.nodes.createNode(this, config);
        this.on('input', (message, send, done) => {
          const response = invalid ? { text: 'Invalid token', code: 4 } : { text: 'Success', code: 0 };
          send(Object.assign(message, { statusCode: invalid ? 403 : 200, payload: response }));
          done();
        });
      });
    const http: FlowNode = { id: 'http', type: 'receiver', ...placed, wires: [['ack']] };
    await harness.load(
      [tab, harness.account(), source(['http']), http, ackNode, ...listenerNodes()],
      undefined,
      {},
      [ack, receiver],
    );
    const node = start();
    const [warnings, logs] = [logged(node, 'warn'), logged(node, 'log')];
    await waitUntil(() => texts().includes('rejected: 403 Invalid token'), 'the words of the receiver');
    assert.ok(
      harness.records.every(({ mimecast }) => mimecast.batch.attempt <= 2),
      'not shown before a third attempt',
    );
    await waitUntil(
      () => harness.records.some(({ mimecast }) => mimecast.batch.attempt === 2),
      'a second attempt',
      5000,
    );
    invalid = false;
    await waitUntil(() => harness.kinds('poll').length === 1, 'the end of the poll', 8000);
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.match(
      String(warnings[0]),
      /receipt: rejected by the receiver: 403 Invalid token; sent again until it is acknowledged$/,
    );
    assert.equal(logs.filter((line) => /the receiver accepts again/.test(line)).length, 1);
    await waitUntil(() => harness.statuses.at(-1)?.fill === 'green', 'a green status');
  });

  it('of a sink is shown at its source, without an ack node behind a Catch node', async () => {
    const blocked = join(harness.userDir, 'blocked');
    await writeFile(blocked, '');
    const sink: FlowNode = {
      id: 'file',
      type: 'mimecast-file',
      ...placed,
      name: '',
      path: join(blocked, 'events.ndjson'),
      wires: [['ack']],
    };
    await harness.load(
      [tab, harness.account(), source(['file']), sink, ackNode, ...listenerNodes()],
      undefined,
      {},
      [ack, file],
    );
    const warnings = logged(start(), 'warn');
    await waitUntil(() => texts().includes('rejected: not a folder'), 'what is wrong with the file');
    assert.deepEqual(warnings, [], 'the error of the sink is in the log');
  });
});
