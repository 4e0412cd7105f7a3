/** Policies as records, and answers of another form, on a simulated tenant. */
import assert from 'node:assert/strict';
import { CHECKS, type CheckId } from '../../nodes/lib/properties/values/policy-checks';
import type { SimulatorOptions } from '../../nodes/lib/simulator/simulator';
import { type Kind, PolicyHarness, type RunOptions } from './support/policy-harness';

describe('The policy checks on a simulated tenant', () => {
  let harness: PolicyHarness;
  const start = async (options: SimulatorOptions = {}): Promise<void> => {
    harness = await PolicyHarness.start(options);
  };
  afterEach(() => harness.stop());

  /** The list that each check passes on, and a record of another form in it. */
  const LISTS: readonly (readonly [CheckId, Kind, RunOptions?])[] = [
    ['anti_spoofing_bypass', 'anti-spoofing-bypass'],
    ['journaling', 'journaling'],
    ['permitted_senders', 'managed-senders'],
    ['permitted_urls', 'managed-urls'],
    ['directory_sync', 'directory-integrations'],
    ['connectors', 'connectors'],
    ['admin_roles', 'roles', { targets: { permittedRoles: ['Any'] } }],
    ['content_examination', 'content-examination', { unpublished: true }],
    ['url_protection', 'url-protect', { unpublished: true }],
    ['attachment_protection', 'attachment-management', { unpublished: true }],
  ];

  for (const [check, kind, run] of LISTS) {
    it(`${check} does not pass on an answer of another form`, async () => {
      await start({ grants: { unpublished: true }, logRates: 0 });
      harness.without('Cloud Integrated', 'Threats, Security Events and Data for CG');
      for (const body of [
        { meta: { status: 200 } },
        { meta: { status: 200 }, data: null },
        { result: [] },
        { data: ['x'], policies: ['x'], definitions: [7], integrations: [7], roles: [7], connectors: [7] },
        [],
      ]) {
        harness.simulator.policies.answer(kind, body);
        const finding = await harness.runOne(check, run);
        assert.equal(finding.status, 'not_readable', JSON.stringify(body));
        assert.match(finding.summary, /the answer has another form/);
      }
      harness.simulator.policies.answer(kind, undefined);
      harness.replace(kind, { weather: 'fine' });
      const finding = await harness.runOne(check, run);
      assert.equal(finding.status, 'not_readable', finding.summary);
      assert.match(finding.summary, /another form \(the members (lastSyncDateTime, )?.*weather/);
    });
  }

  it('judge what the four unpublished paths answer, as evidence of a tier of its own', async () => {
    await start({ grants: { unpublished: true }, logRates: 0 });
    harness.without('Cloud Integrated', 'Threats, Security Events and Data for CG');
    const checks: readonly CheckId[] = [
      'content_examination',
      'url_protection',
      'attachment_protection',
      'archive_retention',
    ];
    const run = async () => {
      const { findings } = await harness.run(checks, { unpublished: true });
      return findings.map(({ status, evidence }) => [
        status,
        evidence.find(({ tier }) => tier === 'unpublished')?.httpStatus,
      ]);
    };
    assert.deepEqual(
      await run(),
      checks.map(() => ['pass', 200]),
    );
    for (const kind of ['content-examination', 'url-protect', 'attachment-management'] as const)
      harness.edit(kind, { enabled: false });
    harness.edit('archive-settings', { retentionDays: 30 });
    assert.deepEqual(await run(), [...Array.from({ length: 3 }, () => ['disabled', 200]), ['fail', 200]]);
    harness.simulator.grants.unpublished = false;
    assert.deepEqual(
      (await run()).map(([, status]) => status),
      [404, 404, 404, 404],
    );
  });

  it('do not trust an empty list of an application that sees nothing else', async () => {
    await start();
    harness.replace('anti-spoofing-bypass');
    harness.replace('managed-urls');
    const statuses = async () =>
      (await harness.run(['anti_spoofing_bypass', 'permitted_urls'])).findings.map(({ status }) => status);
    assert.deepEqual(await statuses(), ['pass', 'pass']);
    for (const kind of ['anti-spoofing', 'blocked-senders', 'greylisting'] as const) harness.replace(kind);
    assert.deepEqual(await statuses(), ['not_readable', 'not_readable']);
  });

  it('are an error when a page of a list is missing, and never a pass of the rest', async () => {
    await start({ logPageSize: 1 });
    harness.simulator.faults.next('token-refused', 1);
    assert.equal((await harness.runOne('permitted_urls')).status, 'error');
    assert.equal((await harness.runOne('permitted_urls')).status, 'pass');
  });

  it('hand out each policy once with all of its configuration, and say what changed', async () => {
    await start({ grants: { unpublished: true }, logPageSize: 1 });
    const link = { domain: 'x.example', action: 'block', matchType: 'domain' };
    harness.replace('managed-urls', ...Array.from({ length: 25 }, (_, n) => ({ ...link, path: `/${n}` })));
    const options = { unpublished: true, output: 'both' } as const;
    const { policies, findings } = await harness.run(CHECKS, options);
    assert.equal(findings.length, CHECKS.length);
    const kinds = new Set(policies.map(({ policy }) => policy));
    assert.deepEqual([...kinds].sort(), [
      ...['account', 'anti-spoofing', 'anti-spoofing-bypass', 'archive-settings', 'attachment-management'],
      ...['blocked-senders', 'cloud-integrated', 'connectors', 'content-examination', 'delivery-route'],
      ...['delivery-route-definitions', 'directory-sync', 'dmarc-domains', 'dns-authentication-outbound'],
      ...['greylisting', 'journaling', 'managed-senders', 'managed-urls', 'roles', 'url-protect'],
    ]);
    const links = policies.filter(({ policy }) => policy === 'managed-urls');
    assert.deepEqual(
      links.map(({ configuration }) => configuration?.['path']).sort(),
      Array.from({ length: 25 }, (_, n) => `/${n}`).sort(),
    );
    const [bypass] = policies.filter(({ policy }) => policy === 'anti-spoofing-bypass');
    assert.deepEqual(bypass?.configuration?.['sourceIPs'], ['192.0.2.0/28']);
    assert.ok(policies.every(({ change }) => change === 'first'));

    harness.edit('greylisting', { enabled: false });
    harness.replace('roles', { roleName: 'New' });
    const second = (await harness.run(CHECKS, options)).policies.filter(
      ({ change }) => change !== 'unchanged',
    );
    assert.deepEqual(
      second.map(({ policy, change, name }) => [policy, change, name]).sort(),
      [
        ['greylisting', 'changed', 'Default greylisting'],
        ['roles', 'added', 'New'],
        ...['Super', 'Full', 'Basic', 'Help Desk'].map((name) => [
          'roles',
          'removed',
          `${name} Administrator`,
        ]),
      ].sort(),
    );
  });

  it('never store or hand out a credential of a configuration', async () => {
    await start();
    const SECRET = 'canary-3f9a';
    harness.edit('journaling', {
      smtpJournalingConnection: { usesAuthentication: true, password: SECRET, hostnames: ['mx.example'] },
    });
    harness.edit('managed-urls', { queryString: `a=1&access_token=${SECRET}` });
    harness.edit('directory-integrations', { clientSecret: SECRET, tenantDomain: 'corp.example' });
    harness.edit('connectors', { description: `https://user:${SECRET}@host.example/` });
    const { policies, findings } = await harness.run(CHECKS, { output: 'both' });
    for (const [name, value] of Object.entries({ policies, findings, baseline: harness.baseline }))
      assert.ok(!JSON.stringify(value).includes(SECRET), name);
    const [journal] = policies.filter(({ policy }) => policy === 'journaling');
    assert.deepEqual(journal?.configuration?.['smtpJournalingConnection'], {
      usesAuthentication: true,
      hostnames: ['mx.example'],
    });
    const [link] = policies.filter(({ policy }) => policy === 'managed-urls');
    assert.equal(link?.configuration?.['queryString'], 'a=1&access_token=***');
  });
});
