/** Statuses of a source whose records are not acknowledged. */
import type { CollectorState } from '../../collector/status/state';
import { formatDateTime } from '../../util/format-time';
import type { Status } from '../node-red/node-status';
import { joinFitting, truncate } from '../node-red/status-text';

/** The error text of the receiver is shown first, because it names what to repair. */
export function stuckStatus(state: Extract<CollectorState, { kind: 'stuck' }>): Status {
  const { type, attempts, reason } = state;
  const since = `since ${formatDateTime(state.since, Date.now())}`;
  const missingAck = state.unanswered
    ? unansweredText(state.since)
    : truncate(`${type}: not acknowledged ${since}`);
  return {
    fill: 'red',
    shape: 'ring',
    text: reason === undefined ? missingAck : joinFitting([`rejected: ${reason}`, `${type} ${since}`]),
    code: 'stuck',
    attempts,
    since: new Date(state.since).toISOString(),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** A slow sink has the same symptoms, so this is not a failure yet. */
export function unansweredStatus({ since }: Extract<CollectorState, { kind: 'unanswered' }>): Status {
  return {
    fill: 'yellow',
    shape: 'ring',
    text: unansweredText(since),
    code: 'unanswered',
    since: new Date(since).toISOString(),
  };
}

const unansweredText = (since: number): string =>
  joinFitting([`not acknowledged since ${formatDateTime(since, Date.now())}`, 'is there an ack node?']);

export function rejectedStatus({
  type,
  reason,
  since,
}: Extract<CollectorState, { kind: 'rejected' }>): Status {
  return {
    fill: 'red',
    shape: 'ring',
    text: truncate(`rejected: ${reason}`),
    code: 'rejected',
    type,
    reason,
    since: new Date(since).toISOString(),
  };
}
