import type { PollFailure } from '../../collector/poll/poll-failure';
import type { CollectorState } from '../../collector/status/state';
import type { FailedTypes } from '../../collector/status/stream-status';
import { ERROR_CATALOG } from '../../contracts/error-catalog';
import { formatShortCount, pluralize } from '../../util/format-number';
import { formatDateTime, formatDuration, formatTime } from '../../util/format-time';
import { classifyNetworkError } from '../../util/network-errors';
import { HOUR_MS, MINUTE_MS } from '../../util/time';
import type { Status } from '../node-red/node-status';
import { joinFitting, MAX_STATUS_LENGTH, truncate } from '../node-red/status-text';

/** New files appear every 15 minutes, so a lag below one hour is normal. */
const LAG_THRESHOLD_MS = HOUR_MS;
/** A product name is useless when it is truncated, so such texts may be longer. */
const MAX_TEXT_WITH_PRODUCT = 90;
/** The node itself works: a permission is missing, or the quota is used up. */
const NODE_WORKS_CODES: ReadonlySet<string> = new Set([
  'MIMECAST_FORBIDDEN',
  'MIMECAST_NOT_LICENSED',
  'MIMECAST_RATE_LIMITED',
]);
/** Temporary errors. */
const TEMPORARY_CODES: ReadonlySet<string> = new Set(['MIMECAST_UNAVAILABLE', 'MIMECAST_RATE_LIMITED']);

/** Status texts for errors without a short cause. `MIMECAST_CONFIG` shows its own message. */
const STATUS_TEXT: Readonly<Record<string, string>> = {
  MIMECAST_AUTH: 'sign-in refused',
  MIMECAST_FORBIDDEN: 'no permission',
  MIMECAST_NOT_LICENSED: 'not licensed',
  MIMECAST_RATE_LIMITED: 'quota used up',
  MIMECAST_UNAVAILABLE: 'not reachable',
  MIMECAST_BAD_REQUEST: 'request refused',
  MIMECAST_BAD_ANSWER: 'answer not understood',
};

/** The short cause: what failed, not the class of the failure. */
export function shortCause({
  code,
  message,
  short,
}: Pick<PollFailure, 'code' | 'message' | 'short'>): string {
  return short ?? (code === 'MIMECAST_CONFIG' ? message : (STATUS_TEXT[code] ?? message));
}

/** Colour and text for the state of a source; members other than the text are for flows. */
export function sourceStatus(state: CollectorState, demo: boolean): Status {
  const status = describe(state);
  const max = 'product' in status ? MAX_TEXT_WITH_PRODUCT : MAX_STATUS_LENGTH;
  return demo ? { ...status, text: truncate(`demo · ${status.text ?? ''}`, max) } : status;
}

function describe(state: CollectorState): Status {
  switch (state.kind) {
    case 'starting':
      return { fill: 'grey', shape: 'ring', text: 'waiting for the first poll' };
    case 'standby':
      return standby(state);
    case 'paused':
      return { fill: 'grey', shape: 'ring', text: 'paused', code: 'paused' };
    case 'resting':
      return waiting(state);
    case 'polling':
      return polling(state);
    case 'throttled':
      return {
        fill: 'yellow',
        shape: 'ring',
        text: joinParts(
          `quota: waiting until ${formatTime(state.retryAt)}`,
          intervalHint(state.fittingIntervalMs),
        ),
        code: 'MIMECAST_RATE_LIMITED',
        retryAt: new Date(state.retryAt).toISOString(),
      };
    case 'stuck':
      return stuck(state);
    case 'unanswered':
      return unanswered(state);
    case 'rejected':
      return rejected(state);
    case 'failed':
      return failed(state);
    case 'idle':
      return idle(state);
  }
}

/** After a restart the result of the last poll is unknown, but its time is known. */
function waiting({ polledAt, nextAt }: Extract<CollectorState, { kind: 'resting' }>): Status {
  const now = Date.now();
  const next = nextAt === undefined ? 'polls on message' : `next ${formatDateTime(nextAt, now)}`;
  return {
    fill: 'grey',
    shape: 'ring',
    text: joinParts(`polled ${formatDateTime(polledAt, now)}`, next),
    at: new Date(polledAt).toISOString(),
    ...(nextAt === undefined ? {} : { nextAt: new Date(nextAt).toISOString() }),
  };
}

