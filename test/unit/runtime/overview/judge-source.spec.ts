import assert from 'node:assert/strict';
import type { CollectorState } from '../../../../nodes/lib/collector/status/state';
import { MAX_REASON_LENGTH } from '../../../../nodes/lib/contracts/overview';
import { buildHealth } from '../../../../nodes/lib/overview/model/health';
import { adviceFor, judgeStream, LEVELS } from '../../../../nodes/lib/overview/model/judge-source';
import type { SourceFacts, StreamFacts } from '../../../../nodes/lib/overview/model/types';
import { HOUR_MS, MINUTE_MS } from '../../../../nodes/lib/util/time';

const NOW = Date.parse('2026-11-20T06:30:00Z');
const iso = (ms: number): string => new Date(ms).toISOString();
const EVERY_MS = 5 * MINUTE_MS;

const source = (part: Partial<SourceFacts> = {}): SourceFacts => ({
  ...{ node: 'n1', link: 'n1', name: '', account: 'a1', source: 'mimecast-ttp', everyMs: EVERY_MS },
  streams: [{ key: 'ttp.url', type: 'url' }],
  ...{ startedAt: NOW - HOUR_MS, aliveAt: NOW - EVERY_MS, state: undefined, problem: undefined },
  progress: new Map(),
  ...part,
});
const UP_TO_DATE: StreamFacts = { lagMs: 15 * MINUTE_MS, waiting: 0, doneAt: null };
const BEHIND: StreamFacts = { lagMs: 5 * HOUR_MS, waiting: 0, doneAt: iso(NOW + HOUR_MS) };
const failure = (code: string, more: object = {}) => ({
  ...{ code, message: 'no', retryAt: NOW + MINUTE_MS, transient: true },
  ...more,
});
const idle: CollectorState = {
  ...{ kind: 'idle', records: 7, known: 0, at: NOW, lagMs: 0, quietSince: undefined },
  ...{ failed: [], failure: undefined, fittingIntervalMs: undefined },
};

type Case = readonly [
  what: string,
  state: CollectorState | undefined,
  stream: StreamFacts,
  expected: readonly [state: string, level: string, advice: string, facts: object],
];

