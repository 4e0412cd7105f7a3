import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import FakeTimers from '@sinonjs/fake-timers';
import { waitUntil } from '../../doubles/wait-until';
import { CLIENT, type FlowNode, helper } from '../support/account-helper';
import { listenerNodes, pause, RECORDS, SiemHarness, SLOT, siemNode, tab } from '../support/siem-harness';

describe('The SIEM node in an outage', () => {
  let harness: SiemHarness;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(() => harness.stop());

  describe('whose sign-in is refused', () => {
    /** A refusal is cached for ten seconds, so that many streams do not repeat the request. */
    const afterRefusal = async (work: () => Promise<void>): Promise<void> => {
      const clock = FakeTimers.install({
        now: Date.now() + 11_000,
        toFake: ['Date'],
        shouldAdvanceTime: true,
      });
      try {
        await work();
      } finally {
        clock.uninstall();
      }
    };

    beforeEach(async () => {
      harness = await SiemHarness.start();
      harness.simulator.grants.active = false;
      await harness.load(harness.flow(siemNode({ types: 'receipt,spam' })));
    });

    it('reports it once per outage, however often it polls', async () => {
      for (let poll = 0; poll < 3; poll += 1) await harness.poll();
      assert.deepEqual(
        harness.errors.map(({ code }) => code),
        ['MIMECAST_AUTH'],
      );
      assert.deepEqual(
        harness.kinds('failed').map(({ type, code }) => [type, code]),
        [
          ['receipt', 'MIMECAST_AUTH'],
          ['spam', 'MIMECAST_AUTH'],
        ],
      );
      assert.equal(harness.kinds('poll').length, 6, 'each poll of each type is reported all the same');
    });

    it('does not repeat requests, however often messages trigger it', async () => {
      for (let poll = 0; poll < 3; poll += 1) await harness.poll();
      assert.equal(harness.calls('/oauth/token').length, 1);
      assert.deepEqual(harness.listings(), []);
    });

    it('shows it in red, and does not repeat the status', async () => {
      await harness.poll();
      await waitUntil(() => harness.statuses.at(-1)?.fill === 'red', 'a red status');
      const status = harness.statuses.at(-1);
      assert.match(String(status?.text), /^401 application disabled or deleted/);
      assert.equal(status?.['code'], 'MIMECAST_AUTH');
      const shown = harness.statuses.length;
      await harness.poll();
      await pause(1_050);
      assert.equal(harness.statuses.length, shown);
    });

    it('recovers by itself, reports the start, and has lost nothing', async () => {
      await harness.poll();
      harness.simulator.grants.active = true;
      await afterRefusal(async () => {
        await harness.poll();
        await harness.poll();
      });
      const recovered = harness.kinds('recovered');
      assert.deepEqual(recovered.map(({ type }) => type).sort(), ['receipt', 'spam']);
      const failedAt = Date.parse(String(harness.kinds('failed')[0]?.at));
      for (const { since } of recovered) assert.ok(Math.abs(Date.parse(String(since)) - failedAt) < 1000);
      const { lostCount, twice } = harness.compare('receipt', 'spam');
      assert.deepEqual([lostCount, twice, harness.lines.length], [0, 0, 2 * RECORDS]);
    });

    it('reports the next outage', async () => {
      await harness.poll();
      harness.simulator.grants.active = true;
      await afterRefusal(async () => {
        await harness.poll();
        harness.simulator.grants.active = false;
        harness.simulator.expireTokens();
        await harness.poll();
      });
      assert.equal(harness.errors.length, 2);
      assert.equal(harness.kinds('failed').length, 4);
    });
  });

  it('does not reveal a wrong secret', async () => {
    harness = await SiemHarness.start();
    harness.simulator.faults.set('token-echo', 1);
    await harness.load(harness.flow(), { ...CLIENT, clientSecret: 'canary-wrong-secret-55' });
    await harness.poll();
    assert.equal(harness.errors[0]?.code, 'MIMECAST_AUTH');
    await waitUntil(() => harness.statuses.at(-1)?.fill === 'red', 'a red status');
    assert.doesNotMatch(JSON.stringify([harness.errors, harness.statuses, harness.reports]), /canary/);
  });

  describe('with a type that it may not read', () => {
    beforeEach(async () => {
      harness = await SiemHarness.start();
      harness.simulator.grants.siem = ['receipt', 'url protect'];
    });

    it('reads the other types', async () => {
      await harness.load(harness.flow(siemNode({ types: 'spam,receipt,url protect' })));
      await harness.poll();
      assert.deepEqual(
        harness.kinds('failed').map(({ type, code }) => [type, code]),
        [['spam', 'MIMECAST_FORBIDDEN']],
      );
      assert.deepEqual(
        harness.errors.map(({ code }) => code),
        ['MIMECAST_FORBIDDEN'],
      );
      const { lostCount, twice } = harness.compare('receipt', 'url protect');
      assert.deepEqual([lostCount, twice, harness.lines.length], [0, 0, 2 * RECORDS]);
      await waitUntil(() => harness.statuses.at(-1)?.fill === 'yellow', 'a yellow status');
      assert.match(
        String(harness.statuses.at(-1)?.text),
        /^spam: 403 no permission, product Threats, Security Events and Data for CG$/,
      );
    });

    it('skips that type in scheduled polls, and tries it again on request', async () => {
      await harness.load(
        harness.flow(siemNode({ types: 'spam,receipt', every: 0.05, everyUnit: 'seconds' })),
      );
      await waitUntil(() => harness.listings('receipt').length >= 4, 'four polls');
      assert.equal(harness.listings('spam').length, 1);
      await harness.poll();
      assert.ok(harness.listings('spam').length >= 2);
      assert.equal(harness.errors.length, 1);
    });
  });

  describe('with a user directory that is not writable', () => {
    beforeEach(async () => {
      harness = await SiemHarness.start();
      // Permissions would not do: root may write anywhere.
      await writeFile(join(harness.userDir, 'mimecast'), 'in the way');
      await harness.load();
      await harness.poll();
    });

    it('sends nothing, and reports the reason', () => {
      assert.deepEqual([harness.records.length, harness.errors.length], [0, 1]);
      assert.equal(harness.errors[0]?.code, 'MIMECAST_CONFIG');
      assert.match(String(harness.errors[0]?.message), /the position can't be (read|saved)/);
      assert.deepEqual(harness.listings(), []);
    });

    it('continues when the directory is writable again', async () => {
      await rm(join(harness.userDir, 'mimecast'));
      await harness.poll();
      const { lostCount, twice } = harness.compare();
      assert.deepEqual([lostCount, twice, harness.lines.length], [0, 0, RECORDS]);
      assert.equal(harness.kinds('recovered').length, 1);
    });
  });

  describe('with a disk that becomes full during a poll', () => {
    it('is at most two batches ahead of its saved position, and continues without duplicates', async () => {
      harness = await SiemHarness.start();
      await harness.load(harness.flow(siemNode({ chunk: 2 })));
      await harness.poll();
      const temporary = join(harness.userDir, 'mimecast', 'positions', 'siem.json.tmp');
      await mkdir(join(temporary, 'in the way'), { recursive: true });
      harness.simulator.advance(SLOT);
      await harness.poll();
      const ahead = harness.lines.length - RECORDS;
      assert.ok(ahead <= 4, `${ahead} records ahead`);
      await harness.poll();
      assert.equal(
        harness.lines.length - RECORDS,
        ahead,
        'nothing is handed over before the position is saved',
      );
      assert.deepEqual(
        harness.errors.map(({ code }) => code),
        ['MIMECAST_CONFIG'],
      );
      await rm(temporary, { recursive: true, force: true });
      await harness.poll();
      const { expected, lostCount, twice } = harness.compare();
      assert.deepEqual([expected, lostCount, twice], [RECORDS + 5, 0, 0]);
    });
  });

  it('shows a status when it changes, and at most one per second', async () => {
    harness = await SiemHarness.start();
    const started = performance.now();
    await harness.load(harness.flow(siemNode({ every: 0.02, everyUnit: 'seconds' })));
    await waitUntil(() => harness.kinds('poll').length >= 20, 'twenty polls');
    await waitUntil(() => harness.statuses.length >= 2, 'a second status');
    const seconds = (performance.now() - started) / 1000;
    assert.ok(
      harness.statuses.length <= 2 + Math.floor(seconds),
      `${harness.statuses.length} in ${seconds} s`,
    );
    const shown = harness.statuses.map(({ fill, text }) => `${fill} ${text}`);
    assert.ok(
      shown.every((text, index) => text !== shown[index - 1]),
      shown.join('|'),
    );
  });
});

describe('Two SIEM nodes with one account', () => {
  let harness: SiemHarness;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(() => harness.stop());

  const flow = ([first, second]: readonly [string, string] = ['account', 'account']): readonly FlowNode[] => [
    tab,
    harness.account(),
    harness.account({ id: 'another' }),
    siemNode({ id: 'mail', types: 'receipt', account: first }),
    siemNode({ id: 'threats', types: 'spam', account: second }),
    ...listenerNodes(['mail', 'threats']),
  ];

  it('sign in once, and fetch the account identity once', async () => {
    harness = await SiemHarness.start();
    await harness.load(flow());
    await Promise.all([harness.poll('mail'), harness.poll('threats')]);
    assert.equal(harness.calls('/oauth/token').length, 1);
    assert.equal(harness.calls('/identity/whoami').length, 1);
    const { lostCount, twice } = harness.compare('receipt', 'spam');
    assert.deepEqual([lostCount, twice], [0, 0]);
  });

  it('have separate positions', async () => {
    harness = await SiemHarness.start();
    await harness.load(flow());
    await Promise.all([harness.poll('mail'), harness.poll('threats')]);
    await helper.clearFlows();
    assert.deepEqual(await harness.positionFiles(), ['mail.json', 'threats.json']);
  });

  // Mimecast counts per application, however many account nodes use it.
  for (const [what, accounts] of [
    ['share one quota', ['account', 'account']],
    ['share one quota also with two account nodes of the same application', ['account', 'another']],
  ] as const) {
    it(`${what}: share one quota, and wait for it`, async () => {
      const quota = { calls: 100, windowMs: 60_000 };
      harness = await SiemHarness.start();
      await harness.load(flow());
      await harness.poll('mail');
      const used = harness.listings('receipt').length;
      await harness.stop();

      const quotas = { token: quota, api: quota, 'siem-batch': { calls: used, windowMs: 60_000 } };
      harness = await SiemHarness.start({ quotas });
      await harness.load(flow(accounts), CLIENT, { another: CLIENT });
      await harness.poll('mail');
      assert.equal(harness.listings('receipt').length, used, 'the quota is used up to the last call');
      helper.getNode('threats')?.receive({});
      await waitUntil(() => harness.kinds('throttled').length > 0, 'a report of waiting');
      const [throttled] = harness.kinds('throttled');
      assert.deepEqual([throttled?.type, throttled?.['code']], ['spam', 'MIMECAST_RATE_LIMITED']);
      assert.deepEqual(
        harness.simulator.requests.filter(({ status }) => status === 429),
        [],
        'it waits before the wall, not behind it',
      );
      assert.deepEqual(harness.listings('spam'), []);
    });
  }
});
