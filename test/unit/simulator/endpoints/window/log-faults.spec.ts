import assert from 'node:assert/strict';
import { type FaultName, LOG_FAULTS } from '../../../../../nodes/lib/simulator/simulator';
import { type ApiPage, apiDate, postApi, windowOf } from '../../support/api-client';
import { type ApiClient, HOUR, NOW, withTenant } from '../../support/tenant';

const MINUTE = 60_000;
const PATH = '/api/dlp/get-logs';
const RANGE = windowOf('dlp', { from: NOW - 6 * HOUR, to: NOW + HOUR });

const first = (apiClient: ApiClient): Promise<ApiPage> => postApi(apiClient, PATH, RANGE);
const second = (apiClient: ApiClient, page: ApiPage): Promise<ApiPage> =>
  postApi(apiClient, PATH, RANGE, { pageToken: page.body.meta.pagination?.next });

/** Sets the fault once; it has to fire once, whatever is requested afterwards. */
function once(
  fault: FaultName,
  use: (apiClient: ApiClient) => Promise<void>,
  options: object = {},
): Promise<void> {
  return withTenant(
    { logRates: 40, lateRecords: 0, veryLateRecords: 0, ...options },
    async (apiClient, { faults }) => {
      faults.next(fault, 1);
      await use(apiClient);
      assert.equal(faults.fired[fault], 1);
    },
  );
}

describe('simulator: faults of the logs', () => {
  it('are separate from those of gateway and batch feed, and can all be set', () =>
    withTenant({}, async (_, { faults }) => {
      for (const name of LOG_FAULTS) faults.set(name, 0.5);
      faults.clear();
      assert.ok(LOG_FAULTS.every((name) => faults.fired[name] === 0));
    }));

  it('page-fails-midway: a later page fails and can be requested again', () =>
    once('page-fails-midway', async (apiClient) => {
      const page = await first(apiClient);
      assert.equal((await second(apiClient, page)).status, 500);
      assert.equal((await second(apiClient, page)).records.length, 25);
    }));

  it('token-refused: a validation failure on the page token', () =>
    once('token-refused', async (apiClient) => {
      const page = await first(apiClient);
      assert.equal((await second(apiClient, page)).field, 'pageToken');
      assert.equal((await second(apiClient, page)).error, undefined);
    }));

  it('repeated-token: the token of the request again, and with it the same page', () =>
    once('repeated-token', async (apiClient) => {
      const page = await first(apiClient);
      const repeated = await second(apiClient, page);
      assert.equal(repeated.body.meta.pagination?.next, page.body.meta.pagination?.next);
      assert.deepEqual((await second(apiClient, repeated)).records, repeated.records);
    }));

  it('constant-token: the token of the request again, and with it the next page', () =>
    once('constant-token', async (apiClient) => {
      const page = await first(apiClient);
      const constant = await second(apiClient, page);
      assert.equal(constant.body.meta.pagination?.next, page.body.meta.pagination?.next);
      const next = await second(apiClient, constant);
      const all = [page, constant, next].flatMap(({ records }) => records.map((one) => JSON.stringify(one)));
      assert.equal(new Set(all).size, 75);
    }));

  it('empty-page-with-next: an empty page, and more behind it', () =>
    once('empty-page-with-next', async (apiClient) => {
      const empty = await first(apiClient);
      assert.deepEqual([empty.records, empty.error], [[], undefined]);
      const page = await second(apiClient, empty);
      assert.equal(page.records.length, 25);
      assert.deepEqual((await first(apiClient)).records, page.records);
    }));

  it('duplicate-records: one record twice on a page', () =>
    once('duplicate-records', async (apiClient) => {
      const { records } = await first(apiClient);
      assert.equal(records.length, 26);
      assert.deepEqual(records[25], records[0]);
    }));

  it('reissued-ids: another id for the same impersonation', () =>
    once('reissued-ids', async (apiClient) => {
      const path = '/api/ttp/impersonation/get-logs';
      const read = async () =>
        (await postApi(apiClient, path, windowOf('ttp.impersonation', { from: NOW - HOUR, to: NOW })))
          .records;
      const [one = [], two = []] = [await read(), await read()];
      const without = (records: typeof one) => records.map(({ id: _, ...rest }) => rest);
      assert.notEqual(one[0]?.['id'], two[0]?.['id']);
      assert.deepEqual(without(one), without(two));
    }));

  it('window-too-old: a start that was valid before', () =>
    once('window-too-old', async (apiClient) => {
      const refused = await first(apiClient);
      assert.deepEqual([refused.status, refused.field], [400, 'from']);
      assert.equal((await first(apiClient)).error, undefined);
    }));

  it('unlicensed: 404', () =>
    once('unlicensed', async (apiClient) => {
      assert.equal((await first(apiClient)).status, 404);
      assert.equal((await first(apiClient)).status, 200);
    }));

  it('permission-denied: a failure with 200', () =>
    once('permission-denied', async (apiClient) => {
      const denied = await first(apiClient);
      assert.deepEqual([denied.status, denied.error], [200, 'app_forbidden']);
    }));

  for (const [fault, after] of [
    ['late-records', 10 * MINUTE],
    ['very-late-records', 16 * HOUR],
  ] as const) {
    it(`${fault}: a record that nobody has seen yet appears later than normal`, () =>
      once(
        fault,
        async (apiClient) => {
          const { simulator } = apiClient;
          const item = { ...RANGE, from: apiDate(NOW - 10 * MINUTE) };
          const read = async () => (await postApi(apiClient, PATH, item, { pageSize: 500 })).records;
          const visible = simulator.logs.count('dlp', { from: NOW - 10 * MINUTE });
          const records = await read();
          assert.equal(records.length, visible - 1);
          assert.equal(simulator.logs.count('dlp', { from: NOW - 10 * MINUTE }), visible - 1);
          await apiClient.later(after);
          const lines = (await read()).map((record) => JSON.stringify(record));
          const upTo = { from: NOW - 10 * MINUTE, to: NOW };
          assert.equal(simulator.logs.compare('dlp', lines, upTo).lostCount, 0);
        },
        { logRates: 1_200 },
      ));
  }
});
