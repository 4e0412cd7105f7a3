import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { ClusteredCollector } from '../../../nodes/lib/cluster/clustered-collector';
import { LeaseHandle, startTimer } from '../../../nodes/lib/cluster/lease-handle';
import type { RecordMessage } from '../../../nodes/lib/collector/delivery/messages';
import type { Report } from '../../../nodes/lib/collector/reports/reports';
import { renderExposition } from '../../../nodes/lib/collector/status/exposition';
import { sourceFamilies } from '../../../nodes/lib/collector/status/metrics';
import type { CollectorState } from '../../../nodes/lib/collector/status/state';
import type { ClusterMembership, Worker } from '../../../nodes/lib/contracts/lease';
import { CountingStream } from '../../doubles/counting-stream';
import { MemoryCheckpointStore } from '../../doubles/memory-checkpoint-store';
import { ScriptedClient } from '../../doubles/scripted-client';

const LEASE_MS = 15_000;
const NOW = Date.parse('2026-11-20T12:00:00Z');

/** A collector whose lease the test controls; positions are in one store, whoever holds the lease. */
class Harness implements ClusterMembership {
  readonly replica = 'here';
  readonly clock = FakeTimers.install({
    now: NOW,
    toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'],
  });
  readonly stream = new CountingStream('a');
  readonly store = new MemoryCheckpointStore();
  readonly messages: RecordMessage[] = [];
  readonly reports: Report[] = [];
  readonly states: CollectorState[] = [];
  readonly order: string[] = [];
  onMessage: () => void = () => undefined;
  lease: LeaseHandle | undefined;
  #worker: Worker | undefined;
  #tokens = 0;
  readonly source: ClusteredCollector;

  constructor() {
    const client = new ScriptedClient({ list: () => ({}), body: () => '' });
    this.source = new ClusteredCollector(
      {
        streams: [this.stream],
        client: async () => client,
        accountName: 'the account',
        membership: this,
        createStore: () => this.store,
        readSaved: async () => this.store.text,
        publishLocalState: async () => undefined,
        saveLocalCopy: async () => void this.order.push('copied'),
        events: {
          records: (message) => {
            this.messages.push(message);
            this.onMessage();
          },
          report: ({ payload }) => this.reports.push(payload),
          state: (state) => this.states.push(state),
          error: (error) => this.order.push(`error: ${error.message}`),
          warn: () => undefined,
          log: () => undefined,
          debug: () => undefined,
        },
      },
      {
        ...{ id: 'node', output: 'event', chunk: 10, chunkBytes: 1_000_000, lookbackMs: 86_400_000 },
        ...{ delivery: 'sent', maxRate: 0, inFlight: 2, acks: 1, ackTimeoutMs: 60_000, everyMs: 300_000 },
        ...{ firstDelayMs: 1000, inactivityHint: undefined },
      },
    );
  }

  join(worker: Worker): () => Promise<void> {
    this.#worker = worker;
    return async () => void this.order.push('left');
  }

  begin(): LeaseHandle {
    this.#tokens += 1;
    const lease = new LeaseHandle('here', this.#tokens, LEASE_MS, startTimer(), () => {
      this.#worker?.onReleased(true).catch(() => undefined);
    });
    this.lease = lease;
    this.#worker?.onAcquired(lease);
    return lease;
  }

  async giveBack(): Promise<void> {
    await this.#worker?.onReleased(false);
    this.lease?.markReleased();
  }

  standby(holder: string | undefined, trouble?: string): void {
    this.#worker?.onStandby({ holder, trouble });
  }

  async pass(ms: number): Promise<void> {
    await this.clock.tickAsync(ms);
    for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  kinds(): string[] {
    return this.reports.map(({ kind }) => kind);
  }
}

