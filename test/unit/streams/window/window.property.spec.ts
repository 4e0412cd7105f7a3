import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatApiTime } from '../../../../nodes/lib/streams/window/api-time';
import type { WindowLogDefinition } from '../../../../nodes/lib/streams/window/definition';
import { auditLog } from '../../../../nodes/lib/streams/window/logs/audit';
import { dlpLog } from '../../../../nodes/lib/streams/window/logs/dlp';
import { rejectionsLog } from '../../../../nodes/lib/streams/window/logs/held';
import type { WindowPosition } from '../../../../nodes/lib/streams/window/position';
import { createWindowStream } from '../../../../nodes/lib/streams/window/stream';
import { HOUR, MINUTE, NOW, poll } from './poll';
import { outage, refusal, Tenant } from './tenant';

interface Arrival {
  /** minutes after the beginning */
  readonly minute: number;
  readonly second: number;
  /** 0: on time; 1: within the overlap; 2: hours late */
  readonly late: number;
  /** few, so that some records have equal content */
  readonly word: number;
}

interface Poll {
  /** minutes since the one before */
  readonly after: number;
  /** pages until the process dies; a number above the page count means that it survives */
  readonly pages: number;
  readonly chunk: number;
  readonly killTokens: boolean;
  /** calls of this poll that fail: on `failAt`, and every later time where `down` */
  readonly failAt: number;
  readonly refuses: boolean;
}

interface Scenario {
  readonly arrivals: readonly Arrival[];
  readonly polls: readonly Poll[];
  readonly pageSize: number;
}

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  arrivals: fc.array(
    fc.record({
      minute: fc.integer({ min: 0, max: 40 * 60 }),
      second: fc.constantFrom(0, 1, 30),
      late: fc.constantFrom(0, 0, 0, 1, 1, 2),
      word: fc.integer({ min: 0, max: 2 }),
    }),
    { maxLength: 60 },
  ),
  polls: fc.array(
    fc.record({
      after: fc.constantFrom(0, 1, 5, 5, 30, 300, 1500),
      pages: fc.integer({ min: 1, max: 25 }),
      chunk: fc.integer({ min: 1, max: 6 }),
      killTokens: fc.boolean(),
      failAt: fc.integer({ min: 1, max: 30 }),
      refuses: fc.boolean(),
    }),
    { maxLength: 14 },
  ),
  pageSize: fc.integer({ min: 1, max: 7 }),
});

const BEGIN = NOW - 40 * HOUR;

/** All records of a log, by content. */
function tenantOf(
  log: WindowLogDefinition,
  { arrivals, pageSize }: Scenario,
): { tenant: Tenant; expected: string[] } {
  const { path, start, end, wrapper, oldestFirst } = log;
  const tenant = new Tenant({
    path,
    start,
    end,
    pageSize,
    sortable: oldestFirst,
    ...(wrapper === undefined ? {} : { wrapper }),
  });
  const expected: string[] = [];
  for (const [index, { minute, second, late, word }] of arrivals.entries()) {
    const at = BEGIN + minute * MINUTE + second * 1000;
    const delay = [30_000, 8 * MINUTE, 3 * HOUR][late] ?? 0;
    const contentOf = { [log.time]: formatApiTime(at), word };
    // Omits ids that another read may return differently.
    const value = log.id === undefined ? contentOf : { ...contentOf, id: `id ${index}` };
    tenant.add(at, value, at + delay);
    expected.push(JSON.stringify(value));
  }
  return { tenant, expected: expected.toSorted() };
}

/** Members in the order in which the test writes them. */
function contentOf(log: WindowLogDefinition, value: Readonly<Record<string, unknown>>): string {
  const { [log.time]: time, word, id } = value;
  return JSON.stringify(log.id === undefined ? { [log.time]: time, word } : { [log.time]: time, word, id });
}

/** Runs all polls, and then polls without faults through a night after the last arrival. */
async function deliveredBy(
  log: WindowLogDefinition,
  scenario: Scenario,
): Promise<{ got: string[]; expected: string[] }> {
  const stream = createWindowStream(log);
  const { tenant, expected } = tenantOf(log, scenario);
  const got: string[] = [];
  let from: WindowPosition | undefined = stream.startAt(BEGIN, BEGIN);
  let now = BEGIN + 10 * MINUTE;
  const runPoll = async (one: Poll): Promise<void> => {
    now += one.after * MINUTE;
    if (one.killTokens) tenant.killTokens();
    const first = tenant.calls;
    tenant.fault = ({ token }, count) => {
      if (count - first < one.failAt) return undefined;
      if (one.refuses && token !== null) throw refusal();
      if (!one.refuses) throw outage();
      return undefined;
    };
    const polled = await poll(stream, tenant, { from, now, chunk: one.chunk, pages: one.pages });
    got.push(...polled.records.map(({ value }) => contentOf(log, value)));
    from = polled.position;
    assert.ok(polled.notices.every(({ kind }) => kind !== 'gap'));
  };
  const calm = { chunk: 3, pages: 1e6, killTokens: false, failAt: 1e6, refuses: false };
  // Rescans reach back a day: records that arrive later are not found.
  for (const one of scenario.polls) {
    if (now < NOW) await runPoll(one);
  }
  while (now < NOW + 4 * HOUR) await runPoll({ ...calm, after: 120 });
  await runPoll({ ...calm, after: 12 * 60 });
  return { got: got.toSorted(), expected };
}

describe('window logs under random failures', () => {
  for (const log of [dlpLog(), auditLog(), rejectionsLog()]) {
    it(`${log.key}: loses nothing, delivers nothing twice, and keeps every one of equal records`, async () => {
      await fc.assert(
        fc.asyncProperty(scenarios, async (scenario) => {
          const { got, expected } = await deliveredBy(log, scenario);
          assert.deepEqual(got, expected);
        }),
        { numRuns: Number(process.env['RUNS'] ?? 25), timeout: 20_000 },
      );
    }).timeout(60_000);
  }
});
