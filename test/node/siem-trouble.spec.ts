import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import FakeTimers from '@sinonjs/fake-timers';
import { CLIENT, type FlowNode, helper } from './account-helper';
import { pause, RECORDS, SiemRig, SLOT, siemNode, surroundings, tab, until } from './siem-rig';

describe('The SIEM node in an outage', () => {
  let rig: SiemRig;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(() => rig.stop());

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
      rig = await SiemRig.start();
      rig.simulator.grants.active = false;
      await rig.load(rig.flow(siemNode({ types: 'receipt,spam' })));
    });

    it('reports it once an outage, however often it polls', async () => {
      for (let poll = 0; poll < 3; poll += 1) await rig.poll();
      assert.deepEqual(
        rig.errors.map(({ code }) => code),
        ['MIMECAST_AUTH'],
      );
      assert.deepEqual(
        rig.kinds('failed').map(({ type, code }) => [type, code]),
        [
          ['receipt', 'MIMECAST_AUTH'],
          ['spam', 'MIMECAST_AUTH'],
        ],
      );
      assert.equal(rig.kinds('poll').length, 6, 'each poll of each type is reported all the same');
    });

    it('does not repeat requests, however often messages trigger it', async () => {
      for (let poll = 0; poll < 3; poll += 1) await rig.poll();
      assert.equal(rig.calls('/oauth/token').length, 1);
      assert.deepEqual(rig.listings(), []);
    });

    it('shows it in red, and does not repeat the status', async () => {
      await rig.poll();
      await until(() => rig.statuses.at(-1)?.fill === 'red', 'a red status');
      const status = rig.statuses.at(-1);
      assert.match(String(status?.text), /^401 application disabled or deleted/);
      assert.equal(status?.['code'], 'MIMECAST_AUTH');
      const shown = rig.statuses.length;
      await rig.poll();
      await pause(1_050);
      assert.equal(rig.statuses.length, shown);
    });

    it('recovers by itself, reports the start, and has lost nothing', async () => {
      await rig.poll();
      rig.simulator.grants.active = true;
      await afterRefusal(async () => {
        await rig.poll();
        await rig.poll();
      });
      const recovered = rig.kinds('recovered');
      assert.deepEqual(recovered.map(({ type }) => type).sort(), ['receipt', 'spam']);
      const failedAt = Date.parse(String(rig.kinds('failed')[0]?.at));
      for (const { since } of recovered) assert.ok(Math.abs(Date.parse(String(since)) - failedAt) < 1000);
      const { lostCount, twice } = rig.compare('receipt', 'spam');
      assert.deepEqual([lostCount, twice, rig.lines.length], [0, 0, 2 * RECORDS]);
    });

    it('reports the next outage', async () => {
      await rig.poll();
      rig.simulator.grants.active = true;
      await afterRefusal(async () => {
        await rig.poll();
        rig.simulator.grants.active = false;
        rig.simulator.expireTokens();
        await rig.poll();
      });
      assert.equal(rig.errors.length, 2);
      assert.equal(rig.kinds('failed').length, 4);
    });
  });

  it('does not reveal a wrong secret', async () => {
    rig = await SiemRig.start();
    rig.simulator.faults.set('token-echo', 1);
    await rig.load(rig.flow(), { ...CLIENT, clientSecret: 'canary-wrong-secret-55' });
    await rig.poll();
    assert.equal(rig.errors[0]?.code, 'MIMECAST_AUTH');
    await until(() => rig.statuses.at(-1)?.fill === 'red', 'a red status');
    assert.doesNotMatch(JSON.stringify([rig.errors, rig.statuses, rig.reports]), /canary/);
  });

  describe('with a type that it may not read', () => {
    beforeEach(async () => {
      rig = await SiemRig.start();
      rig.simulator.grants.siem = ['receipt', 'url protect'];
    });

    it('reads the others', async () => {
      await rig.load(rig.flow(siemNode({ types: 'spam,receipt,url protect' })));
      await rig.poll();
      assert.deepEqual(
        rig.kinds('failed').map(({ type, code }) => [type, code]),
        [['spam', 'MIMECAST_FORBIDDEN']],
      );
      assert.deepEqual(
        rig.errors.map(({ code }) => code),
        ['MIMECAST_FORBIDDEN'],
      );
      const { lostCount, twice } = rig.compare('receipt', 'url protect');
      assert.deepEqual([lostCount, twice, rig.lines.length], [0, 0, 2 * RECORDS]);
      await until(() => rig.statuses.at(-1)?.fill === 'yellow', 'a yellow status');
      assert.match(
        String(rig.statuses.at(-1)?.text),
        /^spam: 403 no permission, product Threats, Security Events and Data for CG$/,
      );
    });

    it('skips it in scheduled polls, and tries again on request', async () => {
      await rig.load(rig.flow(siemNode({ types: 'spam,receipt', every: 0.05, everyUnit: 'seconds' })));
      await until(() => rig.listings('receipt').length >= 4, 'four polls');
      assert.equal(rig.listings('spam').length, 1);
      await rig.poll();
      assert.ok(rig.listings('spam').length >= 2);
      assert.equal(rig.errors.length, 1);
    });
  });

  describe('with a user directory that is not writable', () => {
    beforeEach(async () => {
      rig = await SiemRig.start();
      // Not by permission: root may write anywhere.
      await writeFile(join(rig.userDir, 'mimecast'), 'in the way');
      await rig.load();
      await rig.poll();
    });

    it('sends nothing, and reports the reason', () => {
      assert.deepEqual([rig.records.length, rig.errors.length], [0, 1]);
      assert.equal(rig.errors[0]?.code, 'MIMECAST_CONFIG');
      assert.match(String(rig.errors[0]?.message), /the position can't be (read|saved)/);
      assert.deepEqual(rig.listings(), []);
    });

    it('continues when it can', async () => {
      await rm(join(rig.userDir, 'mimecast'));
      await rig.poll();
      const { lostCount, twice } = rig.compare();
      assert.deepEqual([lostCount, twice, rig.lines.length], [0, 0, RECORDS]);
      assert.equal(rig.kinds('recovered').length, 1);
    });
  });

  describe('with a full disk in the middle', () => {
    it('is at most two batches ahead of its saved position, and continues without duplicates', async () => {
      rig = await SiemRig.start();
      await rig.load(rig.flow(siemNode({ chunk: 2 })));
      await rig.poll();
      const temporary = join(rig.userDir, 'mimecast', 'positions', 'siem.json.tmp');
      await mkdir(join(temporary, 'in the way'), { recursive: true });
      rig.simulator.advance(SLOT);
      await rig.poll();
      const ahead = rig.lines.length - RECORDS;
      assert.ok(ahead <= 4, `${ahead} records ahead`);
      await rig.poll();
      assert.equal(rig.lines.length - RECORDS, ahead, 'nothing is handed over before the position is saved');
      assert.deepEqual(
        rig.errors.map(({ code }) => code),
        ['MIMECAST_CONFIG'],
      );
      await rm(temporary, { recursive: true, force: true });
      await rig.poll();
      const { expected, lostCount, twice } = rig.compare();
      assert.deepEqual([expected, lostCount, twice], [RECORDS + 5, 0, 0]);
    });
  });

  it('shows a status when it changes, and at most one per second', async () => {
    rig = await SiemRig.start();
    const started = performance.now();
    await rig.load(rig.flow(siemNode({ every: 0.02, everyUnit: 'seconds' })));
    await until(() => rig.kinds('poll').length >= 20, 'twenty polls');
    await until(() => rig.statuses.length >= 2, 'a second status');
    const seconds = (performance.now() - started) / 1000;
    assert.ok(rig.statuses.length <= 2 + Math.floor(seconds), `${rig.statuses.length} in ${seconds} s`);
    const shown = rig.statuses.map(({ fill, text }) => `${fill} ${text}`);
    assert.ok(shown.every((text, index) => text !== shown[index - 1]));
  });
});

