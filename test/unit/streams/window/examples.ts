import assert from 'node:assert/strict';
import { formatApiTime } from '../../../../nodes/lib/streams/window/api-time';
import { auditLog } from '../../../../nodes/lib/streams/window/logs/audit';
import { rejectionsLog } from '../../../../nodes/lib/streams/window/logs/held';
import { urlLog } from '../../../../nodes/lib/streams/window/logs/ttp';
import type { WindowPosition } from '../../../../nodes/lib/streams/window/position';
import { createWindowStream } from '../../../../nodes/lib/streams/window/stream';
import { DAY, MINUTE, NOW } from './poll';
import { Tenant } from './tenant';

export const url = createWindowStream(urlLog());
export const audit = createWindowStream(auditLog());

export const urlTenant = (pageSize = 3): Tenant =>
  new Tenant({
    path: '/api/ttp/url/get-logs',
    start: 'from',
    end: 'to',
    wrapper: 'clickLogs',
    sortable: true,
    pageSize,
    retentionMs: 60 * DAY,
  });
export const auditTenant = (pageSize = 3): Tenant =>
  new Tenant({
    path: '/api/audit/get-audit-events',
    start: 'startDateTime',
    end: 'endDateTime',
    pageSize,
    retentionMs: 60 * DAY,
  });

/** A click `n`, this number of minutes before NOW. */
export function click(tenant: Tenant, n: number, minutesAgo: number, visibleAt?: number): void {
  const at = NOW - minutesAgo * MINUTE;
  tenant.add(at, { date: formatApiTime(at), n }, visibleAt);
}
export const event = (tenant: Tenant, n: number, minutesAgo: number): void => {
  const at = NOW - minutesAgo * MINUTE;
  tenant.add(at, { eventTime: formatApiTime(at), id: `id-${n}`, n });
};
export const rejectionsTenant = (pageSize: number): Tenant =>
  new Tenant({ path: rejectionsLog().path, start: 'start', end: 'end', wrapper: 'rejections', pageSize });
export const rejection = (tenant: Tenant, n: number, minutesAgo: number): void => {
  const at = NOW - minutesAgo * MINUTE;
  tenant.add(at, { created: formatApiTime(at), id: `id ${tenant.entries.length}`, n });
};
export const numbers = (polled: {
  readonly records: readonly { readonly value: Readonly<Record<string, unknown>> }[];
}) => polled.records.map(({ value }) => value['n']);
export const savedPosition = (position: WindowPosition | undefined): WindowPosition => {
  assert.ok(position);
  return position;
};
