import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import type { KriRecord } from '../../../../nodes/lib/assessments/kri/types';
import type { RunSchedule } from '../../../../nodes/lib/assessments/run-schedule';
import type { ApiClient, ApiRequest, CallOptions } from '../../../../nodes/lib/contracts/api-client';
import type { CheckpointStore } from '../../../../nodes/lib/contracts/checkpoint-store';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { KriRunner, type KriState } from '../../../../nodes/lib/runtime/assessment/kri-runner';
import { kriStatus } from '../../../../nodes/lib/runtime/assessment/kri-status';
import { sleep } from '../../../../nodes/lib/util/async';
import { formatTime } from '../../../../nodes/lib/util/format-time';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 22, 3, 30);
const QUEUE = 'mimecast_hold_queue_size';

/** A tenant whose hold queue is empty, or does not answer. */
class Tenant implements ApiClient {
  readonly origin = 'https://api.example.com';
  readonly demo = false;
  calls = 0;
  down = false;
  whoAmI: MimecastError | undefined;

  /** ms of each of four tries without a response; 0: it responds, or fails at once */
  hangsMs = 0;

  async call(_request: ApiRequest, { signal, onTrouble }: CallOptions): ReturnType<ApiClient['call']> {
    this.calls += 1;
    const since = Date.now();
    for (let failed = 1; this.hangsMs > 0; failed += 1) {
      await sleep(this.hangsMs, signal);
      const error = new MimecastError('MIMECAST_UNAVAILABLE', 'the host did not answer', {
        transient: true,
        short: 'no answer for 60 s',
      });
      if (failed === 4) throw error;
      onTrouble?.({ error, since, retryAt: Date.now() });
    }
    if (this.down) throw new MimecastError('MIMECAST_UNAVAILABLE', 'not reachable', { transient: true });
    const data = [{ dateReceived: '2026-11-22T02:00:00+0000', reason: 'Spam' }];
    return { status: 200, body: { data, meta: {} }, requestId: 'r', bytes: 1, failures: [] };
  }
  download = () => Promise.reject(new Error('not asked for'));
  identity = async () => {
    if (this.whoAmI !== undefined) throw this.whoAmI;
    return { code: 'C0A0', name: '' };
  };
  close = () => Promise.resolve();
}

class Harness {
  readonly clock = FakeTimers.install({
    now: NOW,
    toFake: ['setTimeout', 'clearTimeout', 'Date'],
  });
  readonly tenant = new Tenant();
  readonly records: KriRecord[] = [];
  readonly states: KriState[] = [];
  readonly errors: unknown[] = [];
  readonly warnings: string[] = [];
  readonly logs: string[] = [];
  summaries = 0;
  text: string | undefined;
  broken: Error | undefined;
  clientError: MimecastError | undefined;
  runner: KriRunner;

  readonly #timing: RunSchedule;

  constructor(timing: RunSchedule = { everyMs: 24 * HOUR, at: '' }) {
    this.#timing = timing;
    this.runner = this.#make();
  }

  /** Only the written state remains, as after a restart. */
  async restart(): Promise<void> {
    await this.runner.close();
    this.runner = this.#make();
    this.runner.start();
    await this.pass(1);
  }

  #make(): KriRunner {
    const backend: CheckpointStore = {
      read: async () => this.text,
      write: async (text) => {
        if (this.broken !== undefined) throw this.broken;
        this.text = text;
      },
    };
    const settings = { indicators: [QUEUE], thresholds: {}, unlicensed: 'zero', overrides: {} } as const;
    return new KriRunner(settings, this.#timing, {
      id: 'kri',
      store: backend,
      client: async () => {
        if (this.clientError !== undefined) throw this.clientError;
        return this.tenant;
      },
      events: {
        record: (record) => this.records.push(record),
        summary: () => {
          this.summaries += 1;
        },
        state: (state) => this.states.push(state),
        error: (error) => this.errors.push(error),
        warn: (text) => this.warnings.push(text),
        log: (text) => this.logs.push(text),
        debug: () => undefined,
      },
    });
  }

  get seen(): readonly string[] {
    return this.records.map(({ state }) => state);
  }

  async pass(ms: number): Promise<void> {
    await this.#settle();
    await this.clock.tickAsync(ms);
    await this.#settle();
  }

  async #settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async stop(): Promise<void> {
    this.clock.uninstall();
    await this.runner.close();
  }
}

