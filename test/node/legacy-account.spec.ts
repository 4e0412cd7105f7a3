import assert from 'node:assert/strict';
import { z } from 'zod';
import { SiemRig, siemNode, surroundings, tab } from './siem-rig';

import policyCheck = require('../../nodes/mimecast-policy-check');

const KEYS = {
  appId: 'canary-app-id-11',
  appKey: 'canary-app-key-22',
  accessKey: 'canary-access-key-33',
  secretKey: Buffer.from('canary-secret-key-44').toString('base64'),
};
const finding = z.looseObject({ check: z.string(), status: z.string() });

describe('an account with API 1.0 keys', () => {
  let rig: SiemRig;
  const load = async (credentials: object = KEYS, account: Readonly<Record<string, unknown>> = {}) => {
    rig = await SiemRig.start({ legacyKeys: KEYS, unpublishedPaths: true, now: () => Date.now() });
    const policy = {
      id: 'policy',
      type: 'mimecast-policy-check',
      z: 'tab',
      x: 1,
      y: 1,
      account: 'account',
      every: 0,
      checks: 'blocked-senders,content-examination,greylisting,archive-retention',
      wires: [['records'], ['reports']],
    };
    const flow = [tab, rig.account({ auth: 'legacy', ...account }), siemNode(), policy];
    await rig.load([...flow, ...surroundings(['siem', 'policy'])], credentials, {}, [policyCheck]);
  };
  afterEach(() => rig.stop());

  it('reads policies where API 1.0 has them, the unpublished paths included', async () => {
    await load();
    await rig.poll('policy');
    const found = rig.messages.map(({ payload }) => finding.parse(payload));
    assert.deepEqual(
      new Map(found.map(({ check, status }) => [check, status])),
      new Map([
        ['blocked-senders', 'pass'],
        ['content-examination', 'pass'],
        ['archive-retention', 'pass'],
        ['greylisting', 'not_readable'],
      ]),
    );
    const text = JSON.stringify([rig.messages, rig.reports, rig.statuses]);
    for (const key of Object.values(KEYS)) assert.ok(!text.includes(key));
  });

  it('says of SIEM that it needs API 2.0', async () => {
    await load();
    await rig.poll('siem').catch(() => undefined);
    assert.match(rig.errors[0]?.message ?? '', /takes API 2\.0/);
  });

  it('says which key is missing, and which regions belong to it', async () => {
    await load({ ...KEYS, accessKey: '' });
    await rig.poll('policy');
    assert.match(rig.errors.at(-1)?.message ?? '', /accessKey is missing/);
    await rig.stop();
    await load(KEYS, { region: 'global' });
    await rig.poll('policy');
    assert.match(rig.errors.at(-1)?.message ?? '', /global belongs to API 2\.0/);
  });
});
