import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { z } from 'zod';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../nodes/lib/simulator/simulator';
import { accountNode, CLIENT, type FlowNode, helper, listen, load } from './account-helper';
import { pause, tab, until } from './siem-rig';

import kri = require('../../nodes/mimecast-kri');

const HOUR = 3_600_000;
const RELEASED = 'mimecast_user_released_held_24h';
const IMPERSONATION = 'mimecast_impersonation_not_blocked_24h';
const QUEUE = 'mimecast_hold_queue_size';

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

const placed = { z: 'tab', x: 100, y: 100 };

/** A Node-RED with one indicator node in it, and a simulated tenant whose clock stands still. */
class Rig {
  readonly bins: Record<Bin, NodeMessageInFlow[]> = {
    records: [],
    summaries: [],
    errors: [],
    completed: [],
    statuses: [],
  };
  RED: NodeAPI | undefined;
  private asked = 0;

  private constructor(
    readonly simulator: Simulator,
    readonly userDir: string,
  ) {}

  static async start(options: SimulatorOptions = {}): Promise<Rig> {
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
    return new Rig(simulator, userDir);
  }

  async stop(): Promise<void> {
    if (this.RED !== undefined) await helper.unload();
    helper.settings({});
    await this.simulator.stop();
    await rm(this.userDir, { recursive: true, force: true });
  }

  flow(properties: Readonly<Record<string, unknown>>): readonly FlowNode[] {
    const bin = (id: Bin): FlowNode => ({ id, type: 'collector', ...placed, wires: [] });
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
      bin('records'),
      bin('summaries'),
      bin('errors'),
      bin('completed'),
      bin('statuses'),
      { id: 'catching', type: 'catch', ...placed, scope: null, uncaught: false, wires: [['errors']] },
      { id: 'watching', type: 'status', ...placed, scope: null, wires: [['statuses']] },
      {
        id: 'completing',
        type: 'complete',
        ...placed,
        scope: ['kri'],
        uncaught: false,
        wires: [['completed']],
      },
    ];
  }

  async load(properties: Readonly<Record<string, unknown>>): Promise<void> {
    this.RED = await load(this.flow(properties), { account: CLIENT }, [kri, this.collector]);
  }

  deploy(properties: Readonly<Record<string, unknown>>): Promise<unknown> {
    return helper.setFlows(this.flow(properties), 'nodes', { account: CLIENT });
  }

  async ask(message: Readonly<Record<string, unknown>> = {}): Promise<void> {
    this.asked += 1;
    const question = this.asked;
    const node = helper.getNode('kri');
    assert.ok(node);
    node.receive({ ...message, question });
    await until(
      () => [...this.bins.completed, ...this.bins.errors].some((one) => one['question'] === question),
      'an answer',
    );
  }

  get records() {
    return this.bins.records.map((message) => recordMessage.parse(message));
  }

  get summaries() {
    return this.bins.summaries.map((message) => summaryMessage.parse(message).payload);
  }

  calls(path: string): number {
    return this.simulator.requests.filter((call) => call.path === path).length;
  }

  history(): Promise<string> {
    return readFile(join(this.userDir, 'mimecast', 'history', 'kri.json'), 'utf8');
  }

  private readonly collector = (RED: NodeAPI): void => {
    const rig = this;
    RED.nodes.registerType('collector', function (this: Node, config: NodeDef) {
      RED.nodes.createNode(this, config);
      this.on('input', (message, _send, done) => {
        if (isBin(this.id)) rig.bins[this.id].push(message);
        done();
      });
    });
  };
}

