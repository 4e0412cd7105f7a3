import assert from 'node:assert/strict';
import { failureOf } from './support/error-assertions';
import { fine, inSequence, status } from './support/responders';
import { callOptions, clientOf, REQUEST } from './support/tenant';
import { useTenants } from './support/tenants';

describe('The client', () => {
  const { tenant, close } = useTenants();

  describe('with a 429 response', () => {
    it('waits and reports it, without a failure', async () => {
      const [client, { seen }] = await tenant({
        answer: inSequence(status(429), status(429), status(503), fine),
      });
      const options = callOptions();
      await client.call(REQUEST, options);
      assert.equal(seen.length, 4);
      assert.deepEqual(
        options.throttled.map(({ group }) => group),
        ['siem-batch', 'siem-batch'],
      );
    });

    it('waits five times in a row; the third and later reports contain the suitable interval', async () => {
      const [client, { seen }] = await tenant({ answer: inSequence(status(429, 'slow down')) });
      const options = callOptions();
      const error = await failureOf(client.call(REQUEST, options));
      assert.deepEqual([error.code, error.transient, error.status], ['MIMECAST_RATE_LIMITED', true, 429]);
      assert.equal(typeof error.retryAt, 'number');
      assert.equal(seen.length, 6);
      assert.deepEqual(
        options.throttled.map((one) => one.fittingIntervalMs),
        [undefined, undefined, ...Array(4).fill(60_000)],
      );
    });

    it('throws at once when the caller does not wait for quota', async () => {
      const [client, { seen }] = await tenant(
        { answer: inSequence(status(429, {}, { 'retry-after': '60' })) },
        { tries: 1 },
      );
      assert.equal((await failureOf(client.call(REQUEST, callOptions()))).code, 'MIMECAST_RATE_LIMITED');
      const error = await failureOf(client.call(REQUEST, callOptions()));
      assert.equal(error.reason, 'rateLimited');
      assert((error.retryAt ?? 0) > Date.now() + 50_000);
      assert.equal(seen.length, 1);
    });

    it('delays the other clients of the same application', async () => {
      const [one, { server }] = await tenant(
        { answer: inSequence(status(429, {}, { 'retry-after': '60' })) },
        { tries: 1 },
      );
      const other = clientOf(server.origin, { tries: 1 });
      close(other);
      await failureOf(one.call(REQUEST, callOptions()));
      const before = other.calls;
      assert.equal((await failureOf(other.call(REQUEST, callOptions()))).reason, 'rateLimited');
      assert.equal(other.calls - before, 1);
    });
  });
});
