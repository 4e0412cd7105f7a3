/** Reads whole lists, and compares them with what the tenant has. */
import assert from 'node:assert/strict';
import type { LogName } from '../../../../../nodes/lib/simulator/simulator';
import { type ApiPage, type Item, postApi } from '../../support/api-client';
import { type ApiClient, parse } from '../../support/tenant';

export const HOLD = '/api/gateway/get-hold-message-list';
export const USERS = '/user/cloud-gateway/v1/users';
export const GROUPS = '/directory/cloud-gateway/v1/groups';
export const busy = { logRates: 15, directoryChanges: 200, veryLateRecords: 0 };

export async function drain(
  apiClient: ApiClient,
  path: string,
  item?: object,
  pageSize = 100,
): Promise<Item[]> {
  const records: Item[] = [];
  let page: ApiPage | undefined;
  do {
    const pageToken = page?.body.meta.pagination?.next;
    page = await postApi(apiClient, path, item, {
      pageSize,
      ...(pageToken === undefined ? {} : { pageToken }),
    });
    assert.equal(page.error, undefined);
    records.push(...page.records);
  } while (page.body.meta.pagination?.next !== undefined);
  return records;
}

/** The tokens of REST lists are where this says. */
export async function drainRest(apiClient: ApiClient, path: string, list: string): Promise<Item[]> {
  const records: Item[] = [];
  for (let token: string | undefined = ''; token !== undefined; ) {
    const query = new URLSearchParams({ pageSize: '20', ...(token === '' ? {} : { pageToken: token }) });
    const response = parse(await apiClient.get(`${path}?${query}`));
    const rows = response[list];
    assert.ok(Array.isArray(rows), JSON.stringify(response));
    records.push(...rows);
    token = /"(?:next|nextPage|nextPageToken)":"([^"]+)"/.exec(JSON.stringify(response['meta']))?.[1];
  }
  return records;
}

export const agree = (apiClient: ApiClient, log: LogName, records: readonly Item[]): void => {
  const lines = records.map((record) => JSON.stringify(record));
  const { expected, lostCount, twice, invented } = apiClient.simulator.logs.compare(log, lines);
  assert.ok(expected > 0, log);
  assert.deepEqual([lostCount, twice, invented], [0, 0, 0], log);
};
