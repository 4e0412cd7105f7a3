import assert from 'node:assert/strict';
import { PROBE_IDS } from '../../../nodes/lib/assessments/permissions/permission-probes';
import { PRODUCTS, type Product } from '../../../nodes/lib/simulator/common/permissions';
import type { SimulatorOptions } from '../../../nodes/lib/simulator/simulator';
import { CLIENT } from '../support/account-helper';
import { usePermissionCheck } from './permission-check';

describe('The permission check', () => {
  const check = usePermissionCheck();
  const { load, ask } = check;

  it("tests the data types of the account's nodes, each with one call, and names the nodes", async () => {
    await load([
      { type: 'mimecast-ttp', name: 'Clicks', types: 'url' },
      { type: 'mimecast-audit', name: '' },
    ]);
    const { rows, text } = await ask();
    assert.deepEqual(
      rows.map(({ probe, state, usedBy }) => [probe, state, usedBy]),
      [
        ['account', 'works', []],
        ['siem.batch.cg', 'works', ['mimecast-siem']],
        ['audit', 'works', ['mimecast-audit']],
        ['ttp.url', 'works', ['Clicks']],
      ],
    );
    assert.match(text, /^Connection successful: everything that your nodes use can be read \(3 of 3\)$/);
    for (const path of ['/api/ttp/url/get-logs', '/siem/v1/batch/events/cg']) {
      assert.equal(check.harness.calls(path).length, 1, path);
    }
  });

  it('tests the data types of checks and indicators', async () => {
    await load([
      { type: 'mimecast-policy-check', name: 'P', checks: 'greylisting,journaling' },
      { type: 'mimecast-kri', name: 'K', indicators: 'mimecast_hold_queue_size,mimecast_auth_alignment_pct' },
    ]);
    const { rows } = await ask();
    const probes = rows.map(({ probe }) => probe);
    // Alignment comes from the receipts where DMARC Analyzer does not return it.
    assert.ok(rows.find(({ probe }) => probe === 'siem.batch.cg')?.usedBy.includes('K'));
    assert.deepEqual(probes.sort(), [
      'account',
      'dmarc.statistics',
      'held.held',
      'policy.greylisting',
      'policy.journaling',
      'siem.batch.cg',
    ]);
  });

  it('names the missing permission and product, and says that products cannot be added', async () => {
    await load([{ type: 'mimecast-audit' }, { type: 'mimecast-ttp', types: 'url' }], {
      grants: { products: ['Security Events', 'Threats, Security Events and Data for CG'], permissions: [] },
    });
    const { rows, text } = await ask();
    const of = (probe: string) => rows.find((row) => row.probe === probe);
    assert.equal(of('audit')?.state, 'notLicensed');
    assert.equal(of('audit')?.product, 'Audit Events');
    assert.equal(of('ttp.url')?.state, 'forbidden');
    assert.equal(of('ttp.url')?.permission, 'Monitoring | URL Protection | Read');
    // No permission and a useless product: nothing is left, even if more is requested.
    assert.match(text, /^Signed in, but this application can't read any data: /);
    assert.match(
      text,
      /\nThe account's details can't be read.*\nProducts can't be added to an existing application/,
    );
    assert.match(text, /role at any time/);
  });

  it('tests everything on request, and finds that everything works in a complete tenant', async () => {
    await load();
    const { rows } = await ask('account', { all: true });
    assert.equal(rows.length, PROBE_IDS.length);
    assert.deepEqual(
      rows.filter(({ state }) => state !== 'works').map(({ probe, reason }) => [probe, reason]),
      [],
    );
  });

  it('uses the values of the dialog, for the nodes in the editor', async () => {
    await load();
    const form = { region: 'custom', baseUrl: check.harness.simulator.apiUrl, ...CLIENT };
    const nodes = [
      { type: 'mimecast-audit', name: 'A', account: 'fresh' },
      { type: 'mimecast-dlp', name: 'disabled', account: 'fresh', d: true },
      { type: 'mimecast-ttp', name: 'of another', account: 'account' },
      { type: 'mimecast-held', name: 'in a subflow', z: 'sub', account: '${ACCOUNT}', types: 'held' },
      { type: 'subflow:sub', name: '', env: [{ name: 'ACCOUNT', value: 'fresh' }] },
    ];
    const { rows, status } = await ask('fresh', { form, nodes });
    assert.equal(status, 200);
    assert.deepEqual(
      rows.map(({ probe, state, usedBy }) => [probe, state, usedBy]),
      [
        ['account', 'works', []],
        ['audit', 'works', ['A']],
        ['held.held', 'works', ['in a subflow']],
      ],
    );
    const { text } = await ask('fresh', { form, nodes: [] });
    assert.match(text, /^Connection successful: all 27 data types .*\nNo node uses this account yet/);
  });

  describe('of an application with few products', () => {
    const SIEM = 'Threats, Security Events and Data for CG';
    const headline = ({ verdict }: Awaited<ReturnType<typeof ask>>): string =>
      `${verdict?.level} ${verdict?.key}`;
    const products = (...given: readonly Product[]): SimulatorOptions => ({ grants: { products: given } });

    for (const missingProduct of ['not-found', 'forbidden'] as const) {
      it(`is green where only Account Management is missing (${missingProduct}), and notes that`, async () => {
        const given = PRODUCTS.filter((product) => product !== 'Account Management');
        await load([{ type: 'mimecast-audit' }], { grants: { products: given, missingProduct } });
        const found = await ask();
        assert.equal(headline(found), 'green allUsed');
        assert.deepEqual(found.advice, ['account']);
        assert.match(
          found.text,
          /^Connection successful: .* \(2 of 2\)\nThe account's details can't be read/,
        );
        const levels = found.rows.map(({ probe, level }) => [probe, level]);
        assert.deepEqual(levels, [
          ['account', 'info'],
          ['siem.batch.cg', 'green'],
          ['audit', 'green'],
        ]);
      });
    }

    it('is yellow where a policy check evaluates the account', async () => {
      const given = PRODUCTS.filter((product) => product !== 'Account Management');
      const node = { type: 'mimecast-policy-check', name: 'P', checks: 'archive_retention,greylisting' };
      await load([node], { grants: { products: given } });
      const found = await ask();
      assert.equal(headline(found), 'yellow someUsed');
      assert.deepEqual(found.verdict?.values, { asked: 3, works: 2, failed: 1 });
      assert.deepEqual(found.advice, ['notLicensed']);
    });

    it('is yellow where one source is denied, and red where all of them are', async () => {
      await load([{ type: 'mimecast-audit' }, { type: 'mimecast-ttp' }], products(SIEM));
      const some = await ask();
      assert.equal(headline(some), 'yellow someUsed', some.text);
      Object.assign(check.harness.simulator.grants, { products: ['Domain Management'] });
      const found = await ask();
      assert.equal(headline(found), 'red noneUsed');
      assert.equal(found.rows.find(({ probe }) => probe === 'directory.domains')?.state, 'works');
    });

    it('lists what can be read before any node uses it', async () => {
      await load([], products(SIEM));
      const form = { region: 'custom', baseUrl: check.harness.simulator.apiUrl, ...CLIENT };
      const found = await ask('fresh', { form, nodes: [] });
      assert.equal(headline(found), 'info someReadable');
      assert.deepEqual(
        found.rows.filter(({ state }) => state === 'works').map(({ probe }) => probe),
        ['siem.batch.cg', 'siem.stream.cg', 'policy.urlStats'],
      );
      assert.match(found.text, /^Signed in: 3 of 27 data types can be read.*\nNo node uses this account yet/);
    });

    it('has its own message where nothing can be read', async () => {
      await load([], products());
      assert.equal(headline(await ask()), 'red nothing');
      const form = { region: 'custom', baseUrl: check.harness.simulator.apiUrl, ...CLIENT };
      assert.equal(headline(await ask('fresh', { form, nodes: [] })), 'red nothing');
    });

    it('is not green where further data types were requested and are denied', async () => {
      await load([], products(SIEM, 'Account Management'));
      assert.equal(headline(await ask()), 'green allUsed');
      assert.equal(headline(await ask('account', { all: true })), 'info othersDenied');
    });

    it('is green where an indicator has another data source, and names it', async () => {
      const kri = { type: 'mimecast-kri', name: 'K', indicators: 'mimecast_auth_alignment_pct' };
      await load([kri], products(SIEM, 'Account Management'));
      const found = await ask();
      assert.equal(headline(found), 'green allUsed');
      const row = found.rows.find(({ probe }) => probe === 'dmarc.statistics');
      assert.deepEqual([row?.state, row?.level, row?.instead], ['notLicensed', 'info', 'SIEM events, files']);
    });
  });

  it('sends a stored secret to the deployed host only', async () => {
    await load();
    const form = { region: 'custom', baseUrl: 'https://elsewhere.example', has_clientSecret: true };
    const { status, text } = await ask('account', { form: { ...form, clientId: 'x' } });
    assert.equal(status, 503);
    assert.match(text, /only sent to the deployed host/);
  });

  it('accepts deployed accounts, or the values of a dialog', async () => {
    await load();
    assert.equal((await ask('nobody')).status, 404);
    assert.equal((await ask('no%20body')).status, 400);
    assert.equal((await ask('account', { all: 'yes' })).status, 400);
  });

  it('explains what keys of API 1.0 can read and what needs API 2.0', async () => {
    const credentials = {
      appId: 'canary-app-id-11',
      appKey: 'canary-app-key-22',
      accessKey: 'canary-access-key-33',
      secretKey: Buffer.from('canary-secret-key-44').toString('base64'),
    };
    await load([], { legacyKeys: credentials }, { auth: 'legacy', credentials });
    const { rows, text } = await ask('account', { all: true });
    const states = new Map(rows.map(({ probe, state }) => [probe, state]));
    for (const probe of ['account', 'audit', 'directory.users', 'directory.groups', 'policy.blockedSenders'])
      assert.equal(states.get(probe), 'works', probe);
    for (const probe of ['siem.batch.cg', 'siem.stream.ci', 'policy.greylisting', 'dmarc.statistics'])
      assert.equal(states.get(probe), 'needsApi2', probe);
    assert.match(text, /API 1\.0 is being retired.*create an API 2\.0 application/);
  });
});
