import assert from 'node:assert/strict';
import {
  FAULT_NAMES,
  type FaultName,
  SIEM_TYPES,
  type SimulatorOptions,
} from '../../../../../nodes/lib/simulator/simulator';
import { type ApiClient, HOUR, NOW, parse, type Reply, withTenant } from '../../support/tenant';

interface StreamPage {
  readonly value: readonly Readonly<Record<string, unknown>>[];
  readonly '@nextPage': string;
  readonly pageSize: number;
  readonly isCaughtUp?: boolean;
}

const punctual: SimulatorOptions = {
  lateShare: 0,
  repeatedPages: 0,
  quotas: { 'siem-stream': { calls: 10_000, windowMs: HOUR } },
};
const ask = (apiClient: ApiClient, query: Record<string, string>, feed = 'cg'): Promise<Reply> =>
  apiClient.get(`/siem/v1/events/${feed}?${new URLSearchParams(query)}`);

async function page(apiClient: ApiClient, query: Record<string, string>, feed = 'cg'): Promise<StreamPage> {
  const reply = await ask(apiClient, query, feed);
  if (reply.status !== 200) throw new Error(`${reply.status} ${reply.text}`);
  return JSON.parse(reply.text);
}

async function drain(
  apiClient: ApiClient,
  query: Record<string, string>,
  feed = 'cg',
): Promise<StreamPage['value'][number][]> {
  const events: StreamPage['value'][number][] = [];
  let read = await page(apiClient, query, feed);
  while (read.value.length > 0) {
    events.push(...read.value);
    read = await page(apiClient, { ...query, nextPage: read['@nextPage'] }, feed);
  }
  return events;
}

const written = (events: readonly unknown[]): string[] => events.map((event) => JSON.stringify(event));

