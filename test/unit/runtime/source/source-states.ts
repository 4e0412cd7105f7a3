/** States of a source, and how each of them looks. */
import type { PollFailure } from '../../../../nodes/lib/collector/reports/poll-failure';
import type { CollectorState } from '../../../../nodes/lib/collector/status/state';

/** 10:15 local time, whatever the zone */
export const AT = new Date(2026, 10, 20, 10, 15).getTime();
export const HOUR = 3_600_000;

const NEEDS = { permission: 'Monitoring | URL Protection | Read', product: 'Security Events' };

type Polling = Extract<CollectorState, { kind: 'polling' }>;
type Idle = Extract<CollectorState, { kind: 'idle' }>;
export const idle = (change: Partial<Idle> = {}): Idle => ({
  kind: 'idle',
  records: 0,
  known: 0,
  at: AT,
  lagMs: 0,
  quietSince: undefined,
  failed: [],
  failure: undefined,
  fittingIntervalMs: undefined,
  ...change,
});
export const failure = (change: Partial<PollFailure> = {}): PollFailure => ({
  code: 'MIMECAST_UNAVAILABLE',
  message: 'no answer from api.services.mimecast.com',
  retryAt: AT,
  transient: true,
  ...change,
});
export const polling = (change: Partial<Polling> = {}): Polling => ({
  kind: 'polling',
  records: 0,
  lagMs: 5 * HOUR,
  doneAt: undefined,
  ...change,
});
const NO_ANSWER = { types: ['spam'], failure: failure({ short: 'no answer for 60 s' }) };

