import type { MimecastError } from '../api/errors';
import type { Problem } from '../properties/kinds';
import { ACTIONS, type Job } from '../shipping/jobs';
import { ACCEPTED_TIMES, parseWhen } from '../when';
import { configError } from './explain';

type Message = Readonly<Record<string, unknown>>;
type Read = { readonly ok: true; readonly job: Job } | { readonly ok: false; readonly error: MimecastError };

const refuse = (problem: Problem): Read => ({ ok: false, error: configError(problem) });

/** Parses the command that a message sends to a source. A message without `action` polls. */
export function readJob(message: Message, now: number): Read {
  const given = message['action'] ?? 'poll';
  const action = ACTIONS.find((known) => known === given);
  if (action === undefined) {
    return refuse({ key: 'action', values: { value: shown(given), choices: ACTIONS.join(', ') } });
  }
  switch (action) {
    case 'rewind': {
      const start = parseWhen(message['start'], now);
      if (start === undefined) return noTime('start', message);
      // A start in the future would skip the records until then.
      return start > now
        ? refuse({ key: 'future', values: { property: 'start' } })
        : { ok: true, job: { action, start } };
    }
    case 'replay': {
      const start = parseWhen(message['start'], now);
      const end = parseWhen(message['end'], now);
      if (start === undefined) return noTime('start', message);
      if (end === undefined) return noTime('end', message);
      return start < end
        ? { ok: true, job: { action, start, end } }
        : refuse({ key: 'emptyRange', values: {} });
    }
    default:
      return { ok: true, job: { action } };
  }
}

function noTime(property: 'start' | 'end', message: Message): Read {
  return refuse({
    key: 'when',
    values: { property, value: shown(message[property]), accepted: ACCEPTED_TIMES },
  });
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'missing')).slice(0, 60);
}
