import assert from 'node:assert/strict';
import { auditLog } from '../../../../nodes/lib/streams/window/logs/audit';
import { rejectionsLog } from '../../../../nodes/lib/streams/window/logs/held';
import { impersonationLog, urlLog } from '../../../../nodes/lib/streams/window/logs/ttp';
import type { WindowPosition } from '../../../../nodes/lib/streams/window/position';
import { windowStream } from '../../../../nodes/lib/streams/window/stream';
import { apiTime } from '../../../../nodes/lib/streams/window/times';
import { codeOf, DAY, HOUR, kinds, MINUTE, NOW, poll, texts } from './poll';
import { outage, refusal, Tenant } from './tenant';

const url = windowStream(urlLog());
const audit = windowStream(auditLog());

const urlTenant = (pageSize = 3): Tenant =>
  new Tenant({
    path: '/api/ttp/url/get-logs',
    start: 'from',
    end: 'to',
    wrapper: 'clickLogs',
    sortable: true,
    pageSize,
    retentionMs: 60 * DAY,
  });
const auditTenant = (pageSize = 3): Tenant =>
  new Tenant({
    path: '/api/audit/get-audit-events',
    start: 'startDateTime',
    end: 'endDateTime',
    pageSize,
    retentionMs: 60 * DAY,
  });

/** A click `n`, so many minutes before NOW. */
function click(tenant: Tenant, n: number, minutesAgo: number, visibleAt?: number): void {
  const at = NOW - minutesAgo * MINUTE;
  tenant.add(at, { date: apiTime(at), n }, visibleAt);
}
const event = (tenant: Tenant, n: number, minutesAgo: number): void => {
  const at = NOW - minutesAgo * MINUTE;
  tenant.add(at, { eventTime: apiTime(at), id: `id-${n}`, n });
};
const rejectionsTenant = (pageSize: number): Tenant =>
  new Tenant({ path: rejectionsLog().path, start: 'start', end: 'end', wrapper: 'rejections', pageSize });
const rejection = (tenant: Tenant, n: number, minutesAgo: number): void => {
  const at = NOW - minutesAgo * MINUTE;
  tenant.add(at, { created: apiTime(at), id: `id ${tenant.entries.length}`, n });
};
const numbers = (polled: {
  readonly records: readonly { readonly value: Readonly<Record<string, unknown>> }[];
}) => polled.records.map(({ value }) => value['n']);
const lasting = (position: WindowPosition | undefined): WindowPosition => {
  assert.ok(position);
  return position;
};