describe('the KRI node', () => {
  let rig: Rig;
  afterEach(() => rig.stop());

  it('sends one message for each ticked indicator and a summary of the run', async () => {
    rig = await Rig.start();
    await rig.load({ indicators: `${RELEASED},${QUEUE}` });
    await rig.ask();
    const [released, queue] = rig.records;
    assert.deepEqual(
      rig.records.map(({ topic }) => topic),
      [RELEASED, QUEUE],
    );
    assert.ok(released?.payload.measured && queue?.payload.measured);
    assert.equal(released.payload.state, 'ok');
    assert.equal(released.mimecast.account, 'CUSA00A000');
    const [summary] = rig.summaries;
    assert.equal(summary?.runId, released.payload.runId);
    assert.deepEqual([summary?.measured, summary?.unmeasured, summary?.skipped], [2, 0, 9]);
    assert.ok((summary?.calls ?? 0) >= 2);
    const shown = () => JSON.stringify(rig.bins.statuses.at(-1)?.['status']);
    await until(() => shown().includes('2 of 2 measured'), 'the status');
  });

  it('tells what it may not read from what is not there, and neither from zero', async () => {
    rig = await Rig.start();
    const { grants } = rig.simulator;
    grants.permissions = grants.permissions.filter((one) => one !== 'Monitoring | Held | Read');
    grants.products = grants.products.filter((one) => one !== 'Security Events');
    await rig.load({ indicators: `${RELEASED},${IMPERSONATION}`, unlicensed: 'zero' });
    await rig.ask();
    const [impersonation, released] = rig.records.map(({ payload }) => payload);
    assert.deepEqual(
      [impersonation?.state, impersonation?.value, impersonation?.measured, impersonation?.rag],
      ['not_licensed', 0, false, 'unknown'],
    );
    assert.deepEqual([released?.state, released?.value, released?.measured], ['no_permission', null, false]);
    assert.match(released?.warning ?? '', /Monitoring \| Held \| Read/);
    await rig.deploy({ indicators: IMPERSONATION, unlicensed: 'null' });
    await rig.ask();
    const again = rig.records.findLast(({ topic }) => topic === IMPERSONATION)?.payload;
    assert.deepEqual([again?.state, again?.value], ['not_licensed', null]);
  });

  it('never makes a zero of trouble', async () => {
    rig = await Rig.start();
    await rig.load({ indicators: IMPERSONATION });
    await rig.ask();
    const before = rig.records[0]?.payload;
    rig.simulator.grants.active = false;
    rig.simulator.expireTokens();
    await rig.ask();
    const failed = rig.records[1]?.payload;
    assert.deepEqual(
      [failed?.state, failed?.value, failed?.measured, failed?.rag],
      ['error', null, false, 'unknown'],
    );
    assert.match(failed?.warning ?? '', /revoked/);
    assert.equal(failed?.previous, before?.value);
  });

  it('reads hours that it counted before no more, also after a restart, and keeps values', async () => {
    rig = await Rig.start();
    await rig.load({ indicators: IMPERSONATION });
    await rig.ask();
    const first = rig.records[0]?.payload;
    await rig.deploy({ indicators: IMPERSONATION, name: 'restarted' });
    const bodies = rig.calls('/api/ttp/impersonation/get-logs');
    await rig.ask();
    const second = rig.records.at(-1)?.payload;
    assert.equal(second?.previous, first?.value);
    assert.equal(second?.coverage, 1);
    // the ends of the window, no more
    assert.ok(rig.calls('/api/ttp/impersonation/get-logs') - bodies <= 2);
    const kept = JSON.parse(await rig.history());
    assert.equal(kept.runs.length, 2);
    assert.equal(kept.indicators[IMPERSONATION].values.length, 2);
    assert.ok(kept.indicators[IMPERSONATION].buckets.length >= 23);
  });

  it('tells once of an indicator that is not ticked any more, and forgets it', async () => {
    rig = await Rig.start();
    await rig.load({ indicators: `${RELEASED},${QUEUE}` });
    await rig.ask();
    await rig.deploy({ indicators: QUEUE });
    const removals = () => rig.records.filter(({ payload }) => payload.state === 'removed');
    await until(() => removals().length > 0, 'the removal');
    assert.deepEqual(
      removals().map(({ topic }) => topic),
      [RELEASED],
    );
    assert.equal(removals()[0]?.payload.measured, false);
    await pause(50);
    assert.doesNotMatch(await rig.history(), new RegExp(`"${RELEASED}"`));
    await rig.deploy({ indicators: QUEUE, name: 'again' });
    await rig.ask();
    assert.equal(removals().length, 1);
  });

  it('begins anew when its history is damaged', async () => {
    rig = await Rig.start();
    await rig.load({ indicators: QUEUE });
    await rig.ask();
    const path = join(rig.userDir, 'mimecast', 'history', 'kri.json');
    await rig.deploy({ indicators: QUEUE, every: 0, name: 'b' });
    await Promise.all([path, `${path}.previous`].map((one) => writeFile(one, '{')));
    await rig.deploy({ indicators: QUEUE, every: 0, name: 'c' });
    await rig.ask();
    assert.equal(rig.records.at(-1)?.payload.state, 'ok');
  });

  it('says what to tick when nothing is', async () => {
    rig = await Rig.start();
    await rig.load({ indicators: '' });
    await rig.ask();
    assert.equal(rig.records.length, 0);
    assert.match(rig.summaries[0]?.warning ?? '', /tick those/);
    assert.equal(rig.summaries[0]?.skipped, 11);
  });

  it('runs by itself when no run was there yet', async () => {
    rig = await Rig.start();
    await rig.load({ indicators: QUEUE, every: 24, everyUnit: 'hours' });
    await until(() => rig.summaries.length > 0, 'a run');
    assert.equal(rig.records.length, 1);
  });

  it('refuses actions that it does not know, and settings that it can not work with', async () => {
    rig = await Rig.start();
    await rig.load({ indicators: QUEUE });
    await rig.ask({ action: 'replay' });
    assert.match(JSON.stringify(rig.bins.errors.at(-1)?.['error']), /replay is not an action.*run, poll/);
    await rig.deploy({ indicators: QUEUE, thresholds: `{"${QUEUE}":{"warn":5,"critical":1}}` });
    await until(() => rig.bins.errors.length > 1, 'the refusal');
    assert.match(JSON.stringify(rig.bins.errors.at(-1)?.['error']), /worse than the amber one/);
    await rig.ask();
    assert.match(JSON.stringify(rig.bins.errors.at(-1)?.['error']), /MIMECAST_CONFIG/);
  });

  it('shows its history to the dialog', async () => {
    rig = await Rig.start();
    await rig.load({ indicators: QUEUE });
    await rig.ask();
    assert.ok(rig.RED);
    const server = await listen(rig.RED);
    try {
      const answer = await fetch(`${server.url}/mimecast/kri/kri/history`);
      const body = z
        .object({
          runs: z.array(z.object({ measured: z.number() }).loose()),
          values: z.record(z.string(), z.array(z.unknown())),
        })
        .loose()
        .parse(await answer.json());
      assert.equal(body.runs[0]?.measured, 1);
      assert.equal(body.values[QUEUE]?.length, 1);
      assert.equal((await fetch(`${server.url}/mimecast/kri/nobody/history`)).status, 404);
      assert.equal(
        (await fetch(`${server.url}/mimecast/kri/${encodeURIComponent('../x')}/history`)).status,
        400,
      );
    } finally {
      await server.close();
    }
  });
});
