import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EventStreamPosition } from '../../../../nodes/lib/streams/siem-events/position';
import { badRequest } from '../siem-batch/poll';
import { MINUTE, NOW, poll } from '../window/poll';
import { clientOf, type EventsPage, event, numbers, stream } from './events-feed';

/** A poll ends at an empty page, even if there is more behind it. */
const CALM = Array.from({ length: 8 }, () => 1e6);

describe('stream feed', () => {
  it('loses nothing and delivers nothing twice, wherever it is interrupted', async () => {
    const scenario = fc.record({
      sizes: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 6 }),
      repeats: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 }),
      lives: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 8 }),
      dead: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      chunk: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ sizes, repeats, lives, dead, chunk }) => {
        let n = 0;
        const pages = sizes.map((size) =>
          Array.from({ length: size }, () => event(++n, n % 3 ? 'receipt' : 'av')),
        );
        const all = pages.flat();
        const page = (index: number): EventsPage => {
          const before = (pages[index - 1] ?? []).slice(
            -(repeats[index % 6] ?? 0) || Number.POSITIVE_INFINITY,
          );
          const events = [...before, ...(pages[index] ?? [])];
          return { events, next: String(index + 1), caughtUp: index >= pages.length - 1 };
        };
        const got: unknown[] = [];
        let from: EventStreamPosition | undefined;
        for (const [life, cut] of [...lives, ...CALM].entries()) {
          let refuse = life < lives.length && dead[life] === true;
          const client = clientOf(({ nextPage }) => {
            if (nextPage !== undefined && refuse) {
              refuse = false;
              throw badRequest();
            }
            return page(Number(nextPage ?? 0));
          });
          const polled = await poll(stream, client, { from, pages: cut, chunk, now: NOW + life * MINUTE });
          assert.equal(polled.error, undefined);
          got.push(...numbers(polled));
          from = polled.position;
        }
        assert.deepEqual(got.toSorted(), all.map((one) => one['n']).toSorted());
      }),
      { numRuns: Number(process.env['RUNS'] ?? 50) },
    );
  });
});
