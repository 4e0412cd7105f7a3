import type { Summary } from '../../assessments/policy/finding';
import type { MimecastError } from '../../contracts/errors';
import { formatDateTime, formatTime } from '../../util/format-time';
import { failedStatus } from '../node-red/error-status';
import type { Status } from '../node-red/node-status';
import { joinFitting } from '../node-red/status-text';

/** State of a policy check. `cause`: short cause of an outage that is not known to be over. */
export type PolicyState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly cause: string | undefined }
  | {
      readonly kind: 'done';
      readonly summary: Summary;
      readonly cause: string | undefined;
      /** epoch ms of the next attempt */
      readonly nextAt?: number | undefined;
    }
  | { readonly kind: 'failed'; readonly error: MimecastError; readonly nextAt?: number | undefined };

/** Colour and text for the state of a policy check; members other than the text are for flows. */
export function policyStatus(state: Exclude<PolicyState, { kind: 'waiting' }>, demo: boolean): Status {
  switch (state.kind) {
    case 'running':
      // A retry alone does not end an outage.
      return state.cause === undefined
        ? { fill: 'blue', shape: 'dot', text: 'checking' }
        : { fill: 'red', shape: 'ring', text: joinFitting([state.cause, 'trying again']) };
    case 'failed':
      return failedStatus(state.error, state.nextAt);
    case 'done':
      return doneStatus(state, demo);
  }
}

function doneStatus(
  { summary, cause, nextAt }: Extract<PolicyState, { kind: 'done' }>,
  demo: boolean,
): Status {
  const { counts, checks, score, drifted, startedAt } = summary;
  const open = counts.fail + counts.not_configured + counts.disabled + counts.scope_gap;
  // An administrator can grant these. What the API does not offer is not counted here.
  const denied = counts.no_permission + counts.not_licensed;
  const notEvaluated = checks - open - counts.pass - denied;
  const at = Date.parse(startedAt);
  const text = joinFitting([
    demo ? 'demo' : '',
    cause ?? '',
    `${counts.pass} passed`,
    open === 0 ? '' : `${open} failed`,
    denied === 0 ? '' : `${denied} denied`,
    notEvaluated === 0 ? '' : `${notEvaluated} not assessed`,
    drifted === 0 ? '' : `${drifted} changed`,
    cause !== undefined && nextAt !== undefined ? `next try ${formatDateTime(nextAt, at)}` : formatTime(at),
  ]);
  const fill = counts.error > 0 ? 'red' : open + denied > 0 || counts.pass === 0 ? 'yellow' : 'green';
  return { fill, shape: 'dot', text, score, ...counts };
}
