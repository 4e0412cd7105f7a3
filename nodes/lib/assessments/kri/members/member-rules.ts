/**
 * The members that each indicator filters, joins or classifies by, and the values that they may have. Vendor fields:
 * wire.md 4.3, 7, 9, 10, 12.2. The time of a record is checked where the log is read.
 */
import { isJsonObject, type JsonObject } from '../../../contracts/json';
import { parseMailbox } from '../../../formats/parsers/address';
import { parseJsonObject } from '../../../formats/parsers/json-text';
import { isBlank } from '../../../formats/parsers/scalar';
import { parseApiTime } from '../../../streams/window/api-time';
import { MAX_LACKING_SHARE, type MemberRule } from './member-rule';

const lowerText = (value: unknown): string => (typeof value === 'string' ? value.trim().toLowerCase() : '');

/** A word of an enumeration, in any case. */
const word = (member: string, known: readonly string[]): MemberRule => ({
  member,
  understood: (record) => known.includes(lowerText(record[member])),
  valueOf: (record) => record[member],
});

const text = (member: string): MemberRule => ({
  member,
  understood: (record) => typeof record[member] === 'string' && !isBlank(record[member]),
});

const ROUTES = ['inbound', 'outbound', 'internal'];
const wasHeld = (record: JsonObject): boolean => lowerText(record['action']) === 'hold';

/** A member of the join with the release log matters for held mail only. */
const joining = (member: string): MemberRule => ({
  ...text(member),
  applies: wasHeld,
  partOnly: true,
});

/** wire.md 10.3 */
export const IMPERSONATION_MEMBERS: readonly MemberRule[] = [
  word('action', ['hold', 'bounce', 'none']),
  joining('senderAddress'),
  joining('recipientAddress'),
];

/** The parts of `actionTriggered`, which is free text (wire.md 10.2). */
const KNOWN_ACTION =
  /none|release|hold|held|block|bounce|alert|noti|quarantin|safe|remov|delet|strip|reject/i;

/** wire.md 10.2 */
export const ATTACHMENT_MEMBERS: readonly MemberRule[] = [
  word('result', ['safe', 'malicious', 'timeout', 'error', 'unsafe', 'clean', 'unknown']),
  word('route', ROUTES),
  {
    member: 'actionTriggered',
    understood: ({ actionTriggered: value }) => typeof value === 'string' && KNOWN_ACTION.test(value),
    valueOf: ({ actionTriggered }) => actionTriggered,
  },
];

/** wire.md 10.1 */
export const CLICK_MEMBERS: readonly MemberRule[] = [
  word('scanResult', ['clean', 'malicious', 'suspicious']),
  word('route', ROUTES),
  word('action', ['allow', 'warn', 'block']),
];

/** A text, or an object with the documented member. A blank address is one too: the release was automatic. */
const isAddress = (value: unknown): boolean =>
  typeof value === 'string' ||
  (isJsonObject(value) && [value['emailAddress'], value['address']].some((one) => typeof one === 'string'));

const hasMailbox = (value: unknown): boolean => isAddress(value) && parseMailbox(value) !== undefined;

const RELEASE_RECORD = new Set([
  ...['id', 'status', 'released', 'operator', 'fromEnv', 'fromHdr', 'to', 'subject', 'route', 'attachments'],
  ...['size', 'heldReason', 'heldGroup', 'policy', 'messageInfo', 'rejectReason', 'spamScore'],
  ...['detectionLevel', 'spamProcessingDetail', 'verdict', 'spamVerdict'],
]);
const hasUnknownMember = (record: JsonObject): boolean =>
  Object.keys(record).some((name) => !RELEASE_RECORD.has(name));
const hasExpired = ({ messageInfo }: JsonObject): boolean => /\bexpired\b/i.test(String(messageInfo ?? ''));

/** Releases without an operator exist: nobody is known to have released them. */
const MAX_WITHOUT_OPERATOR = 0.25;

