import assert from 'node:assert/strict';
import { WINDOW_LOGS, type WindowLogName } from '../../../../../nodes/lib/simulator/common/log-names';
import { PERMISSIONS, PRODUCTS } from '../../../../../nodes/lib/simulator/simulator';
import {
  apiDate,
  compare,
  drainLog,
  postApi,
  punctual,
  RANGE,
  requestRange,
  windowOf,
} from '../../support/api-client';
import { HOUR, NOW, withTenant } from '../../support/tenant';

describe('simulator: the logs read by time range', () => {
  for (const log of WINDOW_LOGS) {
    it(`${log}: delivers exactly the records of the ledger, over several pages`, () =>
      withTenant({ ...punctual, logRates: 40 }, async (apiClient, simulator) => {
        const { records, pages } = await drainLog(apiClient, log, RANGE, 50);
        assert.ok(pages > 3, `${pages} pages`);
        // records of the last moments are not visible yet
        const visible = simulator.logs.count(log);
        assert.ok(visible > 200);
        assert.deepEqual(
          { ...compare(simulator, log, records), expected: records.length },
          {
            expected: records.length,
            arrived: visible,
            lost: [],
            lostCount: 0,
            twice: 0,
            invented: 0,
            inventedSamples: [],
            unavailable: 0,
          },
        );
      }));
  }

  it('are newest first, except for those with oldestFirst', () =>
    withTenant({ ...punctual, logRates: 40 }, async (apiClient) => {
      const times = async (log: WindowLogName, extra: object): Promise<number[]> => {
        const { records } = await requestRange(apiClient, log, extra);
        return records.map((one) => Date.parse(String(one['eventTime'] ?? one['date'] ?? one['created'])));
      };
      const descending = (values: readonly number[]): number[] => [...values].sort((a, b) => b - a);
      const newest = await times('audit', { oldestFirst: true });
      assert.deepEqual(newest, descending(newest));
      const rejected = await times('held.rejections', { oldestFirst: true });
      assert.deepEqual(rejected, descending(rejected));
      for (const log of ['dlp', 'ttp.url', 'ttp.attachment', 'ttp.impersonation'] as const) {
        const oldest = await times(log, {});
        assert.deepEqual(oldest, descending(oldest).reverse(), log);
        const usual = await times(log, { oldestFirst: false });
        assert.deepEqual(usual, descending(usual), log);
      }
    }));

  it('put the records of audit into data, the others into one wrapper, and never return a total', () =>
    withTenant({}, async (apiClient) => {
      const keys = async (log: WindowLogName): Promise<string[]> => {
        const { body } = await requestRange(apiClient, log);
        assert.equal('totalCount' in (body.meta.pagination ?? {}), false, log);
        assert.equal(body.meta.pagination?.pageSize, 25, log);
        return Object.keys(body.data[0] ?? {}).filter((key) => key !== 'resultCount');
      };
      assert.ok((await keys('audit')).includes('auditType'));
      const wrappers: string[] = [];
      for (const log of WINDOW_LOGS.slice(1)) wrappers.push(...(await keys(log)));
      assert.deepEqual(wrappers, [
        'dlpLogs',
        'clickLogs',
        'attachmentLogs',
        'impersonationLogs',
        'heldReleaseLogs',
        'rejections',
      ]);
    }));

  it('accept dates with +0000, +00:00 and Z, and refuse others', () =>
    withTenant(punctual, async (apiClient) => {
      const whole = apiDate(NOW - HOUR);
      const counts = new Set<number>();
      for (const zone of ['+0000', '+00:00', 'Z']) {
        const { records } = await requestRange(apiClient, 'audit', {
          startDateTime: whole.replace('+0000', zone),
        });
        counts.add(records.length);
      }
      assert.equal(counts.size, 1);
      for (const wrong of [
        '2026-11-22',
        '2026-11-22T10:00:00',
        '2026-11-22T10:00:00.000Z',
        '2026-02-30T00:00:00Z',
        5,
      ]) {
        const { status, body, error } = await requestRange(apiClient, 'audit', { startDateTime: wrong });
        assert.deepEqual([status, error, body.data], [200, 'err_validation_invalid_date', []], String(wrong));
      }
    }));

  it('audit needs both dates on every page', () =>
    withTenant({ ...punctual, logRates: 40 }, async (apiClient) => {
      const { body } = await requestRange(apiClient, 'audit');
      const { endDateTime, ...half } = { endDateTime: '', ...windowOf('audit', RANGE) };
      assert.equal(endDateTime, apiDate(NOW));
      const token = body.meta.pagination?.next;
      for (const pagination of [{}, { pageToken: token }]) {
        const refused = await postApi(apiClient, '/api/audit/get-audit-events', half, pagination);
        assert.deepEqual(
          [refused.status, refused.error, refused.field],
          [200, 'err_validation_null', 'endDateTime'],
        );
      }
    }));

  it('refuse a start behind their retention with 400', () =>
    withTenant({ logRetentionMs: { dlp: HOUR } }, async (apiClient) => {
      const day = 24 * HOUR;
      const start = (ago: number) => ({ startDateTime: apiDate(NOW - ago) });
      assert.equal((await requestRange(apiClient, 'audit', start(60 * day + 1000))).status, 400);
      assert.equal((await requestRange(apiClient, 'audit', start(60 * day))).error, undefined);
      assert.equal(
        (await requestRange(apiClient, 'ttp.url', { from: apiDate(NOW - 30 * day) })).error,
        undefined,
      );
      assert.equal((await requestRange(apiClient, 'ttp.url', { from: apiDate(NOW - 32 * day) })).status, 400);
      assert.equal((await requestRange(apiClient, 'dlp')).error, 'err_validation_date_range');
    }));

  it('require one item, an ascending range, and a page size', () =>
    withTenant({}, async (apiClient) => {
      const path = '/api/dlp/get-logs';
      for (const body of ['', '{}', 'no JSON', '{"data":{}}', '{"data":[]}', '{"data":[{},{}]}']) {
        const reply = await apiClient.get(path, { method: 'POST', body });
        assert.equal(reply.status, 200, body);
        assert.match(reply.text, /"fail":\[\{"key":\{\},"errors":\[\{"field":"data"/, body);
      }
      const backwards = await requestRange(apiClient, 'dlp', { from: apiDate(NOW), to: apiDate(NOW - HOUR) });
      assert.equal(backwards.error, 'err_validation_date_range');
      assert.equal((await requestRange(apiClient, 'dlp', {}, { pageSize: 0 })).field, 'pageSize');
      assert.equal(
        (await requestRange(apiClient, 'dlp', {}, { pageSize: 9_999, pageToken: '' })).error,
        undefined,
      );
    }));

  it('filter as documented, and refuse values that do not exist', () =>
    withTenant({ ...punctual, logRates: 60 }, async (apiClient) => {
      const all = async (log: WindowLogName, extra: object, member: string): Promise<Set<unknown>> => {
        const { records, error } = await requestRange(apiClient, log, extra, { pageSize: 500 });
        assert.equal(error, undefined, `${log} ${JSON.stringify(extra)}`);
        assert.ok(records.length > 0, `${log} ${JSON.stringify(extra)}`);
        return new Set(records.map((record) => record[member]));
      };
      assert.deepEqual(
        await all('audit', { categories: ['policy_logs'] }, 'category'),
        new Set(['policy_logs']),
      );
      assert.deepEqual(await all('dlp', { routes: ['outbound'] }, 'route'), new Set(['outbound']));
      assert.deepEqual(
        await all('ttp.url', { route: 'inbound', scanResult: 'all' }, 'route'),
        new Set(['inbound']),
      );
      assert.deepEqual(
        await all('ttp.attachment', { result: 'malicious' }, 'result'),
        new Set(['malicious']),
      );
      const tagged = await all('ttp.impersonation', { taggedMalicious: false, actions: ['none'] }, 'action');
      assert.deepEqual(tagged, new Set(['none']));
      const released = { filterBy: [{ fieldName: 'status', value: 'released' }] };
      assert.deepEqual(await all('held.releases', released, 'status'), new Set(['released']));
      const virus = { searchBy: { fieldName: 'type', value: '10000' } };
      assert.deepEqual(await all('held.rejections', virus, 'type'), new Set([10_000]));
      const logons = await all('audit', { query: 'logon requires' }, 'auditType');
      assert.deepEqual(logons, new Set(['Logon Requires Challenge']));
      const byAdmin = { searchBy: { fieldName: 'operator', value: 'ADMIN@' } };
      assert.match(JSON.stringify([...(await all('held.releases', byAdmin, 'operator'))]), /admin@/i);
      const policy = { searchField: 'policy', query: 'source' };
      assert.deepEqual(await all('dlp', policy, 'policy'), new Set(['Source code']));

      for (const [log, extra] of [
        ['dlp', { routes: 'outbound' }],
        ['dlp', { searchField: 'policy' }],
        ['ttp.url', { route: 'sideways' }],
        ['ttp.impersonation', { actions: ['permitted'] }],
        ['held.releases', { filterBy: [{ fieldName: 'releaseType', value: 'user' }] }],
      ] as const) {
        assert.match(
          String((await requestRange(apiClient, log, extra)).error),
          /^err_validation_/,
          JSON.stringify(extra),
        );
      }
      // there is no such filter: it is ignored, as every unknown member
      assert.ok((await all('ttp.url', { action: 'allow' }, 'action')).size > 1);
    }));

  it('rejections show nothing without admin', () =>
    withTenant({}, async (apiClient) => {
      const { records, body } = await requestRange(apiClient, 'held.rejections', { admin: false });
      assert.deepEqual(
        [records, body.data, body.meta.pagination],
        [[], [{ rejections: [] }], { pageSize: 0 }],
      );
    }));

  it('write their oddities: line ends, colons in keys, MTOKEN ids, operators of two kinds', () =>
    withTenant({ ...punctual, logRates: 60 }, async (apiClient) => {
      const text = async (log: WindowLogName): Promise<string> =>
        JSON.stringify((await requestRange(apiClient, log, {}, { pageSize: 500 })).records);
      assert.match(await text('ttp.attachment'), /Malicious {10,}\\r\\nTime taken: /);
      const url = await text('ttp.url');
      assert.match(url, /"Inspect:FileExts":\["exe"\]/);
      assert.match(url, /"sendingIp":"Internal IP"/);
      assert.match(await text('ttp.impersonation'), /"id":"MTOKEN:eJ/);
      const releases = await text('held.releases');
      assert.match(releases, /"operator":"/);
      assert.match(releases, /"operator":\{"emailAddress":/);
      assert.match(releases, /Expired in queue - rejected by housekeeping/);
      assert.match(releases, /\+00:00"/);
      const rejections = await text('held.rejections');
      assert.match(rejections, /"manageRecipient":"false"/);
      assert.match(rejections, /"manageRecipient":false/);
    }));

  it('return the categories of audit', () =>
    withTenant({}, async (apiClient) => {
      const { body } = await postApi(apiClient, '/api/audit/get-categories');
      assert.ok(body.data.some((one) => one['code'] === 'authentication_logs' && one['name'] !== ''));
      assert.equal(body.meta.pagination, undefined);
      const refused = await apiClient.get('/api/audit/get-categories', { method: 'POST', body: 'no JSON' });
      assert.match(refused.text, /err_validation_null/);
    }));
});

describe('simulator: permissions of the logs', () => {
  it('a missing permission is 403, or a failure with 200; a missing product 404, or 403', () =>
    withTenant({}, async (apiClient, { grants }) => {
      grants.permissions = PERMISSIONS.filter((one) => one !== 'Account | Logs | Read');
      assert.equal((await requestRange(apiClient, 'audit')).status, 403);
      assert.equal((await requestRange(apiClient, 'dlp')).error, undefined);
      grants.missingPermission = 'fail-in-200';
      const denied = await requestRange(apiClient, 'audit');
      assert.deepEqual([denied.status, denied.error], [200, 'app_forbidden']);
      grants.products = PRODUCTS.filter((one) => one !== 'Security Events');
      for (const log of ['dlp', 'ttp.url', 'ttp.attachment', 'ttp.impersonation'] as const) {
        assert.equal((await requestRange(apiClient, log)).status, 404);
      }
      grants.missingProduct = 'forbidden';
      assert.equal((await requestRange(apiClient, 'dlp')).status, 403);
      grants.products = PRODUCTS;
      grants.permissions = PERMISSIONS;
      assert.equal((await requestRange(apiClient, 'audit')).error, undefined);
    }));
});
