/** A Node-RED with SIEM sources, and a simulated tenant. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { z } from 'zod';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../../nodes/lib/simulator/simulator';
import { waitUntil } from '../../doubles/wait-until';
import { accountNode, CLIENT, type FlowNode, helper, loadFlow } from './account-helper';
import { collectingNodes, placed } from './flow-nodes';
import { savedNames } from './saved-text';

import siem = require('../../../nodes/siem/mimecast-siem');

const MINUTE = 60_000;
export const SLOT = 15 * MINUTE;
/** For each type, with the options of `SiemHarness.start`: four files of five records. */
export const RECORDS = 20;

type Bin = 'records' | 'reports' | 'errors' | 'statuses' | 'completed';

const batch = z.strictObject({
  id: z.string(),
  source: z.string(),
  index: z.number(),
  count: z.number(),
  attempt: z.number(),
});
const recordMessage = z.looseObject({
  topic: z.string(),
  payload: z.unknown(),
  mimecast: z.looseObject({ type: z.string(), batch }),
});
const reportMessage = z.looseObject({
  topic: z.literal('mimecast/report'),
  payload: z.looseObject({ kind: z.string(), log: z.string(), type: z.string(), at: z.iso.datetime() }),
});
const errorMessage = z.looseObject({
  error: z.looseObject({
    message: z.string(),
    code: z.string().optional(),
    source: z.looseObject({ id: z.string() }),
  }),
});
const statusMessage = z.looseObject({
  status: z.looseObject({ fill: z.string().optional(), text: z.string().optional() }),
});

export type RecordMessage = z.infer<typeof recordMessage>;
export type Report = z.infer<typeof reportMessage>['payload'];
export type CaughtError = z.infer<typeof errorMessage>['error'];
export type ShownStatus = z.infer<typeof statusMessage>['status'];

/** The position of a node on the canvas; without one, Node-RED treats it as a config node. */

export const tab: FlowNode = { id: 'tab', type: 'tab', label: 'Mail' };

export const siemNode = (properties: Readonly<Record<string, unknown>> = {}): FlowNode => ({
  id: 'siem',
  type: 'mimecast-siem',
  ...placed,
  name: '',
  account: 'account',
  every: 0,
  types: 'receipt',
  output: 'lines',
  wires: [['records'], ['reports']],
  ...properties,
});

/** All event listeners that a flow can attach to the sources on its tab. */
export const listenerNodes = (sources: readonly string[] = ['siem']): readonly FlowNode[] =>
  collectingNodes(['records', 'reports', 'errors', 'statuses', 'completed'], sources);

