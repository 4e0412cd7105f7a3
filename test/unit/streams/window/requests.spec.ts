import assert from 'node:assert/strict';
import { formatApiTime } from '../../../../nodes/lib/streams/window/api-time';
import { auditLog } from '../../../../nodes/lib/streams/window/logs/audit';
import { rejectionsLog } from '../../../../nodes/lib/streams/window/logs/held';
import { attachmentLog, urlLog } from '../../../../nodes/lib/streams/window/logs/ttp';
import { createWindowStream } from '../../../../nodes/lib/streams/window/stream';
import { auditTenant, click, event, numbers, savedPosition, url, urlTenant } from './examples';
import { HOUR, MINUTE, NOW, poll } from './poll';
import { Tenant } from './tenant';

describe('window logs: requests', () => {
  it('requests from the look-back to a minute ago, in the documented time format', async () => {
    const tenant = urlTenant();
    const { position, error } = await poll(url, tenant, { lookbackMs: 2 * HOUR });
    assert.equal(error, undefined);
    assert.deepEqual(tenant.requests, [
      {
        from: NOW - 2 * HOUR,
        to: NOW - MINUTE,
        token: null,
        body: { oldestFirst: true, route: 'all', scanResult: 'all' },
        pageSize: 500,
      },
    ]);
    assert.equal(position?.watermark, NOW - MINUTE);
    assert.equal(url.lag(savedPosition(position), NOW), MINUTE);
  });

  it('overlaps ten minutes with the last read range, and requests nothing before its first look-back', async () => {
    const tenant = urlTenant();
    const first = await poll(url, tenant, { lookbackMs: HOUR });
    const second = await poll(url, tenant, { from: first.position, now: NOW + 5 * MINUTE });
    assert.deepEqual(
      tenant.requests.map(({ from, to }) => [from, to]),
      [
        [NOW - HOUR, NOW - MINUTE],
        [NOW - 11 * MINUTE, NOW + 4 * MINUTE],
      ],
    );
    await poll(url, tenant, { from: second.position, now: NOW + 5 * MINUTE });
    assert.equal(tenant.calls, 2, 'nothing is newer than a minute ago');
  });

  it('reads a backlog in slices of a day, and moves the watermark slice by slice', async () => {
    const tenant = urlTenant();
    const { positions } = await poll(url, tenant, { lookbackMs: 60 * HOUR });
    const days = tenant.requests.map(({ from, to }) => (to - from) / MINUTE);
    assert.deepEqual(days, [24 * 60, 24 * 60 + 10, 12 * 60 - 1 + 10]);
    assert.deepEqual(
      positions.map(({ watermark }) => (watermark - NOW) / HOUR),
      [-36, -12, -1 / 60, -1 / 60],
    );
  });

  it('sends the same body on every page, and the token in its place', async () => {
    const tenant = auditTenant();
    for (let n = 1; n <= 7; n += 1) event(tenant, n, n);
    const categories = ['authentication_logs'];
    const polled = await poll(createWindowStream(auditLog({ categories })), tenant, { lookbackMs: HOUR });
    assert.deepEqual(numbers(polled), [1, 2, 3, 4, 5, 6, 7]);
    const [first, ...others] = tenant.requests;
    assert.deepEqual(first?.body, { categories });
    for (const request of others) {
      assert.ok(request.token);
      assert.deepEqual({ ...request, token: null }, first);
    }
  });

  it('moves the watermark only when the slice is finished', async () => {
    const tenant = urlTenant();
    for (let n = 1; n <= 7; n += 1) click(tenant, n, 60 - n);
    const { positions } = await poll(url, tenant, { lookbackMs: HOUR });
    assert.deepEqual(
      positions.map(({ watermark, slice }) => [watermark === NOW - HOUR, slice?.pages]),
      [
        [true, 1],
        [true, 2],
        [false, undefined],
        [false, undefined],
      ],
    );
  });

  it('requests admin scope where the default is the own mailbox, which an application does not have', async () => {
    const { path, start, end } = rejectionsLog();
    const tenant = new Tenant({ path, start, end, wrapper: 'rejections' });
    await poll(createWindowStream(rejectionsLog()), tenant);
    assert.deepEqual(tenant.requests[0]?.body, { admin: true });
  });

  it('keeps another selection separate, in any typed order', () => {
    const print = (routes: string[]): string => createWindowStream(urlLog({ routes })).fingerprint;
    assert.equal(print(['inbound', 'internal']), print(['internal', 'inbound']));
    assert.equal(new Set([print([]), print(['inbound']), print(['internal'])]).size, 3);
  });

  it('selects locally what the API takes as one word or all', async () => {
    const tenant = urlTenant();
    for (const [n, route] of ['inbound', 'outbound', 'Internal', undefined].entries()) {
      tenant.add(NOW - HOUR, { date: formatApiTime(NOW - HOUR), n, route });
    }
    const polled = await poll(createWindowStream(urlLog({ routes: ['inbound', 'internal'] })), tenant);
    assert.equal(tenant.requests[0]?.body['route'], 'all');
    assert.deepEqual(numbers(polled), [0, 2, 3]);
    await poll(createWindowStream(urlLog({ routes: ['outbound'] })), tenant);
    assert.equal(tenant.requests.at(-1)?.body['route'], 'outbound');
  });

  it('omits what the scanner did where only clicks of people are read, and keeps what does not say', async () => {
    const tenant = urlTenant();
    const methods = [
      'User Click',
      'Entry Scan',
      ' entry scan ',
      'Real-Time Protection',
      'Something new',
      undefined,
      7,
    ];
    for (const [n, creationMethod] of methods.entries())
      tenant.add(NOW - HOUR, { date: formatApiTime(NOW - HOUR), n, creationMethod });
    const polled = await poll(createWindowStream(urlLog({ clicksOnly: true })), tenant);
    assert.deepEqual(numbers(polled), [0, 4, 5, 6]);
    assert.deepEqual(numbers(await poll(url, tenant)), [0, 1, 2, 3, 4, 5, 6]);
  });

  it('keeps the position of a node without that tick, and reads anew with it', () => {
    const print = (filters: Parameters<typeof urlLog>[0]): string =>
      createWindowStream(urlLog(filters)).fingerprint;
    assert.equal(print({ clicksOnly: false }), 'ttp.url');
    assert.equal(print({ clicksOnly: false, routes: ['inbound'] }), 'ttp.url/routes=inbound');
    assert.equal(print({ clicksOnly: true }), 'ttp.url/methods=click');
    assert.equal(createWindowStream(attachmentLog({ clicksOnly: true })).fingerprint, 'ttp.attachment');
  });
});
