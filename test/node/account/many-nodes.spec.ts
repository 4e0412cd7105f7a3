import assert from 'node:assert/strict';
import { SLUGS } from '../../../nodes/lib/properties/values/kri-indicators';
import { waitUntil } from '../../doubles/wait-until';
import { CLIENT, helper } from '../support/account-helper';
import { useHarness } from '../support/each-test';
import { placed } from '../support/flow-nodes';
import { listenerNodes, pause, SiemHarness, siemNode, tab } from '../support/siem-harness';

import ack = require('../../../nodes/ack/mimecast-ack');
import audit = require('../../../nodes/audit/mimecast-audit');
import directory = require('../../../nodes/directory/mimecast-directory');
import dlp = require('../../../nodes/dlp/mimecast-dlp');
import file = require('../../../nodes/file/mimecast-file');
import format = require('../../../nodes/format/mimecast-format');
import held = require('../../../nodes/held/mimecast-held');
import http = require('../../../nodes/http/mimecast-http');
import kri = require('../../../nodes/kri/mimecast-kri');
import policyCheck = require('../../../nodes/policy-check/mimecast-policy-check');
import request = require('../../../nodes/request/mimecast-request');
import syslog = require('../../../nodes/syslog/mimecast-syslog');
import ttp = require('../../../nodes/ttp/mimecast-ttp');

const MODULES = [
  ack,
  audit,
  directory,
  dlp,
  file,
  format,
  held,
  http,
  kri,
  policyCheck,
  request,
  syslog,
  ttp,
];
/** Node.js warns of a leak from the eleventh listener on. */
const MANY = 14;
const times = <T>(make: (index: number) => T): T[] => Array.from({ length: MANY }, (_, index) => make(index));

/** Properties that a node of each type needs in a flow, besides its id and its position. */
const KINDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'mimecast-ack': {},
  'mimecast-file': { path: 'many/{type}.ndjson' },
  'mimecast-format': { format: 'cef' },
  'mimecast-syslog': { host: '127.0.0.1', port: 9, protocol: 'tcp' },
  'mimecast-http': { receiver: 'json', url: 'http://127.0.0.1:9' },
  'mimecast-kri': { account: 'account', every: 0 },
  'mimecast-policy-check': { account: 'account', every: 0 },
  'mimecast-request': { account: 'account', method: 'GET', path: '/api/account/get-account' },
  'mimecast-audit': { account: 'account', every: 0 },
  'mimecast-dlp': { account: 'account', every: 0 },
  'mimecast-ttp': { account: 'account', every: 0 },
  'mimecast-held': { account: 'account', every: 0 },
  'mimecast-directory': { account: 'account', every: 0 },
};

describe('A flow with more than ten nodes of a type', function () {
  this.timeout(120_000);
  let harness: SiemHarness;
  useHarness(async () => {
    harness = await SiemHarness.start();
    return harness;
  });

  const warnings: Error[] = [];
  const keep = (warning: Error): void => void warnings.push(warning);
  const leaks = (): string[] =>
    warnings.filter(({ name }) => name === 'MaxListenersExceededWarning').map(String);
  beforeEach(() => {
    warnings.length = 0;
    process.on('warning', keep);
  });
  afterEach(() => {
    process.off('warning', keep);
  });

  for (const [type, properties] of Object.entries(KINDS)) {
    it(`${type}: shares one listener, and Node.js reports no leak`, async () => {
      const nodes = times((index) => ({
        id: `many${index}`,
        type,
        ...placed,
        ...properties,
        wires: [[], []],
      }));
      const { events } = await harness.load([tab, harness.account(), ...nodes], CLIENT, {}, MODULES);
      const listening = events.listenerCount('flows:started');
      // A warning is emitted one turn of the event loop later.
      await pause(10);
      assert.deepEqual(leaks(), []);
      // One listener is ours, one is the helper's.
      assert.ok(listening <= 2, `${listening} listeners`);
    });
  }

  it('causes no warning with sources of one account that poll at the same time, and each gets all records', async () => {
    const sources = times((index) => siemNode({ id: `siem${index}`, wires: [['records'], ['reports']] }));
    await harness.load([tab, harness.account(), ...sources, ...listenerNodes(sources.map(({ id }) => id))]);
    await Promise.all(sources.map(({ id }) => harness.poll(id)));
    await pause(10);
    assert.deepEqual(leaks(), []);
    const polls = harness.kinds('poll').map(({ records }) => records);
    assert.deepEqual(
      polls,
      times(() => 20),
    );
  });

  it('causes no warning with as many accounts and their sources', async () => {
    const accounts = times((index) => ({ ...harness.account(), id: `account${index}` }));
    const sources = accounts.map(({ id }, index) => siemNode({ id: `siem${index}`, account: id }));
    const credentials = Object.fromEntries(accounts.map(({ id }) => [id, CLIENT]));
    await harness.load(
      [tab, ...accounts, ...sources, ...listenerNodes(sources.map(({ id }) => id))],
      CLIENT,
      credentials,
    );
    await Promise.all(sources.map(({ id }) => harness.poll(id)));
    await waitUntil(() => harness.kinds('poll').length === MANY, 'a poll of each');
    assert.deepEqual(leaks(), []);
  });

  for (const type of ['mimecast-kri', 'mimecast-policy-check'])
    it(`${type}: causes no warning when all nodes run at the same time`, async () => {
      const indicators = SLUGS.join(',');
      const nodes = times((index) => ({
        id: `many${index}`,
        type,
        ...placed,
        ...KINDS[type],
        indicators,
        wires: [[], []],
      }));
      const ids = nodes.map(({ id }) => id);
      await harness.load([tab, harness.account(), ...nodes, ...listenerNodes(ids)], CLIENT, {}, MODULES);
      // All at once: their calls wait for the shared quota.
      for (const id of ids) helper.getNode(id)?.receive({});
      await waitUntil(() => harness.simulator.requests.length > MANY, 'calls');
      await pause(100);
      assert.deepEqual(leaks(), []);
    });
});