describe('window logs: asking', () => {
  it('asks from the look-back to a minute ago, in the form that everybody agrees on', async () => {
    const tenant = urlTenant();
    const { position, error } = await poll(url, tenant, { lookbackMs: 2 * HOUR });
    assert.equal(error, undefined);
    assert.deepEqual(tenant.asked, [
      {
        from: NOW - 2 * HOUR,
        to: NOW - MINUTE,
        token: null,
        body: { oldestFirst: true, route: 'all', scanResult: 'all' },
        pageSize: 500,
      },
    ]);
    assert.equal(position?.watermark, NOW - MINUTE);
    assert.equal(url.lag(lasting(position), NOW), MINUTE);
  });

  it('overlaps ten minutes with what was read before, and asks for nothing before its first look-back', async () => {
    const tenant = urlTenant();
    const first = await poll(url, tenant, { lookbackMs: HOUR });
    const second = await poll(url, tenant, { from: first.position, now: NOW + 5 * MINUTE });
    assert.deepEqual(
      tenant.asked.map(({ from, to }) => [from, to]),
      [
        [NOW - HOUR, NOW - MINUTE],
        [NOW - 11 * MINUTE, NOW + 4 * MINUTE],
      ],
    );
    await poll(url, tenant, { from: second.position, now: NOW + 5 * MINUTE });
    assert.equal(tenant.calls, 2, 'nothing is newer than a minute ago');
  });

  it('reads what it has to catch up on in slices of a day, and moves the watermark slice by slice', async () => {
    const tenant = urlTenant();
    const { positions } = await poll(url, tenant, { lookbackMs: 60 * HOUR });
    const days = tenant.asked.map(({ from, to }) => (to - from) / MINUTE);
    assert.deepEqual(days, [24 * 60, 24 * 60 + 10, 12 * 60 - 1 + 10]);
    assert.deepEqual(
      positions.map(({ watermark }) => (watermark - NOW) / HOUR),
      [-36, -12, -1 / 60, -1 / 60],
    );
  });

  it('sends the same body on every page, and the token where it belongs', async () => {
    const tenant = auditTenant();
    for (let n = 1; n <= 7; n += 1) event(tenant, n, n);
    const categories = ['authentication_logs'];
    const polled = await poll(windowStream(auditLog({ categories })), tenant, { lookbackMs: HOUR });
    assert.deepEqual(numbers(polled), [1, 2, 3, 4, 5, 6, 7]);
    const [first, ...others] = tenant.asked;
    assert.deepEqual(first?.body, { categories });
    for (const asked of others) {
      assert.ok(asked.token);
      assert.deepEqual({ ...asked, token: null }, first);
    }
  });

  it('moves the watermark only when the slice is drained', async () => {
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

  it('asks for admin where the default is the own mailbox, which an application does not have', async () => {
    const { path, start, end } = rejectionsLog();
    const tenant = new Tenant({ path, start, end, wrapper: 'rejections' });
    await poll(windowStream(rejectionsLog()), tenant);
    assert.deepEqual(tenant.asked[0]?.body, { admin: true });
  });

  it('keeps another selection apart, in whatever order it was typed', () => {
    const print = (routes: string[]): string => windowStream(urlLog({ routes })).fingerprint;
    assert.equal(print(['inbound', 'internal']), print(['internal', 'inbound']));
    assert.equal(new Set([print([]), print(['inbound']), print(['internal'])]).size, 3);
  });

  it('selects here what the API takes as one word or all', async () => {
    const tenant = urlTenant();
    for (const [n, route] of ['inbound', 'outbound', 'Internal', undefined].entries()) {
      tenant.add(NOW - HOUR, { date: apiTime(NOW - HOUR), n, route });
    }
    const polled = await poll(windowStream(urlLog({ routes: ['inbound', 'internal'] })), tenant);
    assert.equal(tenant.asked[0]?.body['route'], 'all');
    assert.deepEqual(numbers(polled), [0, 2, 3]);
    await poll(windowStream(urlLog({ routes: ['outbound'] })), tenant);
    assert.equal(tenant.asked.at(-1)?.body['route'], 'outbound');
  });
});

describe('window logs: records', () => {
  it('bounds pages by count and by bytes; only the last one turns the page', async () => {
    const tenant = urlTenant(5);
    for (let n = 1; n <= 5; n += 1) click(tenant, n, 10);
    const { sizes, positions } = await poll(url, tenant, { chunk: 2 });
    assert.deepEqual(sizes, [2, 2, 1, 0]);
    assert.deepEqual(
      positions.map(({ slice }) => slice === null),
      [false, false, true, true],
    );
    assert.deepEqual((await poll(url, tenant, { chunkBytes: 10 })).sizes, [1, 1, 1, 1, 1, 0]);
  });

  it('drops neither of two records that say the same, and both the next time', async () => {
    const tenant = urlTenant();
    click(tenant, 1, 5);
    click(tenant, 1, 5);
    const first = await poll(url, tenant);
    const second = await poll(url, tenant, { from: first.position, now: NOW + MINUTE });
    assert.deepEqual([numbers(first), numbers(second)], [[1, 1], []]);
    assert.deepEqual(second.notices, [{ kind: 'duplicates', count: 2 }]);
    click(tenant, 1, 5);
    const third = await poll(url, tenant, { from: second.position, now: NOW + 2 * MINUTE });
    assert.deepEqual(numbers(third), [1], 'a third one that says the same is new');
  });

  it('knows an audit event by its id, however often one reading shows it', async () => {
    const tenant = auditTenant();
    event(tenant, 1, 5);
    event(tenant, 1, 5);
    assert.deepEqual(numbers(await poll(audit, tenant)), [1]);
  });

  it('emits once what appears late within the overlap', async () => {
    const tenant = urlTenant();
    click(tenant, 1, 5, NOW + MINUTE);
    let from = (await poll(url, tenant)).position;
    const later: unknown[] = [];
    for (let minute = 2; minute <= 5; minute += 1) {
      const polled = await poll(url, tenant, { from, now: NOW + minute * MINUTE });
      later.push(...numbers(polled));
      from = polled.position;
    }
    assert.deepEqual(later, [1]);
  });

  it('gives the vendor id where it can be relied on, else a digest of what does not change between reads', () => {
    const record = (value: Record<string, unknown>) => ({ value, text: '' });
    assert.equal(audit.identify(record({ id: 'a', n: 1 })), 'a');
    assert.match(audit.identify(record({ id: '', n: 1 })), /^[0-9a-f]{32}$/);
    const impersonation = windowStream(impersonationLog());
    const ids = ['MTOKEN:1', 'MTOKEN:2'].map((id) => impersonation.identify(record({ id, hits: 2, a: 1 })));
    assert.equal(new Set([...ids, impersonation.identify(record({ a: 1, hits: 2 }))]).size, 1);
    assert.notEqual(ids[0], impersonation.identify(record({ a: 2, hits: 2 })));
  });

  it('writes a record with its members in order, when asked', async () => {
    const tenant = urlTenant();
    tenant.add(NOW - HOUR, { b: [{ d: 1, c: null }], a: 'é' });
    assert.deepEqual(texts(await poll(url, tenant)), ['{"a":"é","b":[{"c":null,"d":1}]}']);
  });

  it('puts aside what is no object, and goes on', async () => {
    const tenant = urlTenant();
    tenant.fault = () => tenant.envelope([{ n: 1 }, 'text', null, { n: 2 }]);
    const polled = await poll(url, tenant);
    assert.deepEqual(numbers(polled), [1, 2]);
    assert.deepEqual(polled.notices, [
      {
        kind: 'quarantine',
        file: '/api/ttp/url/get-logs',
        count: 2,
        samples: [
          { line: 2, text: '"text"' },
          { line: 3, text: 'null' },
        ],
      },
    ]);
  });

  it('keeps a record without a time, once', async () => {
    const tenant = urlTenant();
    tenant.add(NOW - MINUTE, { n: 1 });
    const first = await poll(url, tenant);
    const second = await poll(url, tenant, { from: first.position, now: NOW + 5 * MINUTE });
    assert.deepEqual([numbers(first), numbers(second)], [[1], []]);
  });

  it('says since when there has been nothing', async () => {
    const tenant = urlTenant();
    const first = await poll(url, tenant, { lookbackMs: HOUR });
    const second = await poll(url, tenant, { from: first.position, now: NOW + HOUR });
    assert.equal(url.quietSince(lasting(second.position)), NOW - MINUTE);
    click(tenant, 1, -90);
    const third = await poll(url, tenant, { from: second.position, now: NOW + 2 * HOUR });
    assert.equal(url.quietSince(lasting(third.position)), undefined);
  });
});

describe('window logs: pages', () => {
  it('goes on with the token after a restart in the middle of a slice', async () => {
    const tenant = urlTenant();
    for (let n = 1; n <= 8; n += 1) click(tenant, n, 60 - n);
    const first = await poll(url, tenant, { pages: 1 });
    const second = await poll(url, tenant, { from: first.position });
    assert.deepEqual(
      [numbers(first), numbers(second)],
      [
        [1, 2, 3],
        [4, 5, 6, 7, 8],
      ],
    );
    assert.deepEqual(kinds(second), []);
    assert.notEqual(tenant.asked[1]?.token, null);
  });

  for (const [name, stream, make, add] of [
    ['in order', url, urlTenant, click],
    ['in no order', windowStream(rejectionsLog()), rejectionsTenant, rejection],
  ] as const) {
    it(`${name}: keeps two apart that say the same, also when the process died between their pages`, async () => {
      const tenant = make(1);
      add(tenant, 1, 5);
      add(tenant, 1, 5);
      const first = await poll(stream, tenant, { pages: 1 });
      const second = await poll(stream, tenant, { from: first.position });
      assert.deepEqual([numbers(first), numbers(second)], [[1], [1]]);
    });
  }

  it('reads a page again of which a part was delivered, and brings the other part', async () => {
    const tenant = urlTenant(5);
    for (let n = 1; n <= 5; n += 1) click(tenant, n, 60 - n);
    const first = await poll(url, tenant, { chunk: 2, pages: 1 });
    const second = await poll(url, tenant, { from: first.position });
    assert.deepEqual(
      [numbers(first), numbers(second)],
      [
        [1, 2],
        [3, 4, 5],
      ],
    );
  });

  for (const [name, stream, make, add] of [
    ['in order', url, urlTenant, click],
    ['newest first', audit, auditTenant, event],
  ] as const) {
    it(`${name}: reads on behind a refused token, and brings nothing twice`, async () => {
      const tenant = make();
      for (let n = 1; n <= 8; n += 1) add(tenant, n, 600 - 60 * n);
      const first = await poll(stream, tenant, { pages: 1 });
      tenant.killTokens();
      const second = await poll(stream, tenant, { from: first.position });
      assert.equal(second.error, undefined);
      assert.deepEqual([...numbers(first), ...numbers(second)].toSorted(), [1, 2, 3, 4, 5, 6, 7, 8]);
      assert.ok(kinds(second).includes('rewind'));
    });
  }

  it('in order: starts again ten minutes before the newest record that was read, not at the beginning', async () => {
    const tenant = urlTenant();
    for (let n = 1; n <= 8; n += 1) click(tenant, n, 600 - 60 * n);
    const first = await poll(url, tenant, { pages: 1 });
    tenant.killTokens();
    const before = tenant.asked.length;
    await poll(url, tenant, { from: first.position });
    // The refused token first, then this.
    assert.equal(tenant.asked[before + 1]?.from, NOW - (600 - 180) * MINUTE - 10 * MINUTE);
  });

  it('has the next page fetched while one is delivered, and no more than that', async () => {
    const tenant = urlTenant();
    for (let n = 1; n <= 9; n += 1) click(tenant, n, 600 - 60 * n);
    const first = await poll(url, tenant, { pages: 1 });
    assert.deepEqual([numbers(first), tenant.asked.length], [[1, 2, 3], 2]);
    const second = await poll(url, tenant, { from: first.position });
    assert.deepEqual(numbers(second), [4, 5, 6, 7, 8, 9]);
    assert.equal(tenant.asked.length, 4, 'each page of it once');
  });

  it('does not believe in an order that a page has disproved', async () => {
    const tenant = new Tenant({
      path: '/api/ttp/url/get-logs',
      start: 'from',
      end: 'to',
      wrapper: 'clickLogs',
      pageSize: 3,
    });
    for (let n = 1; n <= 8; n += 1) click(tenant, n, 600 - 60 * n);
    const first = await poll(url, tenant, { pages: 1 });
    assert.deepEqual(numbers(first), [8, 7, 6]);
    tenant.killTokens();
    const second = await poll(url, tenant, { from: first.position });
    assert.deepEqual(numbers(second).toSorted(), [1, 2, 3, 4, 5]);
  });

  it('makes headway also where no token is ever accepted, in ever shorter slices', async () => {
    const tenant = auditTenant();
    for (let n = 1; n <= 30; n += 1) event(tenant, n, 30 * n);
    tenant.fault = ({ token }) => {
      if (token !== null) throw refusal();
    };
    let from: WindowPosition | undefined;
    const got: unknown[] = [];
    for (let polls = 0; polls < 40; polls += 1) {
      const polled = await poll(audit, tenant, { from });
      got.push(...numbers(polled));
      from = polled.position;
      if (polled.error === undefined) break;
    }
    assert.deepEqual(got.toSorted(), Array.from({ length: 30 }, (_, n) => n + 1).toSorted());
    assert.equal(from?.watermark, NOW - MINUTE);
  });

  it('ends the poll where nothing helps, and is at it again in the next', async () => {
    const tenant = auditTenant(1);
    for (let n = 1; n <= 4; n += 1) event(tenant, n, 5);
    tenant.fault = ({ token }) => {
      if (token !== null) throw refusal();
    };
    const first = await poll(audit, tenant);
    assert.equal(codeOf(first.error), 'MIMECAST_BAD_ANSWER');
    tenant.fault = () => undefined;
    const second = await poll(audit, tenant, { from: first.position });
    assert.deepEqual([...numbers(first), ...numbers(second)].toSorted(), [1, 2, 3, 4]);
  });

  it('continues behind one empty page that names a next one, not behind two', async () => {
    const tenant = urlTenant();
    tenant.fault = ({ token }) => {
      if (token === null) return tenant.envelope([], 'one');
      return token === 'one' ? tenant.envelope([{ n: 1 }], 'two') : tenant.envelope([], `${token}+`);
    };
    const { records, error } = await poll(url, tenant);
    assert.deepEqual([records.length, error], [1, undefined]);
    assert.deepEqual(
      tenant.asked.map(({ token }) => token),
      [null, 'one', 'two', 'two+'],
    );
  });

  it('never follows a token in circles: it delivers the page, starts again once, and then says so', async () => {
    const tenant = urlTenant();
    tenant.fault = ({ token }) =>
      tenant.envelope([{ n: token ?? 'first' }], token === null ? 'a' : token === 'a' ? 'b' : 'a');
    const { error, records } = await poll(url, tenant);
    assert.equal(codeOf(error), 'MIMECAST_BAD_ANSWER');
    assert.deepEqual(numbers({ records }), ['first', 'a', 'b']);
    assert.equal(tenant.calls, 6);
  });

  it('takes a token in an object, too', async () => {
    const tenant = urlTenant();
    tenant.fault = ({ token }) =>
      token === null
        ? { meta: { pagination: { next: { pageToken: 'x' } } }, data: [{ clickLogs: [{ n: 1 }] }] }
        : tenant.envelope([{ n: 2 }]);
    assert.deepEqual(numbers(await poll(url, tenant)), [1, 2]);
  });

  it('reads what does not come in order in shorter slices once they turn out large', async () => {
    const tenant = auditTenant(500);
    for (let n = 0; n < 12_000; n += 1) event(tenant, n, 30 + n / 10);
    const { records, positions } = await poll(audit, tenant);
    assert.equal(new Set(numbers({ records })).size, 12_000);
    assert.equal(records.length, 12_000);
    const spans = positions.map(({ spanMs }) => spanMs);
    assert.ok(Math.min(...spans) < DAY);
  }).timeout(10_000);

  it('keeps its position small', async () => {
    const tenant = urlTenant(500);
    for (let n = 0; n < 60_000; n += 1) click(tenant, n, 1 + n / 50);
    const { position, records } = await poll(url, tenant, { lookbackMs: 60 * HOUR });
    assert.equal(records.length, 60_000);
    const size = JSON.stringify(position).length;
    assert.ok(size < 620_000, `${size} bytes`);
    assert.ok(lasting(position).knownSince > NOW - 20 * HOUR, 'what was forgotten is not swept');
  }).timeout(20_000);
});

describe('window logs: nights', () => {
  it('sweeps what was read before when a new day has begun, and says what had been missed', async () => {
    const tenant = urlTenant();
    click(tenant, 1, 60);
    click(tenant, 2, 59, NOW + HOUR);
    const first = await poll(url, tenant);
    assert.deepEqual(numbers(first), [1]);
    const evening = await poll(url, tenant, { from: first.position, now: NOW + 11 * HOUR });
    assert.deepEqual([numbers(evening), kinds(evening)], [[], []]);
    const night = await poll(url, tenant, { from: evening.position, now: NOW + 12 * HOUR });
    assert.deepEqual(numbers(night), [2]);
    assert.deepEqual(night.notices, [{ kind: 'swept', found: 1 }]);
    const later = await poll(url, tenant, { from: night.position, now: NOW + 13 * HOUR });
    assert.deepEqual([numbers(later), kinds(later)], [[], []]);
  });

  it('counts what a sweep found across a restart in its middle', async () => {
    const tenant = urlTenant(1);
    const first = await poll(url, tenant);
    for (let n = 1; n <= 4; n += 1) click(tenant, n, 60 - n);
    const half = await poll(url, tenant, { from: first.position, now: NOW + 13 * HOUR, pages: 2 });
    const rest = await poll(url, tenant, { from: half.position, now: NOW + 13 * HOUR });
    assert.deepEqual([...numbers(half), ...numbers(rest)], [1, 2, 3, 4]);
    assert.deepEqual(rest.notices, [{ kind: 'swept', found: 4 }]);
  });

  it('goes on with a sweep behind a refused token, and leaves it to the next night when that is in vain', async () => {
    const tenant = urlTenant(1);
    for (let n = 1; n <= 4; n += 1) click(tenant, n, 60 - n);
    const first = await poll(url, tenant);
    tenant.fault = ({ token }) => {
      if (token !== null) throw refusal();
    };
    const night = await poll(url, tenant, { from: first.position, now: NOW + 13 * HOUR });
    assert.equal(codeOf(night.error), 'MIMECAST_BAD_ANSWER');
    const next = await poll(url, tenant, { from: night.position, now: NOW + 13 * HOUR });
    assert.deepEqual([next.error, kinds(next), next.records.length], [undefined, [], 0]);
    assert.equal(next.position?.watermark, NOW + 13 * HOUR - MINUTE);
  });

  it('never sweeps what lies before its first look-back', async () => {
    const tenant = urlTenant();
    click(tenant, 1, 120);
    const first = await poll(url, tenant, { lookbackMs: HOUR });
    const night = await poll(url, tenant, { from: first.position, now: NOW + 13 * HOUR });
    assert.deepEqual([numbers(first), numbers(night)], [[], []]);
  });
});

describe('window logs: limits', () => {
  it('tells what is older than the API keeps as one gap with its bounds', async () => {
    const tenant = auditTenant();
    const first = await poll(audit, tenant);
    event(tenant, 1, -30 * 24 * 60);
    const later = NOW + 70 * DAY;
    const { notices, records, position } = await poll(audit, tenant, { from: first.position, now: later });
    assert.deepEqual(
      notices.filter(({ kind }) => kind === 'gap'),
      [
        {
          kind: 'gap',
          from: new Date(NOW - MINUTE).toISOString(),
          to: new Date(later - 60 * DAY + 10 * MINUTE).toISOString(),
          recoverable: false,
          reason: 'older than what the API keeps',
        },
      ],
    );
    assert.deepEqual(numbers({ records }), [1]);
    assert.equal(position?.watermark, later - MINUTE);
  });

  it('asks once for less where the API refuses to go back that far, and tells the gap', async () => {
    const tenant = new Tenant({
      path: '/api/ttp/url/get-logs',
      start: 'from',
      end: 'to',
      wrapper: 'clickLogs',
      retentionMs: 31 * DAY,
    });
    click(tenant, 1, 28.5 * 24 * 60);
    const { notices, records, error } = await poll(url, tenant, { lookbackMs: 50 * DAY });
    assert.equal(error, undefined);
    assert.deepEqual(numbers({ records }), [1]);
    assert.deepEqual(
      notices.map((notice) => (notice.kind === 'gap' ? [notice.from, notice.to] : notice.kind)),
      [[new Date(NOW - 50 * DAY).toISOString(), new Date(NOW - 30 * DAY).toISOString()]],
    );
  });

  it('tells no gap where it was not the range that was refused', async () => {
    const tenant = urlTenant();
    tenant.fault = () => {
      throw refusal();
    };
    const { notices, error, position } = await poll(url, tenant, { lookbackMs: 50 * DAY });
    assert.deepEqual([notices, codeOf(error), position], [[], 'MIMECAST_BAD_REQUEST', undefined]);
    assert.equal(tenant.calls, 2);
  });

  it('starts where the API does, without a gap, when its look-back or a lost position reach further', async () => {
    const tenant = auditTenant();
    const { notices, error } = await poll(audit, tenant, { lookbackMs: 400 * DAY });
    assert.deepEqual([notices, error], [[], undefined]);
    assert.equal(audit.startAt(0, NOW).watermark, NOW - 60 * DAY + 10 * MINUTE);
  });

  it('goes back when the clock was put back, and brings nothing twice', async () => {
    const tenant = urlTenant();
    click(tenant, 1, 30);
    const ahead = await poll(url, tenant, { now: NOW + 5 * HOUR });
    click(tenant, 2, 1);
    const back = await poll(url, tenant, { from: ahead.position, now: NOW + MINUTE });
    assert.deepEqual([numbers(ahead), numbers(back), kinds(back).slice(0, 1)], [[1], [2], ['rewind']]);
  });

  it('replays a range without regard to what was emitted, to its end and no further', async () => {
    const tenant = urlTenant();
    for (let n = 1; n <= 8; n += 1) click(tenant, n, 60 * n);
    const { replay } = url;
    assert.ok(replay);
    const replayed = {
      ...url,
      pages: (_: unknown, context: Parameters<typeof replay>[2]) =>
        replay(NOW - 5 * HOUR, NOW - 2 * HOUR, context),
    };
    assert.deepEqual(numbers(await poll(replayed, tenant)), [5, 4, 3, 2]);
  });
});

describe('window logs: trouble', () => {
  it('keeps what it had when a page fails, and goes on there', async () => {
    const tenant = urlTenant();
    for (let n = 1; n <= 8; n += 1) click(tenant, n, 60 - n);
    tenant.fault = (_, count) => {
      if (count === 2) throw outage();
    };
    const first = await poll(url, tenant);
    assert.deepEqual([numbers(first), codeOf(first.error)], [[1, 2, 3], 'MIMECAST_UNAVAILABLE']);
    const second = await poll(url, tenant, { from: first.position });
    assert.deepEqual(numbers(second), [4, 5, 6, 7, 8]);
  });

  it('delivers what came beside a failure, and reads the page again', async () => {
    const tenant = urlTenant();
    click(tenant, 1, 5);
    const call = tenant.call.bind(tenant);
    tenant.call = async (request, options) => ({
      ...(await call(request, options)),
      failures: [{ code: 'err_partial', message: 'some shards', retryable: false }],
    });
    const first = await poll(url, tenant);
    assert.deepEqual([numbers(first), codeOf(first.error)], [[1], 'MIMECAST_BAD_ANSWER']);
    const second = await poll(url, urlTenant(), { from: first.position });
    assert.deepEqual([second.error, first.position?.watermark], [undefined, NOW - DAY]);
  });

  for (const body of [
    null,
    'text',
    {},
    { meta: {}, data: 'x' },
    { data: [{ otherLogs: [{}] }] },
    { data: [1] },
  ]) {
    it(`takes ${JSON.stringify(body)} for no empty answer`, async () => {
      const tenant = urlTenant();
      tenant.fault = () => body ?? false;
      const { error, position } = await poll(url, tenant);
      assert.deepEqual([codeOf(error), position], ['MIMECAST_BAD_ANSWER', undefined]);
    });
  }

  for (const body of [
    { meta: { status: 200 } },
    { data: [] },
    { data: [{}] },
    { data: [{ resultCount: 0, clickLogs: null }] },
  ]) {
    it(`takes ${JSON.stringify(body)} for an empty one`, async () => {
      const tenant = urlTenant();
      tenant.fault = () => body;
      const { error, position } = await poll(url, tenant);
      assert.deepEqual([error, position?.watermark], [undefined, NOW - MINUTE]);
    });
  }

  it('takes no position but its own', () => {
    assert.equal(url.parse({ version: 1, cursor: null }), undefined);
    assert.equal(url.parse('text'), undefined);
    const position = url.startAt(NOW - HOUR, NOW);
    assert.deepEqual(url.parse(JSON.parse(JSON.stringify(position))), position);
  });
});
