import type { CollectorState } from '../../collector/status/state';
import { formatShortCount, pluralize } from '../../util/format-number';
import { formatDateTime, formatDays, formatDuration, formatTime } from '../../util/format-time';
import { HOUR_MS, MINUTE_MS } from '../../util/time';
import type { Status } from '../node-red/node-status';
import { joinFitting, MAX_STATUS_LENGTH, truncate } from '../node-red/status-text';
import { rejectedStatus, stuckStatus, unansweredStatus } from './delivery-status';
import {
  failedSourceStatus,
  MAX_TEXT_WITH_PRODUCT,
  partlyFailedStatus,
  retryingStatus,
} from './failure-status';
import { standbyStatus } from './standby-status';

/** New files appear every 15 minutes, so a lag below one hour is normal. */
const LAG_THRESHOLD_MS = HOUR_MS;

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
      return standbyStatus(state);
    case 'paused':
      return { fill: 'grey', shape: 'ring', text: 'paused', code: 'paused' };
    case 'resting':
      return waiting(state);
    case 'polling':
      return polling(state);
    case 'replaying':
      return replaying(state);
    case 'throttled':
      return {
        fill: 'yellow',
        shape: 'ring',
        text: joinFitting([
          `quota: waiting until ${formatTime(state.retryAt)}`,
          intervalHint(state.fittingIntervalMs),
        ]),
        code: 'MIMECAST_RATE_LIMITED',
        retryAt: new Date(state.retryAt).toISOString(),
      };
    case 'stuck':
      return stuckStatus(state);
    case 'unanswered':
      return unansweredStatus(state);
    case 'rejected':
      return rejectedStatus(state);
    case 'failed':
      return failedSourceStatus(state);
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
    text: joinFitting([`polled ${formatDateTime(polledAt, now)}`, next]),
    at: new Date(polledAt).toISOString(),
    ...(nextAt === undefined ? {} : { nextAt: new Date(nextAt).toISOString() }),
  };
}

/** While catching up, the lag matters most, and a long number would flicker. */
function polling(state: Extract<CollectorState, { kind: 'polling' }>): Status {
  const { records, lagMs, doneAt, failing, allFail = false } = state;
  const facts = { records, ...lagFact(lagMs) };
  const [text, more] = progressText(records, lagMs, doneAt);
  if (failing !== undefined) return retryingStatus(failing, allFail, records === 0 ? '' : text, facts);
  return { fill: 'blue', shape: 'dot', text, ...facts, ...more };
}

function replaying({ start, end, records }: Extract<CollectorState, { kind: 'replaying' }>): Status {
  return {
    fill: 'blue',
    shape: 'dot',
    text: joinFitting([`replaying ${formatDays(start, end)}`, events(records)]),
    records,
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
  };
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
  return [joinFitting([`${formatDuration(lagMs)} behind`, formatShortCount(records), done]), facts];
}

function idle(state: Extract<CollectorState, { kind: 'idle' }>): Status {
  const facts = {
    records: state.records,
    ...(state.known > 0 && { known: state.known }),
    at: new Date(state.at).toISOString(),
    ...lagFact(state.lagMs),
  };
  if (state.failure !== undefined) {
    const failing = [{ types: state.failed, failure: state.failure }, ...(state.also ?? [])];
    return partlyFailedStatus(state.failure, failing, facts);
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
      text: joinFitting([events(state.records), known, formatTime(state.at)]),
      ...facts,
    };
  }
  // With known records, "nothing new" would be misleading before the first one was sent.
  const news = known === '' ? 'nothing new' : joinFitting([known, 'changes only']);
  return { fill: 'green', shape: 'ring', text: joinFitting([news, formatTime(state.at)]), ...facts };
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
