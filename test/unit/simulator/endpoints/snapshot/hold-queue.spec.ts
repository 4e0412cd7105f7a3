import assert from 'node:assert/strict';
import { apiDate, type Item, postApi } from '../../support/api-client';
import { DAY, HOUR, NOW, withTenant } from '../../support/tenant';
import { agree, busy, drain, HOLD } from './snapshot-client';

describe('simulator: the hold queue', () => {
  it('is a state: existing messages that did not leave and have not expired, a row for each recipient', () =>
    withTenant(busy, async (apiClient) => {
      for (let hours = 0; hours < 3; hours++) {
        const records = await drain(apiClient, HOLD, { admin: true });
        agree(apiClient, 'held.held', records);
        await apiClient.later(HOUR);
      }
      const { body } = await postApi(apiClient, HOLD, { admin: true }, { pageSize: 5 });
      assert.ok((body.meta.pagination?.totalCount ?? 0) > 100);
      assert.equal(body.meta.pagination?.pageSize, 5);
      const [row] = body.data;
      assert.match(String(row?.['route']), /^(INBOUND|OUTBOUND|INTERNAL)$/);
      assert.equal(Array.isArray(row?.['to']), false);
    }));

  it('loses the messages that the release log gains', () =>
    withTenant({ ...busy, lateRecords: 0 }, async (apiClient, { logs }) => {
      const senders = (records: readonly Item[]) =>
        new Set(records.map(({ from }) => JSON.stringify(from).split('"')[3]));
      const before = senders(await drain(apiClient, HOLD, { admin: true }));
      await apiClient.later(6 * HOUR);
      const after = senders(await drain(apiClient, HOLD, { admin: true }));
      const released = [...logs.lines('held.releases', { from: NOW, visibleBy: NOW + DAY })];
      const gone = [...before].filter((sender) => !after.has(sender));
      assert.ok(gone.length > 20);
      for (const sender of gone)
        assert.ok(
          released.some((line) => line.includes(String(sender))),
          sender,
        );
    }));

  it('has other ids and another order at each reading', () =>
    withTenant(busy, async (apiClient) => {
      const [one, two] = [
        await drain(apiClient, HOLD, { admin: true }),
        await drain(apiClient, HOLD, { admin: true }),
      ];
      const ids = new Set(one.map(({ id }) => id));
      assert.ok(two.every(({ id }) => !ids.has(id)));
      const texts = (records: readonly Item[]) => records.map(({ id: _, ...rest }) => JSON.stringify(rest));
      assert.notDeepEqual(texts(one), texts(two));
      assert.deepEqual(texts(one).sort(), texts(two).sort());
    }));

  it('is empty without admin, and can be searched', () =>
    withTenant(busy, async (apiClient) => {
      assert.deepEqual((await postApi(apiClient, HOLD, { admin: false })).records, []);
      assert.deepEqual((await postApi(apiClient, HOLD)).records, []);
      const some = await drain(apiClient, HOLD, {
        admin: true,
        start: apiDate(NOW - 10 * HOUR),
        end: apiDate(NOW - HOUR),
        searchBy: { fieldName: 'recipient', value: 'ana.silva' },
        filterBy: [{ fieldName: 'route', value: 'inbound' }],
      });
      assert.ok(some.length > 0);
      for (const row of some) {
        assert.match(JSON.stringify(row['to']), /ana\.silva@/);
        const received = Date.parse(String(row['dateReceived']));
        assert.ok(received >= NOW - 10 * HOUR && received <= NOW - HOUR);
      }
      for (const wrong of [
        { searchBy: [{}] },
        { filterBy: [{ fieldName: 'x', value: 'y' }] },
        { start: 'today' },
        {},
      ]) {
        const { error } = await postApi(
          apiClient,
          HOLD,
          Object.keys(wrong).length === 0 ? {} : { admin: true, ...wrong },
        );
        assert.match(String(error), /^err_validation_/, JSON.stringify(wrong));
      }
    }));

  it('has a summary by policy, without pages', () =>
    withTenant(busy, async (apiClient) => {
      const { body, records } = await postApi(apiClient, '/api/gateway/get-hold-summary-list');
      assert.equal(body.meta.pagination, undefined);
      agree(apiClient, 'held.summary', records);
      const total = records.reduce((sum, { numberOfItems }) => sum + Number(numberOfItems), 0);
      assert.equal(total, apiClient.simulator.logs.count('held.held'));
      assert.equal(
        (await apiClient.get('/api/gateway/get-hold-summary-list', { method: 'POST' })).status,
        200,
      );
    }));
});