describe('KriRunner', () => {
  let harness: Harness;
  afterEach(() => harness.stop());

  it('runs once a day', async () => {
    harness = new Harness();
    harness.runner.start();
    await harness.pass(1);
    assert.deepEqual(harness.seen, ['ok']);
    await harness.pass(23 * HOUR);
    assert.equal(harness.records.length, 1);
    await harness.pass(HOUR);
    assert.equal(harness.records.length, 2);
  });

  it('retries failures after 5, 15 and 60 minutes, and warns of the same reason once', async () => {
    harness = new Harness();
    harness.tenant.down = true;
    harness.runner.start();
    await harness.pass(1);
    for (const minutes of [5, 15, 60]) await harness.pass(minutes * MINUTE);
    assert.deepEqual(harness.seen, ['error', 'error', 'error', 'error']);
    await harness.pass(10 * HOUR);
    assert.equal(harness.records.length, 4);
    assert.deepEqual(harness.warnings, ['not reachable'], 'once for all indicators that meet it');
    harness.tenant.down = false;
    await harness.pass(14 * HOUR);
    assert.equal(harness.seen.at(-1), 'ok');
  });

  it('is red from the first try without a response until a response, and reports both once', async () => {
    harness = new Harness();
    harness.tenant.hangsMs = MINUTE;
    harness.runner.start();
    const statuses = (): readonly string[] =>
      harness.states.map((state) => {
        const { fill, text = '' } = kriStatus(state, false);
        return `${fill}: ${text.replace(/(\d+ Nov )?\d\d:\d\d/, 'hh:mm')}`;
      });
    await harness.pass(MINUTE);
    assert.equal(statuses().at(-1), 'red: no answer for 60 s · trying again · measuring 0 of 1');
    assert.deepEqual(harness.warnings, ['the host did not answer']);
    await harness.pass(3 * MINUTE);
    assert.equal(statuses().at(-1), 'red: no answer for 60 s · 0 of 1 measured · next try hh:mm');
    const before = harness.states.length;
    await harness.pass(2 * HOUR);
    const since = statuses().slice(before);
    assert.ok(
      since.length > 0 && since.every((status) => status.startsWith('red: no answer for 60 s')),
      since.join('\n'),
    );
    assert.equal(harness.warnings.length, 1);
    harness.tenant.hangsMs = 0;
    await harness.pass(24 * HOUR);
    assert.match(statuses().at(-1) ?? '', /^green: 1 of 1 measured/);
    assert.equal(harness.logs.length, 1);
    assert.match(harness.logs[0] ?? '', /^Mimecast is reachable again after \d+ s$/);
  });

  it('retries earlier failures soon after a restart, until they succeed', async () => {
    harness = new Harness();
    harness.tenant.down = true;
    harness.runner.start();
    await harness.pass(1);
    await harness.pass(80 * MINUTE);
    assert.equal(harness.records.length, 4, 'and no more before the next day');
    harness.tenant.down = false;
    await harness.restart();
    assert.equal(harness.records.length, 4);
    await harness.pass(5 * MINUTE);
    assert.equal(harness.seen.at(-1), 'ok');
    await harness.restart();
    await harness.pass(2 * HOUR);
    assert.equal(harness.records.length, 5, 'nothing is owed any more');
  });

  it('repeats a run that did not end soon after a restart', async () => {
    harness = new Harness();
    harness.runner.start();
    await harness.pass(1);
    harness.clientError = new MimecastError('MIMECAST_CONFIG', 'the proxy is wrong');
    const requested = assert.rejects(harness.runner.requestRun());
    await harness.pass(1);
    await requested;
    harness.clientError = undefined;
    await harness.restart();
    await harness.pass(5 * MINUTE);
    assert.deepEqual(harness.seen, ['ok', 'ok']);
  });

  it('does not run by itself with an interval of 0, but on request', async () => {
    harness = new Harness({ everyMs: 0, at: '' });
    harness.runner.start();
    await harness.pass(48 * HOUR);
    assert.equal(harness.records.length, 0);
    const requested = harness.runner.requestRun();
    await harness.pass(1);
    await requested;
    assert.equal(harness.summaries, 1);
  });

  it('reports a failed write of the history to the requester', async () => {
    harness = new Harness({ everyMs: 0, at: '' });
    harness.broken = new Error('ENOSPC');
    harness.runner.start();
    const requested = assert.rejects(harness.runner.requestRun(), /ENOSPC/);
    await harness.pass(1);
    await requested;
    assert.deepEqual(harness.errors, []);
  });

  it('is red while there is no client, and reports it to the flow', async () => {
    harness = new Harness();
    harness.clientError = new MimecastError('MIMECAST_CONFIG', 'the proxy is wrong');
    harness.runner.start();
    await harness.pass(1);
    assert.deepEqual(harness.errors, [harness.clientError]);
    const state = harness.states.at(-1);
    assert.ok(state);
    assert.deepEqual(
      [kriStatus(state, false).fill, kriStatus(state, true).text],
      ['red', 'demo · the proxy is wrong · next try 03:35'].map((text) =>
        text.replace('03:35', formatTime(NOW + 5 * MINUTE)),
      ),
    );
    harness.clientError = undefined;
    await harness.pass(15 * MINUTE);
    assert.deepEqual(harness.seen, ['ok']);
  });

  it('works without the account code where that cannot be fetched', async () => {
    harness = new Harness();
    harness.tenant.whoAmI = new MimecastError('MIMECAST_UNAVAILABLE', 'later');
    harness.runner.start();
    await harness.pass(1);
    assert.deepEqual(harness.seen, ['ok']);
    assert.match(harness.text ?? '', /"account":""/);
  });

  it('releases pending requests when it is closed', async () => {
    harness = new Harness({ everyMs: 0, at: '' });
    harness.runner.start();
    await harness.pass(1);
    await harness.runner.close();
    await harness.runner.requestRun();
    assert.equal(harness.records.length, 0);
    assert.deepEqual(harness.runner.view().runs, []);
  });
});
