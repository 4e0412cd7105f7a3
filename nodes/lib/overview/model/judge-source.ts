/** The state of one stream of a source, and what to do about it. Pure. */
import type { PollFailure } from '../../collector/reports/poll-failure';
import type { CollectorState } from '../../collector/status/state';
import type { FailedTypes } from '../../collector/status/stream-status';
import type { ErrorCode } from '../../contracts/error-codes';
import {
  type Advice,
  type CollectionState,
  type Level,
  MAX_NAME_LENGTH,
  type StateFacts,
} from '../../contracts/overview';
import { HOUR_MS, MINUTE_MS } from '../../util/time';
import { toName, toReason } from '../text';
import type { SourceFacts, StreamFacts } from './types';

/** New files appear every 15 minutes, so less is normal. The status of the node has the same limit. */
const MAX_NORMAL_LAG_MS = HOUR_MS;
/** A source that has done nothing for so many intervals does not run any more. */
const STALE_INTERVALS = 3;
/** The first poll after a start may take this long. */
const STALE_TOLERANCE_MS = 5 * MINUTE_MS;

export interface Judgement {
  readonly state: CollectionState;
  readonly facts: StateFacts;
}

export const LEVELS: Readonly<Record<CollectionState, Level>> = {
  failed: 'bad',
  misconfigured: 'bad',
  stuck: 'bad',
  rejected: 'bad',
  unanswered: 'bad',
  stale: 'bad',
  retrying: 'warn',
  throttled: 'warn',
  behind: 'warn',
  quiet: 'warn',
  polling: 'ok',
  current: 'ok',
  resting: 'ok',
  starting: 'off',
  paused: 'off',
  standby: 'off',
};

const ADVICE_BY_STATE: Readonly<Record<CollectionState, Advice>> = {
  failed: 'wait',
  misconfigured: 'fix_node',
  stuck: 'check_receiver',
  rejected: 'check_receiver',
  unanswered: 'connect_ack',
  stale: 'restart',
  retrying: 'wait',
  throttled: 'wait',
  behind: 'wait',
  quiet: 'enable_logging',
  polling: 'none',
  current: 'none',
  resting: 'none',
  starting: 'none',
  paused: 'resume',
  standby: 'none',
};

const ADVICE_BY_CODE: Readonly<Record<ErrorCode, Advice>> = {
  MIMECAST_CONFIG: 'fix_node',
  MIMECAST_AUTH: 'check_credentials',
  MIMECAST_FORBIDDEN: 'grant_permission',
  MIMECAST_NOT_LICENSED: 'check_licence',
  MIMECAST_RATE_LIMITED: 'longer_interval',
  MIMECAST_UNAVAILABLE: 'check_network',
  MIMECAST_BAD_REQUEST: 'check_request',
  MIMECAST_BAD_ANSWER: 'check_network',
};
/** By any text. */
const adviceByCode = new Map<string, Advice>(Object.entries(ADVICE_BY_CODE));

export function adviceFor({ state, facts }: Judgement): Advice {
  if (state === 'throttled' && facts.fittingIntervalMs !== undefined) return 'longer_interval';
  const byCode = state === 'failed' ? adviceByCode.get(facts.code ?? '') : undefined;
  return byCode ?? ADVICE_BY_STATE[state];
}

/** @param type of the stream
 * @param stream with its lag at this time */
export function judgeStream(
  source: SourceFacts,
  type: string,
  stream: StreamFacts | undefined,
  now: number,
): Judgement {
  const { problem, state } = source;
  if (problem !== undefined)
    return { state: 'misconfigured', facts: { code: problem.code, reason: toReason(problem.message) } };
  if (state === undefined) return { state: 'starting', facts: {} };
  const judged = judgeState(state, type, stream);
  return LEVELS[judged.state] === 'ok' && isStale(source, now)
    ? { state: 'stale', facts: { since: toIso(source.aliveAt ?? source.startedAt) } }
    : judged;
}

/** Neither a poll that succeeded nor a page that was sent, for longer than it should take. */
export function isStale({ everyMs, aliveAt, startedAt }: SourceFacts, now: number): boolean {
  const idleMs = now - (aliveAt ?? startedAt);
  return everyMs > 0 && idleMs > STALE_INTERVALS * everyMs + STALE_TOLERANCE_MS;
}

