import type { KriRecord } from '../assess/kri/types';
import { clock } from './format-time';
import type { KriState } from './kri-life';
import { refusedStatus } from './sink-node';
import type { Status } from './status-line';

/** Colour and text of what an indicator node is doing; everything but the text is for flows. */
export function kriStatus(state: KriState, demo: boolean): Status {
  const status = describe(state);
  return demo ? { ...status, text: `demo · ${status.text ?? ''}`.slice(0, 60) } : status;
}

function describe(state: KriState): Status {
  switch (state.kind) {
    case 'waiting':
      return { fill: 'grey', shape: 'ring', text: 'waiting for the first run' };
    case 'running':
      return { fill: 'blue', shape: 'dot', text: `measuring ${state.done} of ${state.of}` };
    case 'throttled':
      return {
        fill: 'yellow',
        shape: 'ring',
        text: `quota: waiting until ${clock(state.retryAt)}`,
        code: 'MIMECAST_RATE_LIMITED',
      };
    case 'failed':
      return refusedStatus(state.error.message, state.error);
    case 'done':
      return done(state.records, state.at);
  }
}

/** The colour says whether the answers can be trusted; how they turned out is in the text. */
function done(records: readonly KriRecord[], at: number): Status {
  if (records.length === 0) return { fill: 'yellow', shape: 'dot', text: 'no indicator is ticked' };
  const measured = records.filter((record) => record.measured).length;
  const count = (rag: KriRecord['rag']): number => records.filter((record) => record.rag === rag).length;
  const facts = { measured, unmeasured: records.length - measured, red: count('red'), amber: count('amber') };
  const words = [
    `${measured} of ${records.length} measured`,
    ...(facts.red === 0 ? [] : [`${facts.red} red`]),
    ...(facts.amber === 0 ? [] : [`${facts.amber} amber`]),
    clock(at),
  ];
  return {
    fill: measured === records.length ? 'green' : 'yellow',
    shape: 'dot',
    text: words.join(' · '),
    ...facts,
    at: new Date(at).toISOString(),
  };
}
