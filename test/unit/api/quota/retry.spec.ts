import assert from 'node:assert/strict';
import { createClient } from '../../../../nodes/lib/api/client';
import type { CallOptions } from '../../../../nodes/lib/contracts/api-client';
import { createSimulator, type Simulator } from '../../../../nodes/lib/simulator/simulator';

describe('A call that must not run twice', () => {
  let tenant: Simulator;
  beforeEach(async () => {
    tenant = createSimulator({ clientId: 'an-id', clientSecret: 'a-secret' });
    await tenant.start();
  });
  afterEach(() => tenant.stop());

  /** The number of requests at the tenant when the first response got lost. */
  async function requestCount(options: Pick<CallOptions, 'tries'>): Promise<number> {
    const client = createClient({
      origin: tenant.apiUrl,
      demo: false,
      clientId: 'an-id',
      clientSecret: 'a-secret',
      timeoutMs: 5_000,
    });
    tenant.faults.next('reset', 1);
    const path = '/api/account/get-account';
    const call = { signal: new AbortController().signal, stream: 'test', ...options };
    await client
      .call({ method: 'POST', path, group: 'api', body: { data: [] } }, call)
      .catch((error: unknown) => assert.equal(String(error).includes('MimecastError'), true));
    await client.close();
    return tenant.requests.filter((request) => request.path === path).length;
  }

  it('is sent once, while others are retried', async () => {
    assert.equal(await requestCount({ tries: 1 }), 1);
    assert.equal(await requestCount({}), 1 + 2);
  });
});
