/** The client against the simulated tenant: two implementations of the same reference must agree. */
import assert from 'node:assert/strict';
import { testConnection } from '../../../../nodes/lib/api/connection-test';
import type { ApiClient } from '../../../../nodes/lib/contracts/api-client';
import { createSimulator, type FaultName, type Simulator } from '../../../../nodes/lib/simulator/simulator';
import { assertRedacted, failureOf } from '../support/error-assertions';
import { CLIENT_ID, CLIENT_SECRET, callOptions, clientOf, REQUEST } from '../support/tenant';
import { withoutJitter } from '../support/without-jitter';

const LIST = {
  ...REQUEST,
  query: { type: 'receipt', dateRangeStartsAt: '2026-11-21', dateRangeEndsAt: '2026-11-22', pageSize: '2' },
};

describe('The client and the simulated tenant', () => {
  withoutJitter();
  let simulator: Simulator;
  let client: ApiClient;
  beforeEach(async () => {
    simulator = createSimulator({
      now: () => Date.UTC(2026, 10, 22, 10),
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      recordsPerFile: 5,
    });
    await simulator.start();
    client = clientOf(simulator.apiUrl);
  });
  afterEach(async () => {
    await client.close();
    await simulator.stop();
  });

  async function firstLink(): Promise<string> {
    const { body } = await client.call(LIST, callOptions());
    const text = JSON.stringify(body);
    const link = /"url":"([^"]+)"/.exec(text)?.[1];
    assert(link !== undefined, text);
    return link;
  }

  it('list and download', async () => {
    let size = 0;
    for await (const chunk of await client.download(await firstLink(), callOptions())) size += chunk.length;
    assert(size > 0);
  });

  it('read the account, and return it in the connection test', async () => {
    assert.deepEqual(await client.identity(callOptions()), { code: 'CUSA00A000', name: 'Corp Example' });
    const { level, text } = await testConnection(client, 'demo');
    assert.equal(level, 'green');
    assert.match(text, /^Connection successful · CUSA00A000 Corp Example · demo · /);
  });

  it('only sign in without product or role', async () => {
    Object.assign(simulator.grants, { account: false, whoami: false, siem: [] });
    assert.equal((await testConnection(client, 'global')).level, 'yellow');
    assert.equal((await failureOf(client.call(LIST, callOptions()))).code, 'MIMECAST_FORBIDDEN');
  });

  it('report a revoked application', async () => {
    simulator.grants.active = false;
    assert.equal((await failureOf(client.call(LIST, callOptions()))).reason, 'revoked');
  });

  it('continue when all tokens expire', async () => {
    await client.call(LIST, callOptions());
    simulator.expireTokens();
    assert.equal((await client.call(LIST, callOptions())).status, 200);
  });

  it('reflect no credential', async () => {
    simulator.faults.next('token-echo');
    assertRedacted(await failureOf(client.call(LIST, callOptions())), [CLIENT_ID, CLIENT_SECRET]);
  });

  it('require a new listing for an expired link', async () => {
    const link = await firstLink();
    simulator.faults.next('expired-link');
    const error = await failureOf(client.download(link, callOptions()));
    assert.equal(error.expired, true);
    assertRedacted(error, [new URL(link).search]);
  });

  const passing: readonly FaultName[] = [
    'rate-limited-bare',
    'unauthorized-midway',
    'unauthorized-flaky',
    'server-error',
    'html-answer',
    'truncated-json',
    'fail-in-200',
    'meta-status',
    'reset',
    'quota-headers-missing',
    'token-error',
    'token-fail-in-200',
    'expires-in-odd',
  ];
  for (const fault of passing)
    it(`recover from ${fault}`, async () => {
      simulator.faults.next(fault);
      for (let i = 0; i < 3; i += 1) {
        simulator.expireTokens();
        assert.equal((await client.call(LIST, callOptions())).status, 200);
      }
      assert.equal(simulator.faults.fired[fault], 1);
    });
});
