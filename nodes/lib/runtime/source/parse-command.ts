import { type Command, MESSAGE_ACTIONS } from '../../collector/poll/commands';
import type { MimecastError } from '../../contracts/errors';
import type { ValidationProblem } from '../../properties/property-types';
import { showValue } from '../../properties/show-value';
import { parseTime, TIME_FORMATS } from '../../util/relative-time';
import { configError } from '../node-red/config-error';

type Message = Readonly<Record<string, unknown>>;
type CommandResult =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly error: MimecastError };

const invalid = (problem: ValidationProblem): CommandResult => ({ ok: false, error: configError(problem) });

/** Parses the command that a message sends to a source. A message without `action` polls. */
export function parseCommand(message: Message, now: number): CommandResult {
  const actionValue = message['action'] ?? 'poll';
  const action = MESSAGE_ACTIONS.find((known) => known === actionValue);
  if (action === undefined) {
    return invalid({
      key: 'action',
      values: { value: showValue(actionValue), choices: MESSAGE_ACTIONS.join(', ') },
    });
  }
  switch (action) {
    case 'rewind': {
      const start = parseTime(message['start'], now);
      if (start === undefined) return invalidTime('start', message);
      // A start in the future would skip the records until then.
      return start > now
        ? invalid({ key: 'future', values: { property: 'start' } })
        : { ok: true, command: { action, start } };
    }
    case 'replay': {
      const start = parseTime(message['start'], now);
      const end = parseTime(message['end'], now);
      if (start === undefined) return invalidTime('start', message);
      if (end === undefined) return invalidTime('end', message);
      return start < end
        ? { ok: true, command: { action, start, end } }
        : invalid({ key: 'emptyRange', values: {} });
    }
    default:
      return { ok: true, command: { action } };
  }
}

function invalidTime(property: 'start' | 'end', message: Message): CommandResult {
  return invalid({
    key: 'when',
    values: { property, value: showValue(message[property]), accepted: TIME_FORMATS },
  });
}