function judgeState(state: CollectorState, type: string, stream: StreamFacts | undefined): Judgement {
  switch (state.kind) {
    case 'starting':
    case 'paused':
      return { state: state.kind, facts: {} };
    case 'standby':
      return { state: 'standby', facts: { ...holder(state.holder), ...reason(state.trouble) } };
    case 'resting':
      return { state: 'resting', facts: time('nextAt', state.nextAt) };
    case 'throttled':
      return {
        state: 'throttled',
        facts: { ...time('retryAt', state.retryAt), ...interval(state.fittingIntervalMs) },
      };
    case 'unanswered':
      return { state: 'unanswered', facts: time('since', state.since) };
    case 'stuck':
    case 'rejected':
      return state.type === type
        ? { state: state.kind, facts: receiverFacts(state) }
        : progress('polling', stream, {});
    case 'failed':
      return failed(findFailure(state.failing ?? [], type) ?? state.failure);
    case 'polling':
      return judgePolling(state, type, stream);
    case 'replaying':
      return progress('polling', stream, { records: state.records });
    case 'idle':
      return judgeIdle(state, type, stream);
  }
}

type StateOf<Kind extends CollectorState['kind']> = Extract<CollectorState, { readonly kind: Kind }>;

function receiverFacts(state: StateOf<'stuck'> | StateOf<'rejected'>): StateFacts {
  return {
    ...time('since', state.since),
    ...reason(state.reason),
    ...(state.kind === 'stuck' && { attempts: state.attempts }),
  };
}

function judgePolling(
  { failing = [], records }: StateOf<'polling'>,
  type: string,
  stream: StreamFacts | undefined,
): Judgement {
  const failure = findFailure(failing, type);
  if (failure !== undefined) return { state: 'retrying', facts: failureFacts(failure) };
  return progress('polling', stream, { records });
}

function judgeIdle(
  { failure, failed: types, also = [], quietSince, records, fittingIntervalMs }: StateOf<'idle'>,
  type: string,
  stream: StreamFacts | undefined,
): Judgement {
  const failing = failure === undefined ? [] : [{ types, failure }, ...also];
  const own = findFailure(failing, type);
  if (own !== undefined) return failed(own);
  if (quietSince !== undefined) return { state: 'quiet', facts: time('since', quietSince) };
  return progress('current', stream, { records, ...interval(fittingIntervalMs) });
}

const findFailure = (failing: readonly FailedTypes[], type: string): PollFailure | undefined =>
  failing.find(({ types }) => types.includes(type))?.failure;

const failed = (failure: PollFailure): Judgement => ({
  state: failure.pending === true ? 'retrying' : 'failed',
  facts: failureFacts(failure),
});

function progress(
  state: 'polling' | 'current',
  stream: StreamFacts | undefined,
  facts: StateFacts,
): Judgement {
  if (stream === undefined || (stream.lagMs ?? 0) <= MAX_NORMAL_LAG_MS) return { state, facts };
  return {
    state: 'behind',
    facts: { ...facts, ...(stream.doneAt !== null && { doneAt: stream.doneAt }) },
  };
}

function failureFacts({ code, message, retryAt, needs }: PollFailure): StateFacts {
  return {
    code: toName(code),
    reason: toReason(message),
    ...time('retryAt', retryAt),
    ...(needs?.permission !== undefined && { permission: toName(needs.permission) }),
    ...(needs?.product !== undefined && { product: toName(needs.product) }),
  };
}

const toIso = (epochMs: number): string => new Date(epochMs).toISOString();

const time = (name: 'since' | 'retryAt' | 'nextAt', epochMs: number | undefined): StateFacts =>
  epochMs === undefined ? {} : { [name]: toIso(epochMs) };
const reason = (text: string | undefined): StateFacts =>
  text === undefined ? {} : { reason: toReason(text) };
const holder = (replica: string | undefined): StateFacts =>
  replica === undefined ? {} : { holder: toName(replica, MAX_NAME_LENGTH) };
const interval = (fittingIntervalMs: number | undefined): StateFacts =>
  fittingIntervalMs === undefined ? {} : { fittingIntervalMs };