const CASES: readonly Case[] = [
  ['nothing yet', undefined, UP_TO_DATE, ['starting', 'off', 'none', {}]],
  ['the start', { kind: 'starting' }, UP_TO_DATE, ['starting', 'off', 'none', {}]],
  [
    'the time before the next poll',
    { kind: 'resting', polledAt: NOW, nextAt: NOW + 1000 },
    UP_TO_DATE,
    ['resting', 'ok', 'none', { nextAt: iso(NOW + 1000) }],
  ],
  [
    'another replica',
    { kind: 'standby', holder: 'node-red-2', trouble: undefined },
    UP_TO_DATE,
    ['standby', 'off', 'none', { holder: 'node-red-2' }],
  ],
  ['a pause', { kind: 'paused' }, UP_TO_DATE, ['paused', 'off', 'resume', {}]],
  [
    'a poll',
    { kind: 'polling', records: 3, lagMs: 0, doneAt: undefined },
    UP_TO_DATE,
    ['polling', 'ok', 'none', { records: 3 }],
  ],
  [
    'a range that is read again',
    { kind: 'replaying', start: NOW - 2 * HOUR_MS, end: NOW - HOUR_MS, records: 3 },
    UP_TO_DATE,
    ['polling', 'ok', 'none', { records: 3 }],
  ],
  [
    'a poll that catches up',
    { kind: 'polling', records: 3, lagMs: 0, doneAt: undefined },
    BEHIND,
    ['behind', 'warn', 'wait', { records: 3, doneAt: iso(NOW + HOUR_MS) }],
  ],
  [
    'a poll with a failing call',
    {
      ...{ kind: 'polling', records: 3, lagMs: 0, doneAt: undefined },
      failing: [{ types: ['url'], failure: failure('MIMECAST_UNAVAILABLE') }],
    },
    UP_TO_DATE,
    [
      ...(['retrying', 'warn', 'wait'] as const),
      { code: 'MIMECAST_UNAVAILABLE', reason: 'no', retryAt: iso(NOW + MINUTE_MS) },
    ],
  ],
  [
    'a poll in which another type fails',
    {
      ...{ kind: 'polling', records: 3, lagMs: 0, doneAt: undefined },
      failing: [{ types: ['attachment'], failure: failure('MIMECAST_UNAVAILABLE') }],
    },
    UP_TO_DATE,
    ['polling', 'ok', 'none', { records: 3 }],
  ],
  [
    'throttling',
    { kind: 'throttled', retryAt: NOW + 1000, fittingIntervalMs: undefined },
    UP_TO_DATE,
    ['throttled', 'warn', 'wait', { retryAt: iso(NOW + 1000) }],
  ],
  [
    'throttling again and again',
    { kind: 'throttled', retryAt: NOW + 1000, fittingIntervalMs: 900_000 },
    UP_TO_DATE,
    ['throttled', 'warn', 'longer_interval', { retryAt: iso(NOW + 1000), fittingIntervalMs: 900_000 }],
  ],
  ['a poll that succeeded', idle, UP_TO_DATE, ['current', 'ok', 'none', { records: 7 }]],
  [
    'a day without records',
    { ...idle, quietSince: NOW - 30 * HOUR_MS },
    UP_TO_DATE,
    ['quiet', 'warn', 'enable_logging', { since: iso(NOW - 30 * HOUR_MS) }],
  ],
  [
    'a poll in which the type failed',
    { ...idle, failed: ['url'], failure: failure('MIMECAST_NOT_LICENSED', { retryAt: undefined }) },
    UP_TO_DATE,
    ['failed', 'bad', 'check_licence', { code: 'MIMECAST_NOT_LICENSED', reason: 'no' }],
  ],
  [
    'a poll in which the type failed in another way than most',
    {
      ...{ ...idle, failed: ['x'], failure: failure('MIMECAST_AUTH') },
      also: [{ types: ['url'], failure: failure('MIMECAST_FORBIDDEN', { needs: { product: 'P' } }) }],
    },
    UP_TO_DATE,
    [
      ...(['failed', 'bad', 'grant_permission'] as const),
      { code: 'MIMECAST_FORBIDDEN', reason: 'no', retryAt: iso(NOW + MINUTE_MS), product: 'P' },
    ],
  ],
  [
    'a poll in which another type failed',
    { ...idle, failed: ['attachment'], failure: failure('MIMECAST_AUTH') },
    UP_TO_DATE,
    ['current', 'ok', 'none', { records: 7 }],
  ],
  [
    'a failure of all types',
    { kind: 'failed', failure: failure('MIMECAST_AUTH', { retryAt: undefined }) },
    UP_TO_DATE,
    ['failed', 'bad', 'check_credentials', { code: 'MIMECAST_AUTH', reason: 'no' }],
  ],
  [
    'a failure with a code of its own',
    { kind: 'failed', failure: failure('__proto__', { retryAt: undefined }) },
    UP_TO_DATE,
    ['failed', 'bad', 'wait', { code: '__proto__', reason: 'no' }],
  ],
  [
    'a response that takes long',
    { kind: 'failed', failure: failure('MIMECAST_UNAVAILABLE', { pending: true, retryAt: undefined }) },
    UP_TO_DATE,
    ['retrying', 'warn', 'wait', { code: 'MIMECAST_UNAVAILABLE', reason: 'no' }],
  ],
  [
    'a stuck batch',
    { kind: 'stuck', type: 'url', since: NOW, attempts: 3, reason: '503' },
    UP_TO_DATE,
    ['stuck', 'bad', 'check_receiver', { since: iso(NOW), attempts: 3, reason: '503' }],
  ],
  [
    'a stuck batch of another type',
    { kind: 'stuck', type: 'attachment', since: NOW, attempts: 3 },
    UP_TO_DATE,
    ['polling', 'ok', 'none', {}],
  ],
  [
    'a rejected batch',
    { kind: 'rejected', type: 'url', since: NOW, reason: '403' },
    UP_TO_DATE,
    ['rejected', 'bad', 'check_receiver', { since: iso(NOW), reason: '403' }],
  ],
  [
    'a flow without ack node',
    { kind: 'unanswered', since: NOW },
    UP_TO_DATE,
    ['unanswered', 'bad', 'connect_ack', { since: iso(NOW) }],
  ],
];

