import assert from 'node:assert/strict';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import type { Notice } from '../../../../nodes/lib/contracts/stream';
import { withFakeClock } from '../../../doubles/fake-clock';
import { ScriptedClient, type ScriptedPage } from '../../../doubles/scripted-client';
import { DAY, expired, HOUR, NOW, stream } from './poll';

interface Replayed {
  readonly records: readonly string[];
  readonly notices: readonly Notice[];
  readonly error: unknown;
}

const at = (time: string): number => Date.parse(time);
const event = (n: number, timestamp: unknown): string => JSON.stringify({ n, timestamp });

async function replay(client: ScriptedClient, start: number, end: number): Promise<Replayed> {
  return withFakeClock(NOW, async () => {
    const records: string[] = [];
    const notices: Notice[] = [];
    let failure: unknown;
    const context = {
      client,
      signal: new AbortController().signal,
      chunk: 2,
      chunkBytes: 1_000_000,
      lookbackMs: DAY,
      onThrottled: () => undefined,
    };
    try {
      assert.ok(stream.replay !== undefined);
      for await (const page of stream.replay(start, end, context)) {
        records.push(...page.records.map(({ text }) => text));
        notices.push(...page.notices);
      }
    } catch (error) {
      failure = error;
    }
    return { records, notices, error: failure };
  });
}

function clientOf(
  pages: Readonly<Record<string, ScriptedPage>>,
  files: Readonly<Record<string, readonly string[]>> = {},
): ScriptedClient {
  return new ScriptedClient({
    list: ({ nextPage = '' }) => pages[nextPage] ?? { caughtUp: true, next: nextPage },
    body: (path) => (files[path] ?? []).join('\n'),
  });
}

describe('replay of the batch feed', () => {
  const EVENTS = {
    '/cg/a': [
      event(1, at('2026-11-19T09:59:59.999Z')),
      event(2, at('2026-11-19T10:00:00Z')),
      event(3, at('2026-11-19T10:30:00Z') / 1000),
    ],
    '/cg/b': [
      event(4, at('2026-11-19T10:59:59.999Z')),
      event(5, at('2026-11-19T11:00:00Z')),
      event(6, 'never'),
    ],
  };
  const HOUR_OF_THE_DAY_BEFORE = [at('2026-11-19T10:00:00Z'), at('2026-11-19T11:00:00Z')] as const;

  it('delivers the events of the range, without its end, and those that have no time', async () => {
    const client = clientOf(
      {
        '': { files: ['/cg/a'], next: 'c1', caughtUp: false },
        c1: { files: ['/cg/b'], next: 'c2', caughtUp: true },
      },
      EVENTS,
    );
    const { records, notices, error } = await replay(client, ...HOUR_OF_THE_DAY_BEFORE);
    const numbers = records.map((text) => JSON.parse(text).n);
    assert.deepEqual([numbers, notices, error], [[2, 3, 4, 6], [], undefined]);
  });

  it('requests the days of the range and the day after, whose files may contain its last minutes', async () => {
    const client = clientOf({});
    await replay(client, at('2026-11-16T22:00:00Z'), at('2026-11-17T23:59:00Z'));
    assert.deepEqual(client.queries, [
      {
        type: 'url protect',
        pageSize: '100',
        dateRangeStartsAt: '2026-11-16',
        dateRangeEndsAt: '2026-11-18',
      },
    ]);
  });

  it('requests no future day', async () => {
    const client = clientOf({});
    await replay(client, NOW - HOUR, NOW + 3 * DAY);
    assert.equal(client.queries[0]?.['dateRangeEndsAt'], '2026-11-20');
    const later = clientOf({});
    await replay(later, NOW + HOUR, NOW + 2 * HOUR);
    assert.deepEqual(later.queries, []);
  });

  it('reports the range that is no longer available, and delivers the rest', async () => {
    const client = clientOf({ '': { files: ['/cg/a'], caughtUp: true } }, EVENTS);
    const { records, notices } = await replay(client, NOW - 30 * DAY, NOW);
    assert.equal(records.length, 3);
    assert.deepEqual(notices, [
      {
        kind: 'gap',
        from: '2026-10-21T12:00:00.000Z',
        to: '2026-11-14T00:00:00.000Z',
        recoverable: false,
        reason: 'further back than the feed can be asked for',
      },
    ]);
  });

  it('requests nothing when the whole range is no longer available', async () => {
    const client = clientOf({});
    const { notices } = await replay(client, NOW - 30 * DAY, NOW - 29 * DAY);
    assert.deepEqual(client.queries, []);
    assert.deepEqual(
      notices.map((notice) => notice.kind === 'gap' && [notice.from, notice.to]),
      [['2026-10-21T12:00:00.000Z', '2026-10-22T12:00:00.000Z']],
    );
  });

  it('lists a page again when a link has expired, and delivers nothing twice', async () => {
    const client = new ScriptedClient({
      list: () => ({ files: ['/cg/a'], caughtUp: true }),
      body: (_, count) => {
        if (count === 1) throw expired();
        return EVENTS['/cg/a'].join('\n');
      },
    });
    const { records, error } = await replay(client, at('2026-11-19T00:00:00Z'), NOW);
    assert.deepEqual([records, error], [EVENTS['/cg/a'], undefined]);
    assert.equal(client.queries.length, 2);
  });

  it("fails with a code when the feed's cursors form a loop", async () => {
    const client = clientOf(
      {
        '': { files: ['/cg/a'], next: 'c1', caughtUp: false },
        c1: { files: ['/cg/b'], next: 'c1', caughtUp: false },
      },
      EVENTS,
    );
    const { records, error } = await replay(client, at('2026-11-19T00:00:00Z'), NOW);
    assert.equal(records.length, 6);
    assert.ok(error instanceof MimecastError);
    assert.deepEqual([error.code, error.transient], ['MIMECAST_BAD_ANSWER', true]);
    assert.match(error.message, /^the replay ends early: /);
  });
});
