import type { KriRecord } from '../../assessments/kri/types';
import { formatDateTime, formatTime } from '../../util/format-time';
import { failedStatus } from '../node-red/error-status';
import type { Status } from '../node-red/node-status';
import { joinFitting, truncate } from '../node-red/status-text';
import type { KriState } from './kri-runner';

/** Colour and text for the state of an indicator node; members other than the text are for flows. */
export function kriStatus(state: KriState, demo: boolean): Status {
  const status = describe(state);
  return demo ? { ...status, text: truncate(`demo · ${status.text ?? ''}`) } : status;
}

function describe(state: KriState): Status {
  switch (state.kind) {
    case 'waiting':
      return { fill: 'grey', shape: 'ring', text: 'waiting for the first run' };
    case 'running':
      return running(state);
    case 'throttled':
      return {
        fill: 'yellow',
        shape: 'ring',
        text: `quota: waiting until ${formatTime(state.retryAt)}`,
        code: 'MIMECAST_RATE_LIMITED',
      };
    case 'failed':
      return failedStatus(state.error, state.nextAt);
    case 'done':
      return done(state);
  }
}

/** A retry alone does not end an outage. */
function running({ done: count, of, cause }: Extract<KriState, { kind: 'running' }>): Status {
  const progress = `measuring ${count} of ${of}`;
  return cause === undefined
    ? { fill: 'blue', shape: 'dot', text: progress }
    : { fill: 'red', shape: 'ring', text: joinFitting([cause, 'trying again', progress]) };
}

function worstColour({ red, amber }: { red: number; amber: number }, isWhole: boolean): Status['fill'] {
  if (red > 0) return 'red';
  return amber === 0 && isWhole ? 'green' : 'yellow';
}

/** The worst colour of the indicators; yellow at least when one was not measured completely. */
function done({ records, at, cause, nextAt }: Extract<KriState, { kind: 'done' }>): Status {
  if (records.length === 0) return { fill: 'yellow', shape: 'dot', text: 'no indicator is ticked' };
  const measured = records.filter((record) => record.measured).length;
  const count = (rag: KriRecord['rag']): number => records.filter((record) => record.rag === rag).length;
  const inState = (state: KriRecord['state']): number =>
    records.filter((record) => record.state === state).length;
  const denied = inState('no_permission');
  const partial = inState('partial');
  const facts = { measured, unmeasured: records.length - measured, red: count('red'), amber: count('amber') };
  const parts = [
    cause ?? '',
    `${measured} of ${records.length} measured`,
    ...(denied === 0 ? [] : [`no permission for ${denied}`]),
    ...(partial === 0 ? [] : [`${partial} partial`]),
    ...(facts.red === 0 ? [] : [`${facts.red} red`]),
    ...(facts.amber === 0 ? [] : [`${facts.amber} amber`]),
    cause !== undefined && nextAt !== undefined ? `next try ${formatDateTime(nextAt, at)}` : formatTime(at),
  ];
  const isWhole = measured === records.length && partial === 0;
  const outage = cause !== undefined && measured === 0;
  return {
    fill: outage || denied === records.length ? 'red' : worstColour(facts, isWhole),
    shape: outage ? 'ring' : 'dot',
    text: joinFitting(parts),
    ...facts,
    at: new Date(at).toISOString(),
  };
}
