/** Statuses of a source that can't read some or all of its types. */
import type { PollFailure } from '../../collector/reports/poll-failure';
import type { CollectorState } from '../../collector/status/state';
import type { FailedTypes } from '../../collector/status/stream-status';
import { formatDateTime } from '../../util/format-time';
import type { Status } from '../node-red/node-status';
import { joinFitting, MAX_STATUS_LENGTH } from '../node-red/status-text';

/** A product name is useless when it is truncated, so such texts may be longer. */
export const MAX_TEXT_WITH_PRODUCT = 90;
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
function shortCause({ code, message, short }: Pick<PollFailure, 'code' | 'message' | 'short'>): string {
  return short ?? (code === 'MIMECAST_CONFIG' ? message : (STATUS_TEXT[code] ?? message));
}

/** A retry alone does not end an outage. */
export function retryingStatus(
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

/** Some types fail while others are read. */
export function partlyFailedStatus(
  { code, message, retryAt, needs }: PollFailure,
  failing: readonly FailedTypes[],
  facts: Record<string, unknown>,
): Status {
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

/** `receipt, spam: connection refused`, the worst first. Without types where all fail alike. */
function withCauses(failing: readonly FailedTypes[], allFail: boolean, suffix: string): string {
  const causes = failing.map(({ types, failure }) => {
    const cause = withRequirement(shortCause(failure), failure.needs);
    return allFail && failing.length === 1 ? cause : `${types.join(', ')}: ${cause}`;
  });
  const named = failing.some(({ failure }) => failure.needs !== undefined);
  return joinFitting([...causes, suffix], named ? MAX_TEXT_WITH_PRODUCT : MAX_STATUS_LENGTH);
}

/** Nothing can be read. */
export function failedSourceStatus({
  failure,
  failing,
}: Extract<CollectorState, { kind: 'failed' }>): Status {
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

function retryFact(retryAt: number | undefined): Record<string, unknown> {
  return retryAt === undefined ? {} : { retryAt: new Date(retryAt).toISOString() };
}
