/** The nodes that take messages: whatever a message has, `done` is called once for it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { initAckNode } from '../../../nodes/lib/runtime/flow/ack-node';
import { initFormatNode } from '../../../nodes/lib/runtime/flow/format-node';
import { initRequestNode } from '../../../nodes/lib/runtime/flow/request-node';
import { initFileNode } from '../../../nodes/lib/runtime/sinks/file-node';
import { FakeNode, fakeRuntime } from '../../doubles/fake-node';

export type MessageTarget = (value: unknown) => Promise<void>;
type Init = (RED: NodeAPI, node: FakeNode['asNode'], config: never) => void;

const KINDS: readonly (readonly [name: string, init: Init, config: object])[] = [
  ['acknowledgement', initAckNode, { settles: 'message', verdict: 'auto', profile: 'auto' }],
  ['format', initFormatNode, { format: 'hec', options: '{"raw":true,"addresses":"pseudonymise"}' }],
  ['request', initRequestNode, { account: 'none', method: 'POST', path: '/api/account/get-account' }],
  ['file', initFileNode, { path: 'mimecast/{type}.ndjson' }],
];

const open: FakeNode[] = [];
const userDir = mkdtempSync(join(tmpdir(), 'fuzz-'));

function started(init: Init, config: object): FakeNode {
  const node = new FakeNode({ pseudonymKey: 'a key for the fuzz program' });
  init(fakeRuntime(userDir), node.asNode, config as never);
  open.push(node);
  return node;
}

export async function closeNodes(): Promise<void> {
  for (const node of open.splice(0)) await node.close();
  rmSync(userDir, { recursive: true, force: true });
}

export const MESSAGE_TARGETS: ReadonlyMap<string, MessageTarget> = new Map(
  KINDS.map(([name, init, config]): [string, MessageTarget] => {
    let node: FakeNode | undefined;
    return [
      `messages: ${name}`,
      async (value) => {
        node ??= started(init, config);
        for (const message of [
          { ...Object(value) },
          { payload: value, mimecast: value, statusCode: value },
        ]) {
          const { done } = await node.receive(message);
          if (done.length !== 1) throw new Error(`done was called ${done.length} times`);
        }
      },
    ];
  }),
);