export class SiemHarness {
  readonly #bins: Record<Bin, NodeMessageInFlow[]> = {
    records: [],
    reports: [],
    errors: [],
    statuses: [],
    completed: [],
  };
  #asked = 0;
  #loaded = false;

  private constructor(
    readonly simulator: Simulator,
    readonly userDir: string,
  ) {}

  /** The tenant's clock does not move, so nothing appears between a poll and its assertions. */
  static async start(options: SimulatorOptions = {}): Promise<SiemHarness> {
    const now = Math.floor(Date.now() / SLOT) * SLOT + 2 * MINUTE;
    const simulator = createSimulator({
      clientId: CLIENT.clientId,
      clientSecret: CLIENT.clientSecret,
      types: ['receipt', 'spam', 'url protect'],
      now: () => now,
      history: 60 * MINUTE,
      slotMs: SLOT,
      recordsPerFile: 5,
      lateShare: 0,
      ...options,
    });
    await simulator.start();
    const userDir = await mkdtemp(join(tmpdir(), 'mimecast-node-'));
    helper.settings({ userDir });
    return new SiemHarness(simulator, userDir);
  }

  async stop(): Promise<void> {
    if (this.#loaded) await helper.unload();
    helper.settings({});
    await this.simulator.stop();
    await rm(this.userDir, { recursive: true, force: true });
  }

  account(properties: Readonly<Record<string, unknown>> = {}): FlowNode {
    return accountNode({ region: 'custom', baseUrl: this.simulator.apiUrl, ...properties });
  }

  /** One source on a tab, with its listenerNodes. */
  flow(source: FlowNode = siemNode(), account: FlowNode = this.account()): readonly FlowNode[] {
    return [tab, account, source, ...listenerNodes([source.id])];
  }

  /**
   * @param more credentials of further nodes, by id
   * @param modules that register their types
   */
  async load(
    flow: readonly FlowNode[] = this.flow(),
    credentials: object = CLIENT,
    more: Readonly<Record<string, object>> = {},
    modules: readonly ((RED: NodeAPI) => void)[] = [],
  ): Promise<NodeAPI> {
    this.#loaded = true;
    return loadFlow(flow, { account: credentials, ...more }, [siem, this.#collector, ...modules]);
  }

  async deploy(
    flow: readonly FlowNode[],
    type: 'nodes' | 'flows' | 'full',
    credentials: object = CLIENT,
  ): Promise<void> {
    await helper.setFlows(flow, type, { account: credentials });
  }

  /** Sends a message to a source, and waits until it is done or fails. */
  async poll(id = 'siem', message: Readonly<Record<string, unknown>> = {}): Promise<void> {
    this.#asked += 1;
    const question = this.#asked;
    const node = helper.getNode(id);
    assert.ok(node, `${id} does not run`);
    const answered = (): boolean =>
      [...this.#bins.completed, ...this.#bins.errors].some((response) => response['question'] === question);
    node.receive({ ...message, question });
    await waitUntil(answered, `an answer from ${id}`);
  }

  get records(): readonly RecordMessage[] {
    return this.#bins.records.map((message) => recordMessage.parse(message));
  }

  /** Messages of the first output, unchanged. */
  get messages(): readonly NodeMessageInFlow[] {
    return this.#bins.records;
  }

  /** Lines received with `output: 'lines'`. */
  get lines(): readonly string[] {
    return this.#bins.records.flatMap(({ payload }) => String(payload).split('\n'));
  }

  get reports(): readonly Report[] {
    return this.#bins.reports.map((message) => reportMessage.parse(message).payload);
  }

  kinds(kind: string): readonly Report[] {
    return this.reports.filter((report) => report.kind === kind);
  }

  get errors(): readonly CaughtError[] {
    return this.#bins.errors.map((message) => errorMessage.parse(message).error);
  }

  get statuses(): readonly ShownStatus[] {
    return this.#bins.statuses.map((message) => statusMessage.parse(message).status);
  }

  /** Messages that a source has completed. */
  get completed(): readonly NodeMessageInFlow[] {
    return this.#bins.completed;
  }

  /** Calls of a path that the tenant has answered. */
  calls(path: string): Simulator['requests'] {
    return this.simulator.requests.filter((call) => call.path === path);
  }

  listings(type = 'receipt'): Simulator['requests'] {
    return this.calls('/siem/v1/batch/events/cg').filter(({ query }) => query['type'] === type);
  }

  compare(
    ...types: readonly ('receipt' | 'spam' | 'url protect')[]
  ): ReturnType<Simulator['ledger']['compare']> {
    return this.simulator.ledger.compare(this.lines, { types: types.length === 0 ? ['receipt'] : types });
  }

  async positionFiles(): Promise<readonly string[]> {
    return savedNames(join(this.userDir, 'mimecast', 'positions'));
  }

  readonly #collector = (RED: NodeAPI): void => {
    const harness = this;
    RED.nodes.registerType('collector', function (this: Node, config: NodeDef) {
      RED.nodes.createNode(this, config);
      this.on('input', (message, _send, done) => {
        if (isBin(this.id)) harness.#bins[this.id].push(message);
        done();
      });
    });
  };
}

function isBin(id: string): id is Bin {
  return ['records', 'reports', 'errors', 'statuses', 'completed'].includes(id);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
