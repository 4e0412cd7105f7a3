import assert from 'node:assert/strict';
import { createSimulator, SIEM_TYPES } from '../../../nodes/lib/simulator/simulator';
import { DAY, HOUR, type Link, NOW, TODAY, Visitor, withTenant } from './tenant';

const pathsOf = (links: readonly Link[]): string[] => links.map(({ url }) => new URL(url).pathname);
const start = { type: 'receipt', dateRangeStartsAt: TODAY };

describe('simulator: what the batch feed refuses', () => {
  const refusals: readonly (readonly [string, string, RegExp])[] = [
    ['no type', 'pageSize=10', /Exactly one 'type'/],
    ['two types', 'type=av&type=spam', /Exactly one 'type'/],
    ['a list of types', 'type=av,spam', /Unsupported value/],
    ['an unknown type', 'type=jrnl', /Unsupported value/],
    ['types in the plural', 'types=av', /Exactly one 'type'/],
    ['an empty page', 'type=av&pageSize=0', /pageSize/],
    ['a huge page', 'type=av&pageSize=101', /pageSize/],
    ['a page size that is no number', 'type=av&pageSize=all', /pageSize/],
    ['a date-time', 'type=av&dateRangeStartsAt=2026-11-20T00:00:00.000Z', /yyyy-MM-dd/],
    ['a day that does not exist', 'type=av&dateRangeStartsAt=2026-11-31', /yyyy-MM-dd/],
    [
      'an end that is a date-time',
      `type=av&dateRangeStartsAt=${TODAY}&dateRangeEndsAt=2026-11-22T10:00:00Z`,
      /yyyy/,
    ],
    ['an end before the start', `type=av&dateRangeStartsAt=${TODAY}&dateRangeEndsAt=2026-11-21`, /before/],
    ['the future', 'type=av&dateRangeStartsAt=2026-11-23', /future/],
    ['eight days ago', 'type=av&dateRangeStartsAt=2026-11-14', /7-day retention period/],
    [
      'today - 7 d, whose 00:00 is too old already',
      'type=av&dateRangeStartsAt=2026-11-15',
      /7-day retention period/,
    ],
    ['a cursor it never gave', 'type=av&nextPage=Zm9v', /Invalid page token/],
  ];
  for (const [what, query, why] of refusals) {
    it(`${what}, with the error of the SIEM family`, () =>
      withTenant({}, async (visitor) => {
        const reply = await visitor.ask(`/siem/v1/batch/events/cg?${query}`);
        assert.equal(reply.status, 400);
        const { error }: { error: { code: string; message: string } } = JSON.parse(reply.text);
        assert.equal(error.code, 'Request Validation Failed');
        assert.match(error.message, why);
      }));
  }

  it('but takes today - 6 d', () =>
    withTenant({}, async (visitor) => {
      assert.equal((await visitor.list({ type: 'av', dateRangeStartsAt: '2026-11-16' })).status, 200);
    }));

  it('a cursor of another type, and one that was tampered with', () =>
    withTenant({}, async (visitor) => {
      const { '@nextPage': nextPage } = await visitor.page(start);
      assert.equal((await visitor.list({ type: 'spam', nextPage })).status, 400);
      const forged = Buffer.from(nextPage, 'base64')
        .toString()
        .replace(/receipt=\d+/, 'receipt=1');
      const reply = await visitor.list({ type: 'receipt', nextPage: Buffer.from(forged).toString('base64') });
      assert.equal(reply.status, 400);
    }));

  it('types the application was not given, and only those', () =>
    withTenant(
      { grants: { account: true, whoami: true, siem: ['receipt'], active: true } },
      async (visitor) => {
        const refused = await visitor.list({ type: 'av' });
        assert.equal(refused.status, 403);
        assert.match(refused.text, /app_forbidden/);
        assert.equal((await visitor.list({ type: 'receipt' })).status, 200);
      },
    ));
});