export const STATES: readonly (readonly [what: string, state: CollectorState, appearance: string])[] = [
  ['starts', { kind: 'starting' }, 'grey ring: waiting for the first poll'],
  [
    'was polled before a restart',
    { kind: 'resting', polledAt: AT - HOUR, nextAt: AT + 23 * HOUR },
    'grey ring: polled 09:15 · next 21 Nov 09:15',
  ],
  [
    'was polled before a restart, and waits for a message',
    { kind: 'resting', polledAt: AT - 24 * HOUR, nextAt: undefined },
    'grey ring: polled 19 Nov 10:15 · polls on message',
  ],
  ...(
    [
      ['connect ECONNREFUSED 127.0.0.1:6379', ': connection refused'],
      ['getaddrinfo ENOTFOUND redis.example', ': host name not found (DNS)'],
      ['certificate has expired', ': certificate has expired'],
      ['no answer within 5 s', ': no answer within 5 s'],
      ['NOAUTH Authentication required.', ' refuses user or password'],
      ['WRONGPASS invalid username-password pair', ' refuses user or password'],
      ["NOPERM this user has no permissions to run the 'evalsha' command", ' does not permit it (ACL)'],
      ["OOM command not allowed when used memory > 'maxmemory'.", ' is out of memory'],
      ["READONLY You can't write against a read only replica.", ' is a read-only replica'],
      ['LOADING Redis is loading the dataset in memory', ' is still loading'],
      ['ERR DB index is out of range', ' says DB index is out of range'],
      ['WRONGTYPE Operation against a key', ' says WRONGTYPE Operation against a key'],
    ] as const
  ).map(
    ([trouble, words]) =>
      [
        `stands by: ${trouble}`,
        { kind: 'standby', holder: undefined, trouble: `Redis at 127.0.0.1:6379: ${trouble}` },
        `yellow ring: standby · Redis${words}`,
      ] as const,
  ),
  ['begins a poll', polling(), 'blue dot: polling'],
  [
    'is catching up, since a moment ago',
    polling({ records: 12_345, lagMs: 27 * HOUR }),
    'blue dot: 1 d 3 h behind · 12 k',
  ],
  [
    'is catching up',
    polling({ records: 1_234_567, lagMs: 76 * HOUR, doneAt: AT + 4 * HOUR }),
    'blue dot: 3 d 4 h behind · 1.2 M · done 14:15',
  ],
  [
    'is catching up until tomorrow',
    polling({ records: 999, lagMs: 76 * HOUR, doneAt: AT + 24 * HOUR }),
    'blue dot: 3 d 4 h behind · 999 · done 21 Nov 10:15',
  ],
  ['is hardly behind', polling({ records: 1, lagMs: HOUR - 1, doneAt: AT }), 'blue dot: 1 event'],
  ['found something', idle({ records: 2 }), 'green dot: 2 events · 10:15'],
  ['found nothing', idle(), 'green ring: nothing new · 10:15'],
  [
    'took what there is as what it compares with',
    idle({ known: 1558 }),
    'green ring: 1,558 known · changes only · 10:15',
  ],
  [
    'did so beside a log that brought something',
    idle({ known: 558, records: 12 }),
    'green dot: 12 events · 558 known · 10:15',
  ],
  [
    'has found nothing for a day',
    idle({ quietSince: AT - 25 * HOUR }),
    'yellow ring: no events for 1 d 1 h: is Enhanced Logging on?',
  ],
  [
    'lost some of its types',
    idle({ failed: ['av', 'spam'], failure: failure({ code: 'MIMECAST_FORBIDDEN' }) }),
    'yellow dot: av, spam: no permission',
  ],
  [
    'lacks a permission',
    idle({ failed: ['url'], failure: failure({ code: 'MIMECAST_FORBIDDEN', needs: NEEDS }) }),
    'yellow dot: url: no permission, product Security Events',
  ],
  [
    'lacks a permission of several',
    idle({ failed: ['url', 'attachment'], failure: failure({ code: 'MIMECAST_FORBIDDEN', needs: NEEDS }) }),
    'yellow dot: url, attachment: no permission, product Security Events',
  ],
  [
    'lacks a product for all that it reads',
    {
      kind: 'failed',
      failure: failure({ code: 'MIMECAST_NOT_LICENSED', needs: { product: 'Audit Events' } }),
    },
    'yellow dot: not licensed, product Audit Events · next try 10:15',
  ],
  [
    'polls too often',
    idle({ records: 5, fittingIntervalMs: 6.5 * 60_000 }),
    'yellow dot: quota: poll every 7 min',
  ],
  [
    'is throttled',
    { kind: 'throttled', retryAt: AT, fittingIntervalMs: undefined },
    'yellow ring: quota: waiting until 10:15',
  ],
  [
    'is throttled as a habit',
    { kind: 'throttled', retryAt: AT, fittingIntervalMs: 420_000 },
    'yellow ring: quota: waiting until 10:15 · quota: poll every 7 min',
  ],
  [
    'waits for an acknowledgement since yesterday',
    { kind: 'stuck', type: 'receipt', since: AT - 24 * HOUR, attempts: 9 },
    'red ring: receipt: not acknowledged since 19 Nov 10:15',
  ],
  [
    'was never answered',
    { kind: 'unanswered', since: AT - 24 * HOUR },
    'yellow ring: not acknowledged since 19 Nov 10:15 · is there an ack node?',
  ],
  [
    'was never answered, and has sent the same again and again',
    { kind: 'stuck', type: 'receipt', since: AT, attempts: 5, unanswered: true },
    'red ring: not acknowledged since 10:15 · is there an ack node?',
  ],
  [
    'says the cause, not its class',
    { kind: 'failed', failure: failure({ short: 'certificate expired' }) },
    'red ring: certificate expired · next try 10:15',
  ],
  [
    'says of which day the next try is',
    { kind: 'failed', failure: failure({ short: 'DNS does not answer', retryAt: AT + 24 * HOUR }) },
    'red ring: DNS does not answer · next try 21 Nov 10:15',
  ],
  [
    'has used up its quota, which is no outage',
    { kind: 'failed', failure: failure({ code: 'MIMECAST_RATE_LIMITED', short: '429 quota used up' }) },
    'yellow ring: 429 quota used up · next try 10:15',
  ],
  [
    'fails for several reasons',
    {
      kind: 'failed',
      failure: failure({ short: 'connection refused' }),
      failing: [
        { types: ['spam'], failure: failure({ short: 'connection refused' }) },
        { types: ['av'], failure: failure({ code: 'MIMECAST_FORBIDDEN', short: '403 no permission' }) },
      ],
    },
    'red ring: spam: connection refused · av: 403 no permission',
  ],
  [
    'lost types for several reasons',
    idle({
      failed: ['spam', 'receipt'],
      failure: failure({ short: 'no answer for 60 s' }),
      also: [{ types: ['av'], failure: failure({ code: 'MIMECAST_FORBIDDEN', short: '403 no permission' }) }],
    }),
    'yellow dot: spam, receipt: no answer for 60 s · av: 403 no permission',
  ],
  [
    'tries again what has failed',
    polling({ lagMs: undefined, allFail: true, failing: [NO_ANSWER] }),
    'red ring: no answer for 60 s · trying again',
  ],
  [
    'tries again what has failed, while other types go on',
    polling({ lagMs: undefined, failing: [NO_ANSWER] }),
    'yellow ring: spam: no answer for 60 s · trying again',
  ],
  [
    'reads other types than the one that fails',
    polling({ records: 1_234_567, lagMs: 76 * HOUR, failing: [NO_ANSWER] }),
    'yellow ring: spam: no answer for 60 s · 3 d 4 h behind · 1.2 M',
  ],
  [
    'leaves alone what it may not read',
    polling({
      lagMs: undefined,
      failing: [
        {
          types: ['spam'],
          failure: failure({ code: 'MIMECAST_FORBIDDEN', short: '403 no permission', transient: false }),
        },
      ],
    }),
    'yellow dot: spam: 403 no permission',
  ],
  [
    'waits for the rest of an answer',
    polling({
      lagMs: undefined,
      allFail: true,
      failing: [
        { types: ['spam'], failure: failure({ short: 'answer not complete for 75 s', pending: true }) },
      ],
    }),
    'yellow ring: answer not complete for 75 s · waiting',
  ],
  [
    'is rejected by the receiver',
    { kind: 'rejected', type: 'receipt', reason: '403 Invalid token', since: AT },
    'red ring: rejected: 403 Invalid token',
  ],
  [
    'is rejected by the receiver again and again',
    { kind: 'stuck', type: 'receipt', since: AT - HOUR, attempts: 9, reason: '403 Invalid token' },
    'red ring: rejected: 403 Invalid token · receipt since 09:15',
  ],
  [
    'reads a day again',
    { kind: 'replaying', start: Date.UTC(2026, 10, 24), end: Date.UTC(2026, 10, 25), records: 1397 },
    'blue dot: replaying 2026-11-24 · 1,397 events',
  ],
  [
    'reads several days again',
    { kind: 'replaying', start: Date.UTC(2026, 10, 24), end: Date.UTC(2026, 10, 27), records: 1 },
    'blue dot: replaying 2026-11-24 to 2026-11-26 · 1 event',
  ],
  [
    'reads hours of a day of the local time again',
    { kind: 'replaying', start: AT - HOUR, end: AT, records: 0 },
    'blue dot: replaying 2026-11-20 · 0 events',
  ],
  ['is not reachable', { kind: 'failed', failure: failure() }, 'red ring: not reachable · next try 10:15'],
  [
    'is refused, and waits for a request',
    { kind: 'failed', failure: failure({ code: 'MIMECAST_AUTH', retryAt: undefined }) },
    'red dot: sign-in refused',
  ],
  [
    'is configured wrongly',
    { kind: 'failed', failure: failure({ code: 'MIMECAST_CONFIG', message: 'the client id is missing' }) },
    'red dot: the client id is missing',
  ],
];