describe('simulator: the stream feed', () => {
  it('delivers the records of the ledger, all types in one call, and continues from its cursor', () =>
    withTenant(punctual, async (apiClient, simulator) => {
      const events = await drain(apiClient, {});
      assert.ok(events.length > 4_000, String(events.length));
      const result = simulator.logs.compare('cg-stream', written(events));
      assert.deepEqual([result.lostCount, result.twice, result.invented], [0, 0, 0]);
      assert.deepEqual(new Set(events.map((event) => event['eventType'])), new Set(SIEM_TYPES));
    }));

  it('contains the events of the batch feed, with two members named differently', () =>
    withTenant({ ...punctual, history: 12 * HOUR }, async (apiClient, simulator) => {
      const range = { from: NOW - 6 * HOUR, to: NOW - 5 * HOUR };
      const events = await drain(apiClient, {
        types: 'av',
        dateRangeStartsAt: new Date(range.from).toISOString(),
        dateRangeEndsAt: new Date(range.to).toISOString(),
      });
      assert.equal(simulator.logs.compare('cg-stream.av', written(events), range).lostCount, 0);
      const files = new Set(
        [...simulator.ledger.lines('av')].map((line) => JSON.stringify(JSON.parse(line))),
      );
      assert.ok(events.length > 10);
      for (const { eventType, subType, ...rest } of events) {
        assert.ok(files.has(JSON.stringify({ ...rest, type: eventType, subtype: subType })));
      }
    }));

  it('accepts a list of types, with sub-types', () =>
    withTenant(punctual, async (apiClient) => {
      const events = await drain(apiClient, { types: 'process:Hld,av' });
      const kinds = new Set(events.map(({ eventType, subType }) => `${eventType} ${subType}`));
      assert.deepEqual(kinds, new Set(['process Hld', 'av null']));
    }));

  it('returns the number of events of a page, always a cursor, and the end', () =>
    withTenant(punctual, async (apiClient) => {
      const first = await page(apiClient, { types: 'av', pageSize: '7' });
      assert.deepEqual([first.value.length, first.pageSize, first.isCaughtUp], [7, 7, false]);
      let read = first;
      while (read.value.length > 0)
        read = await page(apiClient, { types: 'av', nextPage: read['@nextPage'] });
      assert.deepEqual([read.pageSize, read.isCaughtUp], [0, true]);
      await apiClient.later(HOUR);
      const later = await page(apiClient, { types: 'av', nextPage: read['@nextPage'] });
      assert.ok(later.value.length > 0);
    }));

  it('has an event soon after it happened, long before its file is published', () =>
    withTenant({ ...punctual, slotMs: HOUR }, async (apiClient) => {
      const read = await drain(apiClient, { types: 'receipt' });
      const newest = Math.max(...read.map(({ timestamp }) => Number(timestamp)));
      assert.ok(NOW - newest < 10 * 60_000);
    }));

  it('requires instants with milliseconds and Z, and no dates', () =>
    withTenant({}, async (apiClient) => {
      for (const wrong of [
        '2026-11-22',
        '2026-11-22T09:00:00Z',
        '2026-11-22T09:00:00.000+00:00',
        '2026-11-22T09:00:00+0000',
      ]) {
        const reply = await ask(apiClient, { dateRangeStartsAt: wrong });
        assert.equal(reply.status, 400, wrong);
        assert.match(reply.text, /"code":"Request Validation Failed","message":"Invalid date range: times/);
      }
    }));

  it('goes back 24 hours, and no further', () =>
    withTenant({ ...punctual, history: 48 * HOUR }, async (apiClient) => {
      const at = (ago: number) => ({ dateRangeStartsAt: new Date(NOW - ago).toISOString() });
      assert.equal((await ask(apiClient, at(24 * HOUR + 1))).status, 400);
      assert.equal((await ask(apiClient, at(24 * HOUR))).status, 200);
      assert.equal((await ask(apiClient, at(-1))).status, 400);
      assert.equal(
        (await ask(apiClient, { ...at(HOUR), dateRangeEndsAt: at(2 * HOUR).dateRangeStartsAt })).status,
        400,
      );
    }));

  it('refuses unknown types, sizes and cursors of other types', () =>
    withTenant({}, async (apiClient) => {
      const { '@nextPage': nextPage } = await page(apiClient, { types: 'av' });
      for (const query of [
        { types: 'jrnl' },
        { types: 'entities' },
        { pageSize: '0' },
        { pageSize: '101' },
        { types: 'spam', nextPage },
        { nextPage: 'x' },
      ]) {
        assert.equal((await ask(apiClient, query)).status, 400, JSON.stringify(query));
      }
      assert.equal((await ask(apiClient, { types: 'av', nextPage })).status, 200);
    }));

  it('skips events older than a day behind an old cursor, or refuses it', async () => {
    for (const staleCursor of ['skips', 'refused'] as const) {
      await withTenant({ ...punctual, staleCursor, history: 2 * HOUR }, async (apiClient) => {
        const { '@nextPage': nextPage } = await page(apiClient, { types: 'receipt', pageSize: '1' });
        await apiClient.later(30 * HOUR);
        const reply = await ask(apiClient, { types: 'receipt', nextPage });
        assert.equal(reply.status, staleCursor === 'skips' ? 200 : 400);
        if (reply.status !== 200) return;
        const { value }: StreamPage = JSON.parse(reply.text);
        assert.ok(value.every(({ timestamp }) => Number(timestamp) > NOW + 5 * HOUR));
      });
    }
  });

  it('repeats the last events of the previous page on some pages', () =>
    withTenant({ ...punctual, repeatedPages: 1 }, async (apiClient, simulator) => {
      const one = await page(apiClient, { types: 'receipt', pageSize: '20' });
      const two = await page(apiClient, { types: 'receipt', pageSize: '20', nextPage: one['@nextPage'] });
      assert.deepEqual(two.value.slice(0, 5), one.value.slice(-5));
      assert.equal(two.value.length, 20);
      const all = simulator.logs.compare(
        'cg-stream.receipt',
        written(await drain(apiClient, { types: 'receipt' })),
      );
      assert.deepEqual([all.lostCount, all.twice > 0], [0, true]);
    }));

  it('has a quota of its own, 300 calls an hour', () =>
    withTenant({}, async (apiClient) => {
      const reply = await ask(apiClient, { types: 'av' });
      assert.equal(reply.headers.get('x-ratelimit-limit'), '300');
      assert.equal(reply.headers.get('x-ratelimit-remaining'), '299');
    }));

  it('refuses types that were not granted: one type of a list, or all', () =>
    withTenant({ grants: { siem: ['av'] } }, async (apiClient, { grants }) => {
      assert.equal((await ask(apiClient, { types: 'av,spam' })).status, 403);
      const { value } = await page(apiClient, {});
      assert.ok(value.every(({ eventType }) => eventType === 'av'));
      grants.products = [];
      assert.equal((await ask(apiClient, { types: 'av' })).status, 404);
    }));

  type FaultCase = (apiClient: ApiClient, reply: Reply, sent: Record<string, string>) => Promise<void> | void;
  const FAULT_CASES: Readonly<Partial<Record<FaultName, FaultCase>>> = {
    'repeated-cursor': (_, reply, sent) => assert.equal(parse(reply)['@nextPage'], sent['nextPage']),
    'constant-cursor': async (apiClient, reply, sent) => {
      assert.deepEqual([parse(reply)['@nextPage'], parse(reply)['isCaughtUp']], [sent['nextPage'], false]);
      const next = await page(apiClient, sent);
      assert.notDeepEqual(next.value, parse(reply)['value']);
    },
    'not-caught-up-flag-missing': (_, reply) => assert.equal('isCaughtUp' in parse(reply), false),
    'dead-cursor': async (apiClient, reply, sent) => {
      assert.equal(reply.status, 400);
      assert.equal((await ask(apiClient, sent)).status, 400, 'for good');
    },
    'zero-cursor': async (apiClient, reply) => {
      const nextPage = String(parse(reply)['@nextPage']);
      assert.deepEqual((await page(apiClient, { types: 'receipt', nextPage })).value, []);
    },
  };
  for (const fault of FAULT_NAMES.filter((name) => name in FAULT_CASES)) {
    it(`${fault}: fires here too`, () =>
      withTenant(punctual, async (apiClient, { faults }) => {
        const one = await page(apiClient, { types: 'receipt' });
        faults.next(fault, 1);
        const sent = { types: 'receipt', nextPage: one['@nextPage'] };
        await FAULT_CASES[fault]?.(apiClient, await ask(apiClient, sent), sent);
        assert.equal(faults.fired[fault], 1);
      }));
  }

  it('repeated-events: the same, when it is set', () =>
    withTenant(punctual, async (apiClient, { faults }) => {
      const one = await page(apiClient, { types: 'receipt' });
      faults.next('repeated-events', 1);
      const two = await page(apiClient, { types: 'receipt', nextPage: one['@nextPage'] });
      assert.deepEqual(two.value.slice(0, 5), one.value.slice(-5));
      assert.equal(faults.fired['repeated-events'], 1);
    }));
});

describe('simulator: Cloud Integrated', () => {
  it('has a batch feed of three types', () =>
    withTenant({ lateShare: 0 }, async (apiClient, simulator) => {
      for (const type of ['entities', 'mailflow', 'urlclick'] as const) {
        const query = new URLSearchParams({ type, dateRangeStartsAt: '2026-11-22' });
        const reply = await apiClient.get(`/siem/v1/batch/events/ci?${query}`);
        const { value }: { value: { url: string }[] } = JSON.parse(reply.text);
        assert.equal(value.length, 24, type);
        assert.match(value[0]?.url ?? '', /\/ci\//);
        const lines = [...simulator.ledger.lines(type)];
        assert.equal(lines.length, 480);
        assert.ok(lines.every((line) => JSON.parse(line).type === type));
      }
      assert.equal((await apiClient.get('/siem/v1/batch/events/ci?type=receipt')).status, 400);
      assert.equal((await apiClient.get('/siem/v1/batch/events/cg?type=entities')).status, 400);
    }));

  it('writes recipients as arrays and words in upper case', () =>
    withTenant({}, async (_, { ledger }) => {
      const entity: Record<string, unknown> = JSON.parse([...ledger.lines('entities')][0] ?? '');
      assert.ok(Array.isArray(entity['recipients']) && Array.isArray(entity['attachments']));
      assert.match(String(entity['direction']), /^(INBOUND|OUTBOUND|INTERNAL)$/);
      const flow: Record<string, unknown> = JSON.parse([...ledger.lines('mailflow')][0] ?? '');
      assert.match(JSON.stringify(flow['authResults']), /^\[\{"type":"SPF","result":"\w+","aligned":\w+\}/);
      const clicks = [...ledger.lines('urlclick')].map((line): Record<string, unknown> => JSON.parse(line));
      assert.ok(clicks.every((click) => 'sourceIp' in click === (click['action'] === 'BLOCK')));
    }));

  it('has a stream feed', () =>
    withTenant(punctual, async (apiClient, simulator) => {
      const events = await drain(apiClient, { types: 'mailflow,entities' }, 'ci');
      const flows = events.filter(({ eventType }) => eventType === 'mailflow');
      assert.equal(simulator.logs.compare('ci-stream.mailflow', written(flows)).lostCount, 0);
      assert.ok(flows.length > 400 && flows.every((flow) => 'subType' in flow && !('type' in flow)));
    }));
});