describe('simulator: the batch feed', () => {
  it('lists links that expire in minutes, with the size of the file', () =>
    withTenant({}, async (visitor) => {
      const { value } = await visitor.page(start);
      assert.equal(value.length, 24);
      for (const { url, expiry, size } of value) {
        assert.match(new URL(url).pathname, /\/cg\/receipt\/2026-11-22\/part-0000-\w+\.json\.gz$/);
        assert.equal(expiry, new Date(NOW + 600_000).toISOString());
        assert.ok(size > 100);
      }
    }));

  it('serves all ten types, spaces included', () =>
    withTenant({}, async (visitor) => {
      for (const type of SIEM_TYPES) {
        assert.ok((await visitor.page({ type, dateRangeStartsAt: TODAY })).value.length > 0, type);
      }
    }));

  it('goes on with the cursor, page by page, until there is nothing more', () =>
    withTenant({}, async (visitor) => {
      const seen: string[] = [];
      let page = await visitor.page({ ...start, pageSize: '10' });
      const sizes = [page.value.length];
      while (page.value.length > 0) {
        seen.push(...pathsOf(page.value));
        page = await visitor.page({ type: 'receipt', nextPage: page['@nextPage'], pageSize: '10' });
        sizes.push(page.value.length);
      }
      assert.deepEqual(sizes, [10, 10, 4, 0]);
      assert.equal(new Set(seen).size, 24);
      assert.equal(page.isCaughtUp, true);
    }));

  it('gives a cursor with every answer, also with empty ones, and it stays good', () =>
    withTenant({ slotMs: HOUR }, async (visitor) => {
      let cursor = (await visitor.page(start))['@nextPage'];
      for (let i = 0; i < 10; i++) {
        const empty = await visitor.page({ type: 'receipt', nextPage: cursor });
        assert.equal(empty.value.length, 0);
        assert.equal(empty.isCaughtUp, true);
        cursor = empty['@nextPage'];
        assert.ok(cursor.length > 0);
      }
      await visitor.later(2 * DAY);
      assert.equal((await visitor.page({ type: 'receipt', nextPage: cursor })).value.length, 48);
    }));

  it('does not deliver again what is behind the cursor, whatever dates come along', () =>
    withTenant({}, async (visitor) => {
      const { '@nextPage': nextPage } = await visitor.page(start);
      assert.equal((await visitor.page({ ...start, nextPage })).value.length, 0);
      const stale = await visitor.list({ ...start, dateRangeStartsAt: '2026-11-10', nextPage });
      assert.equal(stale.status, 400, 'dates are checked also beside a cursor');
    }));

  it('delivers the whole day again to who has no cursor', () =>
    withTenant({}, async (visitor) => {
      const [first, second] = [await visitor.page(start), await visitor.page(start)];
      assert.deepEqual(pathsOf(first.value), pathsOf(second.value));
      assert.notDeepEqual(first.value, second.value, 'but never with the same links');
    }));

  it('says sometimes only on the empty page behind the last one that this was all', () =>
    withTenant({}, async (visitor) => {
      const told = new Set<boolean | undefined>();
      for (let i = 0; i < 20; i++) told.add((await visitor.page(start)).isCaughtUp);
      assert.deepEqual([...told].sort(), [false, true]);
    }));

  it('repeats the cursor as @nextLink now and then', () =>
    withTenant({}, async (visitor) => {
      const told = new Set<boolean>();
      for (let i = 0; i < 12; i++) {
        const page = await visitor.page(start);
        told.add('@nextLink' in page);
        if (page['@nextLink'] !== undefined) assert.equal(page['@nextLink'], page['@nextPage']);
      }
      assert.equal(told.size, 2);
    }));

  it('keeps to the days that the first request asked for', () =>
    withTenant({ history: 3 * DAY }, async (visitor) => {
      const range = { type: 'receipt', dateRangeStartsAt: '2026-11-20', dateRangeEndsAt: '2026-11-20' };
      const { value, '@nextPage': nextPage } = await visitor.page(range);
      assert.equal(value.length, 96);
      assert.ok(pathsOf(value).every((path) => path.includes('/2026-11-20/')));
      assert.equal((await visitor.page({ type: 'receipt', nextPage })).value.length, 0);
    }));

  it('begins with today where no day is asked for', () =>
    withTenant({ history: 3 * DAY }, async (visitor) => {
      const { value } = await visitor.page({ type: 'receipt' });
      assert.ok(value.length > 0 && pathsOf(value).every((path) => path.includes(`/${TODAY}/`)));
    }));

  it('publishes a file some time after its period, once', () =>
    withTenant({ slotMs: HOUR, publishDelayMs: 60_000 }, async (visitor) => {
      let cursor = (await visitor.page(start))['@nextPage'];
      // 10:17:03 → the file of 10:00 to 11:00 appears between 11:01 and 11:02
      await visitor.later(43 * 60_000 - 3_000 + 59_000);
      const before = await visitor.page({ type: 'receipt', nextPage: cursor });
      assert.equal(before.value.length, 0);
      cursor = before['@nextPage'];
      await visitor.later(61_000);
      assert.equal((await visitor.page({ type: 'receipt', nextPage: cursor })).value.length, 1);
    }));

  it('shows late files of earlier periods behind the cursor', () =>
    withTenant({ lateShare: 0.3, lateByMs: 3 * HOUR }, async (visitor) => {
      const { value, '@nextPage': nextPage } = await visitor.page(start);
      const missing = 24 - value.length;
      assert.ok(missing > 0, 'some are still to come');
      await visitor.later(3 * HOUR);
      const later = await visitor.page({ type: 'receipt', nextPage });
      const newest = Math.max(...value.map((link) => slotOf(link)));
      assert.ok(later.value.some((link) => slotOf(link) < newest));
    }));

  it('forgets what is older than seven days', () =>
    withTenant({ slotMs: HOUR }, async (visitor) => {
      const { '@nextPage': nextPage, value } = await visitor.page(start);
      await visitor.later(9 * DAY);
      const page = await visitor.page({ type: 'receipt', nextPage, pageSize: '100' });
      const [oldest] = page.value;
      assert.ok(oldest !== undefined && value.length > 0);
      assert.ok(slotOf(oldest) * HOUR >= NOW + 2 * DAY, 'two days are gone for good');
    }));

  it('honours its cursors after a restart', async () => {
    const options = { seed: 3, now: () => NOW, origin: NOW - 6 * HOUR, recordsPerFile: 5, lateShare: 0 };
    let nextPage = '';
    let expected: string[] = [];
    for (const turn of ['first', 'second']) {
      const simulator = createSimulator(options);
      await simulator.start();
      try {
        const visitor = new Visitor(simulator);
        await visitor.signIn();
        if (turn === 'first') {
          const page = await visitor.page({ ...start, pageSize: '5' });
          nextPage = page['@nextPage'];
        }
        const rest = pathsOf((await visitor.page({ type: 'receipt', nextPage })).value);
        if (turn === 'first') expected = rest;
        else assert.deepEqual(rest, expected);
      } finally {
        await simulator.stop();
      }
    }
    assert.equal(expected.length, 19);
  });
});