describe('Two SIEM nodes with one account', () => {
  let rig: SiemRig;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(() => rig.stop());

  const flow = ([first, second]: readonly [string, string] = ['account', 'account']): readonly FlowNode[] => [
    tab,
    rig.account(),
    rig.account({ id: 'another' }),
    siemNode({ id: 'mail', types: 'receipt', account: first }),
    siemNode({ id: 'threats', types: 'spam', account: second }),
    ...surroundings(['mail', 'threats']),
  ];

  it('sign in once, and fetch the account identity once', async () => {
    rig = await SiemRig.start();
    await rig.load(flow());
    await Promise.all([rig.poll('mail'), rig.poll('threats')]);
    assert.equal(rig.calls('/oauth/token').length, 1);
    assert.equal(rig.calls('/identity/whoami').length, 1);
    const { lostCount, twice } = rig.compare('receipt', 'spam');
    assert.deepEqual([lostCount, twice], [0, 0]);
  });

  it('have a position each', async () => {
    rig = await SiemRig.start();
    await rig.load(flow());
    await Promise.all([rig.poll('mail'), rig.poll('threats')]);
    await helper.clearFlows();
    assert.deepEqual(await rig.positionFiles(), ['mail.json', 'threats.json']);
  });

  // Mimecast counts per application, however many account nodes use it.
  for (const [what, accounts] of [
    ['share one quota', ['account', 'account']],
    ['share one quota also with two account nodes of the same application', ['account', 'another']],
  ] as const) {
    it(`${what}: share one quota, and wait for it`, async () => {
      const quota = { calls: 100, windowMs: 60_000 };
      rig = await SiemRig.start();
      await rig.load(flow());
      await rig.poll('mail');
      const used = rig.listings('receipt').length;
      await rig.stop();

      const quotas = { token: quota, api: quota, 'siem-batch': { calls: used, windowMs: 60_000 } };
      rig = await SiemRig.start({ quotas });
      await rig.load(flow(accounts), CLIENT, { another: CLIENT });
      await rig.poll('mail');
      assert.equal(rig.listings('receipt').length, used, 'the quota is used up to the last call');
      helper.getNode('threats')?.receive({});
      await until(() => rig.kinds('throttled').length > 0, 'a report of waiting');
      const [throttled] = rig.kinds('throttled');
      assert.deepEqual([throttled?.type, throttled?.['code']], ['spam', 'MIMECAST_RATE_LIMITED']);
      assert.deepEqual(
        rig.simulator.requests.filter(({ status }) => status === 429),
        [],
        'it waits before the wall, not behind it',
      );
      assert.deepEqual(rig.listings('spam'), []);
    });
  }
});