describe('The judgement of a stream', () => {
  for (const [what, state, stream, [expected, level, advice, facts]] of CASES)
    it(`${what}: ${expected}`, () => {
      const judged = judgeStream(source({ state }), 'url', stream, NOW);
      assert.deepEqual([judged.state, LEVELS[judged.state], adviceFor(judged)], [expected, level, advice]);
      assert.deepEqual(judged.facts, facts);
    });

  it('has every state', () => {
    const told = new Set([...CASES.map(([, , , [state]]) => state), 'stale', 'misconfigured']);
    assert.deepEqual(
      Object.keys(LEVELS).filter((state) => !told.has(state)),
      [],
    );
  });

  it('takes a source for stale that does nothing for three intervals', () => {
    const at = (aliveAt: number | null, everyMs = EVERY_MS) =>
      judgeStream(source({ state: idle, aliveAt, everyMs }), 'url', UP_TO_DATE, NOW).state;
    assert.equal(at(NOW - 3 * EVERY_MS), 'current');
    assert.equal(at(NOW - 5 * EVERY_MS), 'stale');
    assert.equal(at(null), 'stale', 'nothing since the start an hour ago');
    assert.equal(at(NOW - 5 * EVERY_MS, 0), 'current', 'it polls on messages only');
    assert.equal(at(NOW - 5 * HOUR_MS, 24 * HOUR_MS), 'current');
  });

  it('has reasons on one line, short, and without secrets of an address', () => {
    const message = `first\nsecond https://user:secret@host/path?token=abc ${'x'.repeat(100_000)}`;
    const { facts } = judgeStream(
      source({ problem: { code: 'MIMECAST_CONFIG', message } }),
      '',
      undefined,
      NOW,
    );
    assert.ok((facts.reason?.length ?? 0) <= MAX_REASON_LENGTH);
    assert.doesNotMatch(facts.reason ?? '', /\n|secret|abc/);
  });
});

describe('The health of sources', () => {
  const statusOf = (part: Partial<SourceFacts>) => buildHealth([source(part)], NOW).sources[0]?.status;

  it('is by the interval of each', () => {
    assert.equal(statusOf({ state: idle }), 'fresh');
    assert.equal(statusOf({ state: idle, aliveAt: NOW - HOUR_MS }), 'stale');
    assert.equal(statusOf({ state: idle, aliveAt: NOW - HOUR_MS, everyMs: HOUR_MS }), 'fresh');
  });

  it('does not take a long catch-up for stale, nor a start', () => {
    const polling: CollectorState = { kind: 'polling', records: 9, lagMs: 1, doneAt: undefined };
    assert.equal(statusOf({ state: polling, aliveAt: NOW - 1000, startedAt: 0 }), 'fresh');
    assert.equal(
      statusOf({ state: { kind: 'starting' }, aliveAt: null, startedAt: NOW - MINUTE_MS }),
      'fresh',
    );
  });

  it('is off where nothing is due', () => {
    assert.equal(statusOf({ state: { kind: 'paused' }, aliveAt: 0 }), 'off');
    assert.equal(statusOf({ state: idle, aliveAt: 0, everyMs: 0 }), 'off');
    assert.equal(
      statusOf({ state: { kind: 'standby', holder: undefined, trouble: undefined }, aliveAt: 0 }),
      'off',
    );
  });

  it('is stale where the source can not run', () => {
    assert.equal(statusOf({ problem: { code: 'MIMECAST_CONFIG', message: 'x' } }), 'stale');
  });

  it('is told of none', () => {
    assert.deepEqual(buildHealth([], NOW), {
      status: 'fresh',
      at: iso(NOW),
      counts: { fresh: 0, stale: 0, off: 0 },
      sources: [],
    });
  });
});