function slotOf({ url }: Link): number {
  return Number.parseInt(/-(\w+)\.json\.gz/.exec(url)?.[1] ?? '', 36);
}

describe('simulator: faults of the listing', () => {
  it('duplicate-link: the same file twice, with another query', () =>
    withTenant({}, async (visitor, simulator) => {
      simulator.faults.next('duplicate-link');
      const { value } = await visitor.page(start);
      assert.equal(value.length, 25);
      assert.equal(new Set(pathsOf(value)).size, 24);
      assert.equal(new Set(value.map(({ url }) => url)).size, 25);
    }));

  it('reordered-links: another order on each listing', () =>
    withTenant({}, async (visitor, simulator) => {
      const usual = pathsOf((await visitor.page(start)).value);
      simulator.faults.next('reordered-links');
      const other = pathsOf((await visitor.page(start)).value);
      assert.notDeepEqual(other, usual);
      assert.deepEqual([...other].sort(), [...usual].sort());
    }));

  it('more-files: a short page with a stale link, and more when it is asked for again', () =>
    withTenant({}, async (visitor, simulator) => {
      simulator.faults.next('more-files');
      const short = await visitor.page(start);
      assert.equal(short.value.length, 12);
      assert.notEqual(short.isCaughtUp, true);
      assert.equal((await fetch(short.value[0]?.url ?? '')).status, 403);
      assert.equal((await fetch(short.value[1]?.url ?? '')).status, 200);
      assert.equal((await visitor.page(start)).value.length, 24);
    }));

  it('repeated-cursor: the page is new, the cursor is not', () =>
    withTenant({}, async (visitor, simulator) => {
      const { '@nextPage': nextPage } = await visitor.page({ ...start, pageSize: '5' });
      simulator.faults.next('repeated-cursor');
      const again = await visitor.page({ type: 'receipt', nextPage, pageSize: '5' });
      assert.equal(again['@nextPage'], nextPage);
      assert.equal(again.value.length, 5);
      assert.equal(again.isCaughtUp, false);
    }));

  it('zero-cursor: nothing but zeroes, padded or not, and no way out of it', () =>
    withTenant({}, async (visitor, simulator) => {
      simulator.faults.next('zero-cursor', 3);
      const cursors: string[] = [];
      for (let i = 0; i < 3; i++)
        cursors.push((await visitor.page({ ...start, pageSize: '5' }))['@nextPage']);
      for (const cursor of cursors) {
        const text = Buffer.from(cursor, 'base64').toString();
        assert.match(text, /^\[attachment_protect=0-0, av=0-0, (\w+=0-0(, )?){8}\]:/);
        const stuck = await visitor.page({ type: 'receipt', nextPage: cursor });
        assert.deepEqual([stuck.value.length, stuck.isCaughtUp], [0, true]);
        assert.match(Buffer.from(stuck['@nextPage'], 'base64').toString(), /^\[attachment_protect=0-0/);
      }
    }));

  it('never gives an all-zero cursor by itself, also when nothing was ever published', () =>
    withTenant({ history: 0 }, async (visitor) => {
      const page = await visitor.page(start);
      assert.equal(page.value.length, 0);
      assert.match(Buffer.from(page['@nextPage'], 'base64').toString(), /receipt=[1-9]/);
    }));

  it('dead-cursor: a cursor it gave is refused, for good', () =>
    withTenant({}, async (visitor, simulator) => {
      const { '@nextPage': nextPage } = await visitor.page({ ...start, pageSize: '5' });
      simulator.faults.next('dead-cursor');
      assert.equal((await visitor.list({ type: 'receipt', nextPage })).status, 400);
      assert.equal((await visitor.list({ type: 'receipt', nextPage })).status, 400);
      assert.equal((await visitor.list(start)).status, 200);
    }));

  it('late-files: what nobody has seen yet comes later, behind the cursor', () =>
    withTenant({}, async (visitor, simulator) => {
      simulator.faults.next('late-files', 2);
      const { value, '@nextPage': nextPage } = await visitor.page(start);
      assert.equal(value.length, 22);
      assert.equal(simulator.ledger.count('receipt'), 22 * 20);
      simulator.advance(2_001);
      assert.equal((await visitor.page({ type: 'receipt', nextPage })).value.length, 2);
      assert.equal(simulator.ledger.count('receipt'), 24 * 20);
    }));

  it('not-caught-up-flag-missing: isCaughtUp is left out', () =>
    withTenant({}, async (visitor, simulator) => {
      simulator.faults.next('not-caught-up-flag-missing');
      assert.ok(!('isCaughtUp' in (await visitor.page(start))));
    }));
});
