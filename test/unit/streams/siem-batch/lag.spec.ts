import assert from 'node:assert/strict';
import { ScriptedClient } from '../../../doubles/scripted-client';
import { DAY, HOUR, NOW, poll, stream } from './poll';

const event = (n: number, hoursAgo: number): string =>
  JSON.stringify({ n, timestamp: NOW - hoursAgo * HOUR });
const FILES: Readonly<Record<string, readonly string[]>> = {
  '/cg/a': [event(1, 20), event(2, 19)],
  '/cg/b': [event(3, 18), event(4, 17)],
  '/cg/c': [event(5, 16), event(6, 15)],
};
const client = (): ScriptedClient =>
  new ScriptedClient({
    list: ({ nextPage }) =>
      nextPage === undefined
        ? { files: Object.keys(FILES), next: 'c1', caughtUp: false }
        : { next: 'c2', caughtUp: true },
    body: (path) => (FILES[path] ?? []).join('\n'),
  });

/** Lag in hours after this number of pages, and the time up to which everything was handed over. */
async function lagAfter(pages: number): Promise<{ lag: number; through: string }> {
  const { position } = await poll(client(), { pages });
  assert.ok(position !== undefined);
  return { lag: stream.lag(position, NOW) / HOUR, through: new Date(position.through).toISOString() };
}

describe('The lag of the batch feed', () => {
  it('is the age of the newest event of the current page, not of its first day', async () => {
    // The records of a file make one page, and its end another one.
    assert.deepEqual(
      [(await lagAfter(1)).lag, (await lagAfter(3)).lag, (await lagAfter(5)).lag],
      [19, 17, 15],
    );
  });

  it('leaves the bounds of gaps unchanged until the page is done', async () => {
    for (const pages of [1, 3, 5]) assert.equal((await lagAfter(pages)).through, '2026-11-19T00:00:00.000Z');
    assert.equal((await lagAfter(7)).through, new Date(NOW - 15 * HOUR).toISOString());
  });

  it('continues after a restart in the middle of a page', async () => {
    const { position } = await poll(client(), { pages: 3 });
    const { position: next } = await poll(client(), { from: position, pages: 2 });
    assert.ok(next !== undefined);
    assert.deepEqual([stream.lag(position ?? next, NOW), stream.lag(next, NOW)], [17 * HOUR, 15 * HOUR]);
  });

  it('is null when the feed has been read to its end, and never negative', async () => {
    const { position } = await poll(client());
    assert.ok(position !== undefined);
    assert.equal(stream.lag(position, position.through), 0);
    assert.equal(stream.lag(position, NOW - 100 * DAY), 0);
  });
});
