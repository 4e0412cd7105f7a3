import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { listen } from '../support/account-helper';
import { policyNode } from '../support/flow-nodes';
import { listenerNodes, SiemHarness, siemNode, tab } from '../support/siem-harness';

import policyCheck = require('../../../nodes/policy-check/mimecast-policy-check');

const KEYS = {
  appId: 'canary-app-id-11',
  appKey: 'canary-app-key-22',
  accessKey: 'canary-access-key-33',
  secretKey: Buffer.from('canary-secret-key-44').toString('base64'),
};
const result = z.looseObject({ level: z.string(), text: z.string() });
const finding = z.looseObject({ check: z.string(), status: z.string() });

describe('An account with API 1.0 keys', () => {
  let harness: SiemHarness;
  let runtime: NodeAPI;
  const load = async (credentials: object = KEYS, account: Readonly<Record<string, unknown>> = {}) => {
    harness = await SiemHarness.start({
      legacyKeys: KEYS,
      grants: { unpublished: true },
      now: () => Date.now(),
    });
    const policy = policyNode({
      checks: 'blocked_senders,content_examination,greylisting,archive_retention',
    });
    const flow = [tab, harness.account({ auth: 'legacy', ...account }), siemNode(), policy];
    runtime = await harness.load([...flow, ...listenerNodes(['siem', 'policy'])], credentials, {}, [
      policyCheck,
    ]);
  };
  afterEach(() => harness.stop());

  it('reads policies from API 1.0, including the unpublished paths', async () => {
    await load();
    await harness.poll('policy');
    const found = harness.messages.map(({ payload }) => finding.parse(payload));
    assert.deepEqual(
      new Map(found.map(({ check, status }) => [check, status])),
      new Map([
        ['blocked_senders', 'pass'],
        ['content_examination', 'pass'],
        ['archive_retention', 'pass'],
        ['greylisting', 'not_readable'],
      ]),
    );
    const text = JSON.stringify([harness.messages, harness.reports, harness.statuses]);
    for (const key of Object.values(KEYS)) assert.ok(!text.includes(key));
  });

  it('reports that SIEM needs API 2.0', async () => {
    await load();
    await harness.poll('siem').catch(() => undefined);
    assert.match(harness.errors[0]?.message ?? '', /needs API 2\.0/);
  });

  it('tests stored keys against the deployed host, and sends them to no other host', async () => {
    await load();
    const server = await listen(runtime);
    try {
      const test = async (baseUrl: string) => {
        const untouched = { appKey: '__PWRD__', accessKey: '__PWRD__', secretKey: '__PWRD__' };
        const form = { region: 'custom', auth: 'legacy', baseUrl, appId: KEYS.appId, ...untouched };
        const response = await fetch(`${server.url}/mimecast/account/account/test`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(form),
        });
        return result.parse(await response.json());
      };
      // The keys are right. The SIEM node of this flow can do nothing with them.
      const deployed = await test(harness.simulator.apiUrl);
      assert.equal(deployed.level, 'yellow');
      assert.match(
        deployed.text,
        /^Signed in, but 2 of 5 data types that your nodes use can't be read · CUSA/,
      );
      const elsewhere = await test('https://elsewhere.example');
      assert.equal(elsewhere.level, 'red');
      assert.match(elsewhere.text, /only sent to the deployed host/);
    } finally {
      await server.close();
    }
  });

  it('names the missing key, and the regions it belongs to', async () => {
    await load({ ...KEYS, accessKey: '' });
    await harness.poll('policy');
    assert.match(harness.errors.at(-1)?.message ?? '', /accessKey is missing/);
    await harness.stop();
    await load(KEYS, { region: 'global' });
    await harness.poll('policy');
    assert.match(harness.errors.at(-1)?.message ?? '', /global belongs to API 2\.0/);
  });
});