/** wire.md 9.3 */
export const RELEASE_MEMBERS: readonly MemberRule[] = [
  // Checked where the log is read. The documents say that it can be missing, so a few records are no finding.
  { member: 'released', understood: () => true, maxShare: MAX_LACKING_SHARE },
  word('status', ['released', 'rejected']),
  {
    member: 'operator',
    key: 'operator, missing',
    applies: (record) => !hasExpired(record),
    understood: ({ operator }) => isAddress(operator),
    maxShare: MAX_WITHOUT_OPERATOR,
  },
  {
    // A few releases are automatic. When nearly all are, nobody knows whether the users did it.
    member: 'operator',
    key: 'operator, blank',
    applies: (record) => !hasExpired(record),
    understood: ({ operator }) => !isAddress(operator) || hasMailbox(operator),
    maxShare: MAX_WITHOUT_OPERATOR,
    partOnly: true,
  },
  {
    // Missing beside a member that nobody documents, or of another shape: it was renamed.
    member: 'operator',
    applies: (record) => !hasExpired(record),
    understood: (record) =>
      isAddress(record['operator']) || (record['operator'] === undefined && !hasUnknownMember(record)),
  },
  {
    member: 'to',
    understood: ({ to }) => (Array.isArray(to) ? to.length > 0 && to.every(hasMailbox) : hasMailbox(to)),
  },
];

/** The join of impersonation reads fewer members of the release log. */
export const RELEASE_JOIN_MEMBERS: readonly MemberRule[] = [
  ...RELEASE_MEMBERS.filter(({ member }) => member === 'status' || member === 'to'),
  {
    member: 'fromEnv',
    understood: ({ fromEnv, fromHdr }) => isAddress(fromEnv) || isAddress(fromHdr),
  },
  { member: 'subject', understood: ({ subject }) => typeof subject === 'string' },
];

/** wire.md 7.2, 7.3: both lists are open, so any text is known. */
export const AUDIT_MEMBERS: readonly MemberRule[] = [text('category'), text('auditType')];

const isInbound = (record: JsonObject): boolean => lowerText(record['direction']) === 'inbound';
const wasRejected = (record: JsonObject): boolean => lowerText(record['action']) === 'rej';

/** `null`: the message was not checked. A member `dmarc` of another shape is not that. */
function hasCheck({ spamProcessingDetail: value }: JsonObject): boolean {
  if (value === undefined) return false;
  if (isBlank(value)) return true;
  const detail = parseJsonObject(value);
  if (detail === undefined || !('dmarc' in detail)) return false;
  const { dmarc } = detail;
  return !isJsonObject(dmarc) || 'info' in dmarc || 'allow' in dmarc || Object.keys(dmarc).length === 0;
}

/** wire.md 4.3, 10.7 */
export const RECEIPT_MEMBERS: readonly MemberRule[] = [
  word('direction', ROUTES),
  {
    member: 'spamProcessingDetail',
    applies: (record) => isInbound(record) && !wasRejected(record),
    understood: hasCheck,
  },
];

/** wire.md 4.3: older files call the type `eventType`. */
export const INTERNAL_MEMBERS: readonly MemberRule[] = [
  {
    member: 'type',
    understood: ({ type, eventType }) => lowerText(type ?? eventType) === 'internal email protect',
    valueOf: ({ type, eventType }) => type ?? eventType,
  },
];

/** wire.md 9.1 */
export const HELD_AGE_MEMBERS: readonly MemberRule[] = [
  { member: 'dateReceived', understood: ({ dateReceived }) => parseApiTime(dateReceived) !== undefined },
];
const HELD_RECORD = ['dateReceived', 'reason', 'reasonCode', 'policyInfo', 'fromHeader'];
/** The number of rows is the measure, and a row has to be a message. */
export const HELD_MEMBERS: readonly MemberRule[] = [
  { member: 'dateReceived', understood: (record) => HELD_RECORD.some((name) => name in record) },
];

/** wire.md 12.2: a domain without a DMARC record has no policy, but it has the member. */
export const DOMAIN_MEMBERS: readonly MemberRule[] = [
  {
    member: 'dmarcPolicy',
    understood: ({ dmarcPolicy: value }) =>
      value === null ||
      (typeof value === 'string' && ['', 'none', 'quarantine', 'reject'].includes(lowerText(value))),
    valueOf: ({ dmarcPolicy }) => dmarcPolicy,
  },
];