describe('A clustered collector', () => {
  let harness: Harness;

  beforeEach(() => {
    harness = new Harness();
    harness.stream.end = 100;
    harness.source.start();
  });
  afterEach(async () => {
    const closed = harness.source.close();
    await harness.pass(0);
    harness.lease?.markReleased();
    await harness.pass(3_000);
    await closed;
    harness.clock.uninstall();
  });

  it('reads nothing without the lease, and shows the holder', async () => {
    harness.standby('there');
    await harness.pass(600_000);
    assert.deepEqual(harness.messages, []);
    assert.deepEqual(harness.states.at(-1), { kind: 'standby', holder: 'there', trouble: undefined });
    assert.deepEqual(harness.kinds(), ['standby']);
    assert.deepEqual(
      { ...harness.reports[0], at: '' },
      {
        ...{
          kind: 'standby',
          replica: 'here',
          holder: 'there',
          trouble: null,
          log: 'siem',
          type: '',
          at: '',
        },
      },
    );
  });

  it('says that the holder is unknown when it cannot be read', async () => {
    harness.standby(undefined, 'Redis is away');
    assert.deepEqual(harness.states.at(-1), { kind: 'standby', holder: undefined, trouble: 'Redis is away' });
  });

  it('reads with the lease, and includes the lease in its reports', async () => {
    harness.begin();
    await harness.pass(1_000);
    assert.equal(harness.messages.length, 100);
    assert.deepEqual(harness.kinds(), ['acquired', 'poll']);
    const [acquired, poll] = harness.reports;
    assert.ok(acquired?.kind === 'acquired' && poll?.kind === 'poll');
    assert.deepEqual([acquired.replica, acquired.token, poll.replica, poll.token], ['here', 1, 'here', 1]);
    assert.deepEqual(harness.source.view().lease, { replica: 'here', holder: 'here', token: 1 });
  });

  it('hands nothing more over once its lease has expired', async () => {
    harness.onMessage = () => {
      if (harness.messages.length === 25) harness.clock.setSystemTime(NOW + LEASE_MS + 5_000);
    };
    harness.begin();
    await harness.pass(1_000);
    assert.equal(harness.messages.length, 25);
    assert.deepEqual(harness.kinds(), ['acquired', 'released']);
    assert.ok(harness.reports[1]?.kind === 'released' && harness.reports[1].reason === 'lost');
    // The next holder reads the record that was in flight during the pause again.
    assert.deepEqual(harness.order, []);
  });

  it('continues where the previous holder stopped', async () => {
    harness.begin();
    await harness.pass(1_000);
    await harness.giveBack();
    assert.deepEqual(harness.kinds(), ['acquired', 'poll', 'released']);
    assert.ok(harness.reports[2]?.kind === 'released' && harness.reports[2].reason === 'moved');
    harness.standby('there');
    harness.stream.end += 50;
    harness.begin();
    await harness.pass(1_000);
    assert.equal(harness.messages.length, 150);
    assert.equal(new Set(harness.messages.map(({ mimecast }) => JSON.stringify(mimecast.id))).size, 150);
  });

  it('shows nothing of a stopping run once another replica holds the lease', async () => {
    harness.begin();
    await harness.pass(1_000);
    harness.lease?.markLost();
    await harness.pass(1_000);
    assert.equal(harness.states.at(-1)?.kind, 'standby');
  });

  it('accepts a poll command where it does not run, and names the replica that can do the other commands', async () => {
    await harness.source.request({ action: 'poll' });
    await assert.rejects(harness.source.request({ action: 'pause' }), {
      code: 'MIMECAST_CONFIG',
      message: 'this account is not read here: no replica holds its lease now',
    });
    harness.standby('there');
    await assert.rejects(harness.source.request({ action: 'pause' }), /ask the replica there$/);
    harness.begin();
    const paused = harness.source.request({ action: 'pause' });
    await harness.pass(1_000);
    await paused;
    assert.equal(harness.source.view().paused, true);
  });

  it('shows the shared state in every replica', async () => {
    harness.begin();
    await harness.pass(1_000);
    const there = await harness.source.viewShared();
    await harness.giveBack();
    harness.standby('there');
    const here = await harness.source.viewShared();
    assert.deepEqual(here.streams[0]?.position, there.streams[0]?.position);
    assert.ok(here.streams[0]?.position !== null);
    assert.deepEqual([here.streams[0]?.account, here.lastRun], [there.streams[0]?.account, there.lastRun]);
    assert.deepEqual(here.lease, { replica: 'here', holder: 'there', token: null });
  });

  it('reports the holder in the metrics, and no lag where it does not run', async () => {
    const text = (): string[] =>
      renderExposition(
        sourceFamilies([
          {
            id: 'node',
            template: undefined,
            name: 'n',
            account: 'Corp',
            type: 'mimecast-siem',
            delivery: 'ack',
            collector: harness.source,
          },
        ]),
      )
        .split('\n')
        .filter((line) => /^mimecast_(?:lease|fencing|lag)/.test(line));
    harness.standby('there');
    assert.deepEqual(text(), ['mimecast_lease_held{node="node",name="n",account="Corp",replica="here"} 0']);
    harness.begin();
    await harness.pass(1_000);
    assert.deepEqual(text().slice(1), [
      'mimecast_lease_held{node="node",name="n",account="Corp",replica="here"} 1',
      'mimecast_fencing_token{node="node",name="n",account="Corp",replica="here"} 1',
    ]);
  });

  it('saves, copies and then releases the lease on close, and reports nothing more', async () => {
    harness.begin();
    await harness.pass(1_000);
    const before = harness.reports.length;
    await harness.source.close();
    assert.deepEqual(harness.order, ['copied', 'left']);
    harness.standby('there');
    assert.equal(harness.reports.length, before);
  });
});
