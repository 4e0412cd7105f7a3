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
import { savedText } from './saved-text';
import { tab } from './siem-harness';

import kri = require('../../../nodes/kri/mimecast-kri');

export const HOUR = 3_600_000;
export const RELEASED = 'mimecast_user_released_held_24h';
export const IMPERSONATION = 'mimecast_impersonation_not_blocked_24h';
export const QUEUE = 'mimecast_hold_queue_size';

const recordMessage = z.looseObject({
  topic: z.string(),
  mimecast: z.looseObject({ account: z.string(), log: z.literal('kri'), type: z.string(), id: z.string() }),
  payload: z.looseObject({
    slug: z.string(),
    value: z.number().nullable(),
    measured: z.boolean(),
    state: z.string(),
    rag: z.string(),
    coverage: z.number(),
    previous: z.number().nullable(),
    warning: z.string().nullable(),
    runId: z.string(),
  }),
});
const summaryMessage = z.looseObject({
  topic: z.literal('mimecast/report'),
  payload: z.looseObject({
    kind: z.literal('summary'),
    runId: z.string(),
    measured: z.number(),
    unmeasured: z.number(),
    skipped: z.number(),
    calls: z.number(),
    durationMs: z.number(),
    warning: z.string().nullable(),
  }),
});

type Bin = 'records' | 'summaries' | 'errors' | 'completed' | 'statuses';
const isBin = (id: string): id is Bin =>
  ['records', 'summaries', 'errors', 'completed', 'statuses'].includes(id);

/** A Node-RED with one indicator node, and a simulated tenant whose clock does not move. */
export class KriHarness {
  readonly collected: Record<Bin, NodeMessageInFlow[]> = {
    records: [],
    summaries: [],
    errors: [],
    completed: [],
    statuses: [],
  };
  RED: NodeAPI | undefined;
  #asked = 0;

  private constructor(
    readonly simulator: Simulator,
    readonly userDir: string,
  ) {}

  static async start(options: SimulatorOptions = {}): Promise<KriHarness> {
    const simulator = createSimulator({
      clientId: CLIENT.clientId,
      clientSecret: CLIENT.clientSecret,
      history: 30 * HOUR,
      recordsPerFile: 1,
      ...options,
    });
    await simulator.start();
    const userDir = await mkdtemp(join(tmpdir(), 'mimecast-kri-'));
    helper.settings({ userDir });
    return new KriHarness(simulator, userDir);
  }

  async stop(): Promise<void> {
    if (this.RED !== undefined) await helper.unload();
    helper.settings({});
    await this.simulator.stop();
    await rm(this.userDir, { recursive: true, force: true });
  }

  flow(properties: Readonly<Record<string, unknown>>): readonly FlowNode[] {
    return [
      tab,
      accountNode({ region: 'custom', baseUrl: this.simulator.apiUrl }),
      {
        id: 'kri',
        type: 'mimecast-kri',
        ...placed,
        name: '',
        account: 'account',
        every: 0,
        wires: [['records'], ['summaries']],
        ...properties,
      },
      ...collectingNodes(['records', 'summaries', 'errors', 'completed', 'statuses'], ['kri']),
    ];
  }

  async load(properties: Readonly<Record<string, unknown>>): Promise<void> {
    this.RED = await loadFlow(this.flow(properties), { account: CLIENT }, [kri, this.#collector]);
  }

  /** The same node in the template of a subflow with two instances. */
  async loadTwice(properties: Readonly<Record<string, unknown>>): Promise<void> {
    const template: FlowNode = {
      id: 'template',
      type: 'subflow',
      name: '',
      in: [{ x: 0, y: 0, wires: [{ id: 'kri' }] }],
      out: [0, 1].map((port) => ({ x: 0, y: 0, wires: [{ id: 'kri', port }] })),
    };
    const instance = (id: string): FlowNode => ({
      id,
      type: 'subflow:template',
      ...placed,
      wires: [['records'], ['summaries']],
    });
    const inside = this.flow(properties).map((node) =>
      node.id === 'kri' ? { ...node, z: 'template', wires: [[], []] } : node,
    );
    const nodes = [...inside, template, instance('one'), instance('two')];
    this.RED = await loadFlow(nodes, { account: CLIENT }, [kri, this.#collector]);
  }

  deploy(properties: Readonly<Record<string, unknown>>): Promise<unknown> {
    return helper.setFlows(this.flow(properties), 'nodes', { account: CLIENT });
  }

  /** The last error that a catch node has received, as text. */
  get lastError(): string {
    return JSON.stringify(this.collected.errors.at(-1)?.['error'] ?? null);
  }

  async send(message: Readonly<Record<string, unknown>> = {}): Promise<void> {
    this.#asked += 1;
    const question = this.#asked;
    const node = helper.getNode('kri');
    assert.ok(node);
    node.receive({ ...message, question });
    await waitUntil(
      () =>
        [...this.collected.completed, ...this.collected.errors].some((one) => one['question'] === question),
      'an answer',
      15_000,
    );
  }

  get records() {
    return this.collected.records.map((message) => recordMessage.parse(message));
  }

  get summaries() {
    return this.collected.summaries.map((message) => summaryMessage.parse(message).payload);
  }

  calls(path: string): number {
    return this.simulator.requests.filter((call) => call.path === path).length;
  }

  history(): Promise<string> {
    return savedText(join(this.userDir, 'mimecast', 'history', 'kri.json'));
  }

  readonly #collector = (RED: NodeAPI): void => {
    const harness = this;
    RED.nodes.registerType('collector', function (this: Node, config: NodeDef) {
      RED.nodes.createNode(this, config);
      this.on('input', (message, _send, done) => {
        if (isBin(this.id)) harness.collected[this.id].push(message);
        done();
      });
    });
  };
}
