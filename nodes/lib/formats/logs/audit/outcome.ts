/** Whether an audit record is about a success or a failure (wire.md 7.3, 7.4). */
import type { Event } from '../../event';
import type { AuditText } from '../../parsers/audit-text/parse';
import { cached } from '../../text-cache';
import { verbOfType, wordsOfType } from './verbs';

type Outcome = Event['outcome'];

/** A message that was rejected is what somebody did. */
const FAILED_TYPE =
  /\b(?:unauthori[sz]ed|unsuccessful|denied|errors?|fail(?:ed|ures?|s)|(?<!\b(?:messages?|e-?mails?) )rejected|refused|forbidden|invalid)\b/i;
/** A log-on that a lock or a block prevented. To lock an account is a change that succeeded. */
const STOPPED_LOGON = /\b(?:locked|lockout|blocked)\b/i;
/** At the start of a sentence. A rejected message is something that was looked at. */
const FAILED_START =
  /^(?:action performed - )?(?:unauthori[sz]ed|unsuccessful|failed|failure|denied|rejected|refused|forbidden|invalid|unable to|could not|cannot)\b(?! (?:e-?)?(?:messages?|mails?|deliver))/i;
/** At its end, or before the cause. `0 failed` is a count, and `from rejected to held` a former value. */
const FAILED_END =
  /(?<!\b(?:messages?|e-?mails?|0|no|none|from) )(?<!\b(?:was|were) )\b(?:failed|denied|rejected|refused|forbidden|unsuccessful|unauthori[sz]ed)(?=\s*(?:$|[.,:;()\n]|- |(?:as|at|because|by|due|for|from|on|since|to|with)\b))/i;
/** `Password could not be changed`. A message that could not be delivered was looked at. */
const UNABLE =
  /\b(?:could not|cannot|(?:was|were|is) unable to|failed to) (?!(?:be )?deliver)\w|\btimed out\b|\breturned (?:an error|[45]\d\d)\b/i;
const FAILED_PASSIVE =
  /\b(?:was|were|is|has been|have been) (?:not (?:allowed|authori[sz]ed|permitted|successful)|denied|refused|unsuccessful|forbidden)\b|(?<!\b(?:messages?|e-?mails?) )\b(?:was|were|has been) rejected\b|\bnot (?:authori[sz]ed|permitted)\b|\b(?:access|permission) denied\b/i;

const RESULT_KEY = /^(?:success|successful|status|result|outcome)$/;
const SUCCEEDED = /^(?:2\d\d|true|yes|ok|success|successful|succeeded|completed|complete)$/i;
const FAILED =
  /^(?:[45]\d\d|false|no|fail|failed|failure|error|denied|rejected|refused|unsuccessful|unauthori[sz]ed)$/i;

/** `Success: false` */
function namedOutcome({ pairs }: AuditText): Outcome {
  const value = pairs.findLast(
    ({ key, value: one }) => RESULT_KEY.test(key) && (SUCCEEDED.test(one) || FAILED.test(one)),
  )?.value;
  if (value === undefined) return undefined;
  return FAILED.test(value) ? 'failure' : 'success';
}

/** `Rejected Messages Policy Changed` is about a change that was made. */
const isDone = (type: string): boolean => {
  const words = wordsOfType(type);
  return words.at(-1)?.verb !== undefined && verbOfType(words) !== 'lock';
};

const FAILURES = [FAILED_START, FAILED_END, FAILED_PASSIVE, UNABLE];
const MAX_SENTENCES = 1_000;

const failedText = cached(MAX_SENTENCES, (words) => FAILURES.some((pattern) => pattern.test(words)));

/** Types are few, but anybody could send others. */
const MAX_TYPES = 500;

const isFailedChange = cached(MAX_TYPES, (type) => FAILED_TYPE.test(type) && !isDone(type));

export function changeOutcome(type: string, text: AuditText): Outcome {
  if (isFailedChange(type)) return 'failure';
  return namedOutcome(text) ?? (failedText(text.words) ? 'failure' : 'success');
}

const DONE_LOGON = /\b(?:logg?ed|signed)[ -]?(?:on|in|off|out)\b/i;
const SUCCESS_START = /^succes/i;

type TypeOutcome = 'failure' | 'success' | 'unknown';

const logonOutcomeOfType = cached(MAX_TYPES, (type): TypeOutcome => {
  if (FAILED_TYPE.test(type) || STOPPED_LOGON.test(type)) return 'failure';
  return DONE_LOGON.test(type) ? 'success' : 'unknown';
});

/** @param isChallenge a challenge is neither a success nor a failure yet */
export function logonOutcome(type: string, text: AuditText, isChallenge: boolean): Outcome {
  const ofType = logonOutcomeOfType(type);
  if (ofType !== 'unknown') return ofType;
  const named = namedOutcome(text);
  if (named !== undefined) return named;
  if (failedText(text.words)) return 'failure';
  if (SUCCESS_START.test(text.words)) return 'success';
  return isChallenge || /\battempt/i.test(`${type} ${text.words}`) ? undefined : 'success';
}