/** The error text of the receiver comes first: it says what to repair. */
function stuck(state: Extract<CollectorState, { kind: 'stuck' }>): Status {
  const { type, attempts, reason } = state;
  const since = `since ${formatDateTime(state.since, Date.now())}`;
  const missingAck = state.unanswered
    ? unansweredText(state.since)
    : truncate(`${type}: not acknowledged ${since}`);
  return {
    fill: 'red',
    shape: 'ring',
    text: reason === undefined ? missingAck : joinParts(`rejected: ${reason}`, `${type} ${since}`),
    code: 'stuck',
    attempts,
    since: new Date(state.since).toISOString(),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** A slow sink looks the same, so this is no failure yet. */
function unanswered({ since }: Extract<CollectorState, { kind: 'unanswered' }>): Status {
  return {
    fill: 'yellow',
    shape: 'ring',
    text: unansweredText(since),
    code: 'unanswered',
    since: new Date(since).toISOString(),
  };
}

const unansweredText = (since: number): string =>
  joinParts(`not acknowledged since ${formatDateTime(since, Date.now())}`, 'is there an ack node?');

function rejected({ type, reason, since }: Extract<CollectorState, { kind: 'rejected' }>): Status {
  return {
    fill: 'red',
    shape: 'ring',
    text: joinParts(`rejected: ${reason}`),
    code: 'rejected',
    type,
    reason,
    since: new Date(since).toISOString(),
  };
}

/** While catching up, the lag matters most, and a long number would flicker. */
function polling(state: Extract<CollectorState, { kind: 'polling' }>): Status {
  const { records, lagMs, doneAt, failing, allFail = false } = state;
  const facts = { records, ...lagFact(lagMs) };
  const [text, more] = progressText(records, lagMs, doneAt);
  if (failing !== undefined) return retrying(failing, allFail, records === 0 ? '' : text, facts);
  return { fill: 'blue', shape: 'dot', text, ...facts, ...more };
}

function progressText(
  records: number,
  lagMs: number | undefined,
  doneAt: number | undefined,
): readonly [text: string, facts: Record<string, unknown>] {
  if (records === 0) return ['polling', {}];
  if (lagMs === undefined || lagMs < LAG_THRESHOLD_MS) return [events(records), {}];
  const done = doneAt === undefined ? '' : `done ${formatDateTime(doneAt, Date.now())}`;
  const facts = doneAt === undefined ? {} : { doneAt: new Date(doneAt).toISOString() };
  return [joinParts(`${formatDuration(lagMs)} behind`, formatShortCount(records), done), facts];
}

/** A retry alone does not end an outage. */
function retrying(
  failing: readonly FailedTypes[],
  allFail: boolean,
  progress: string,
  facts: Record<string, unknown>,
): Status {
  const [worst] = failing;
  if (worst === undefined) return { fill: 'blue', shape: 'dot', text: progress, ...facts };
  const { code, message, needs, retryAt, pending, transient } = worst.failure;
  const nodeWorks = NODE_WORKS_CODES.has(code) || pending === true;
  const hint = pending === true ? 'waiting' : transient ? 'trying again' : '';
  return {
    fill: allFail && !nodeWorks ? 'red' : 'yellow',
    shape: TEMPORARY_CODES.has(code) ? 'ring' : 'dot',
    text: withCauses(failing, allFail, progress === '' ? hint : progress),
    ...facts,
    code,
    reason: message,
    ...needs,
    ...retryFact(retryAt),
  };
}

/** `receipt, spam: connection refused`, the worst first. Without types where all fail alike. */
function withCauses(failing: readonly FailedTypes[], allFail: boolean, suffix: string): string {
  const causes = failing.map(({ types, failure }) => {
    const cause = withRequirement(shortCause(failure), failure.needs);
    return allFail && failing.length === 1 ? cause : `${types.join(', ')}: ${cause}`;
  });
  const named = failing.some(({ failure }) => failure.needs !== undefined);
  return joinFitting([...causes, suffix], named ? MAX_TEXT_WITH_PRODUCT : MAX_STATUS_LENGTH);
}

/** Status texts by the error code of Redis. */
const REDIS_ERROR_TEXT: Readonly<Record<string, string>> = {
  NOAUTH: 'refuses user or password',
  WRONGPASS: 'refuses user or password',
  NOPERM: 'does not permit it (ACL)',
  OOM: 'is out of memory',
  READONLY: 'is a read-only replica',
  LOADING: 'is still loading',
  MISCONF: "can't write to its disk",
  NOREPLICAS: 'misses its replicas',
};

/** @param message `Redis at host:port: …`, as the Redis connection reports it */
function redisErrorText(message: string): string {
  const [, detail = message] = /^Redis at \S+: (.*)$/.exec(message) ?? [];
  const [, code, rest = ''] = /^([A-Z]{2,}) (.*)$/.exec(detail) ?? [];
  if (code === undefined) return `: ${connectionErrorText(detail)}`;
  return ` ${REDIS_ERROR_TEXT[code] ?? `says ${code === 'ERR' ? '' : `${code} `}${rest}`}`;
}

/**
 * The detail is `connect ECONNREFUSED 127.0.0.1:6379` from Node.js or `no answer within 5 s` from the
 * connection.
 */
function connectionErrorText(detail: string): string {
  const [code = ''] = /\b(E[A-Z_]{3,}|CERT_\w+|[A-Z_]+_CERT(_\w+)?|ERR_\w+)\b/.exec(detail) ?? [];
  const reason = classifyNetworkError(Object.assign(new Error(), { code }));
  return reason === 'network' ? detail : ERROR_CATALOG[reason].short.replace('{for}', 'in time');
}

function standby({ holder, trouble: message }: Extract<CollectorState, { kind: 'standby' }>): Status {
  if (message !== undefined) {
    return {
      fill: 'yellow',
      shape: 'ring',
      text: truncate(`standby · Redis${redisErrorText(message)}`),
      code: 'standby',
      reason: message,
    };
  }
  const text = holder === undefined ? 'standby' : `standby · runs on ${holder}`;
  return { fill: 'grey', shape: 'ring', text: truncate(text), code: 'standby', holder };
}

function idle(state: Extract<CollectorState, { kind: 'idle' }>): Status {
  const facts = {
    records: state.records,
    ...(state.known > 0 && { known: state.known }),
    at: new Date(state.at).toISOString(),
    ...lagFact(state.lagMs),
  };
  if (state.failure !== undefined) {
    const { code, message, retryAt, needs } = state.failure;
    const failing = [{ types: state.failed, failure: state.failure }, ...(state.also ?? [])];
    return {
      fill: 'yellow',
      shape: 'dot',
      text: withCauses(failing, false, ''),
      ...facts,
      code,
      reason: message,
      ...needs,
      ...retryFact(retryAt),
    };
  }
  if (state.quietSince !== undefined) {
    const text = `no events for ${formatDuration(state.at - state.quietSince)}: is Enhanced Logging on?`;
    return {
      fill: 'yellow',
      shape: 'ring',
      text,
      ...facts,
      quietSince: new Date(state.quietSince).toISOString(),
    };
  }
  if (state.fittingIntervalMs !== undefined) {
    return { fill: 'yellow', shape: 'dot', text: intervalHint(state.fittingIntervalMs), ...facts };
  }
  const known = state.known === 0 ? '' : `${state.known.toLocaleString('en-US')} known`;
  if (state.records > 0) {
    return {
      fill: 'green',
      shape: 'dot',
      text: joinParts(events(state.records), known, formatTime(state.at)),
      ...facts,
    };
  }
  // With known records, "nothing new" would be misleading before the first one was sent.
  const news = known === '' ? 'nothing new' : joinParts(known, 'changes only');
  return { fill: 'green', shape: 'ring', text: joinParts(news, formatTime(state.at)), ...facts };
}

function failed({ failure, failing }: Extract<CollectorState, { kind: 'failed' }>): Status {
  const { code, message, retryAt, needs } = failure;
  const nextTry =
    retryAt === undefined || code === 'MIMECAST_CONFIG'
      ? ''
      : `next try ${formatDateTime(retryAt, Date.now())}`;
  const all = failing ?? [{ types: [], failure }];
  return {
    fill: NODE_WORKS_CODES.has(code) ? 'yellow' : 'red',
    shape: TEMPORARY_CODES.has(code) ? 'ring' : 'dot',
    text: withCauses(all, true, nextTry),
    code,
    reason: message,
    ...needs,
    ...retryFact(retryAt),
  };
}

/**
 * The permission is too long for a status. It is in the status members, the log, and the permission check of
 * the account.
 */
function withRequirement(cause: string, needs: PollFailure['needs']): string {
  return needs === undefined ? cause : `${cause}, product ${needs.product}`;
}

function events(count: number): string {
  return pluralize(count, 'event');
}

function intervalHint(intervalMs: number | undefined): string {
  return intervalMs === undefined ? '' : `quota: poll every ${Math.ceil(intervalMs / MINUTE_MS)} min`;
}

function lagFact(lagMs: number | undefined): Record<string, unknown> {
  return lagMs === undefined ? {} : { lagSeconds: Math.round(lagMs / 1000) };
}

function retryFact(retryAt: number | undefined): Record<string, unknown> {
  return retryAt === undefined ? {} : { retryAt: new Date(retryAt).toISOString() };
}

function joinParts(...parts: readonly string[]): string {
  return joinFitting(parts);
}
