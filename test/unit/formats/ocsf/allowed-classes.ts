/**
 * The allowed OCSF classes of a log, by log and type. An email without a usable address is a Base Event, and no other
 * is.
 */
import assert from 'node:assert/strict';

/** The same row of the table in nodes/docs/formats.md, by its first cell. */
interface Allowed {
  readonly row: string;
  readonly classes: readonly number[];
}

const MAIL = 'receipt, process, delivery, journal';
const MALWARE = 'av, attachment protect';
const ATTACHMENT = 'TTP attachment';
const THREAT = 'impersonation, internal email, TTP impersonation';
const CLICK = 'url protect, TTP url';
const HELD = 'held · releases, rejections';
const USERS = 'users, members';
const GROUPS = 'groups, domains';

export const BASE = 0;

export const ALLOWED: Readonly<Record<string, Allowed>> = {
  'siem/receipt': { row: MAIL, classes: [4009] },
  'siem/process': { row: MAIL, classes: [4009] },
  'siem/delivery': { row: MAIL, classes: [4009] },
  'siem/journal': { row: MAIL, classes: [4009] },
  'siem/av': { row: MALWARE, classes: [2004] },
  'siem/attachment protect': { row: MALWARE, classes: [2004] },
  // the simulator has no spam with a threat
  'siem/spam': { row: 'spam', classes: [4009] },
  'siem/impersonation protect': { row: THREAT, classes: [2004] },
  'siem/internal email protect': { row: THREAT, classes: [2004] },
  'siem/url protect': { row: CLICK, classes: [2004, 4009] },
  'siem/urlclick': { row: 'CI urlclick', classes: [2004, BASE] },
  'siem/entities': { row: 'CI entities', classes: [2004, 4009] },
  'siem/mailflow': { row: 'CI mailflow', classes: [BASE] },
  'audit/audit': { row: 'audit', classes: [3001, 3002, 3004, 3006, 6003] },
  'dlp/dlp': { row: 'DLP', classes: [2006] },
  'ttp/url': { row: CLICK, classes: [2004, 4009] },
  'ttp/attachment': { row: ATTACHMENT, classes: [2004, 4009] },
  'ttp/impersonation': { row: THREAT, classes: [2004] },
  'held/held': { row: HELD, classes: [4009] },
  'held/releases': { row: HELD, classes: [4009] },
  'held/rejections': { row: HELD, classes: [4009] },
  'held/summary': { row: 'held summary', classes: [BASE] },
  'directory/users': { row: USERS, classes: [5003] },
  'directory/members': { row: USERS, classes: [5003] },
  'directory/groups': { row: GROUPS, classes: [BASE] },
  'directory/domains': { row: GROUPS, classes: [BASE] },
};

const MAIL_CLASS = 4009;

/** The schema's pattern of an address: its type `email_t`, ASCII only. */
const ADDRESS = /^[a-zA-Z0-9!#$%&'*+-/=?^_`{|}~.]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9-.]+$/;

/** Members with sender and recipients. */
const PARTIES =
  /^(sender(Envelope|Header)|recipients|from(Header|Hdr|Env|Address)?|to(Address)?|(fromU|u)serEmailAddress|(sender|recipient)Address)$/;

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield* value.split(/[\s,;]+/);
  else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) yield* textsIn(one);
}

/** Of the original record, not of the formatted one. */
function hasAddress(record: object): boolean {
  const parties = Object.entries(record).filter(([name]) => PARTIES.test(name));
  return [...textsIn(parties.map(([, value]) => value))].some((one) => ADDRESS.test(one));
}

/**
 * @param kind `log/type`
 * @throws AssertionError: the table does not allow it, or the record has an address and is a Base Event all the same
 */
export function assertAllowed(kind: string, record: unknown, uid: number): void {
  const description = `${kind} as ${uid}: ${JSON.stringify(record)}`;
  const classes = ALLOWED[kind]?.classes ?? [];
  if (!classes.includes(MAIL_CLASS)) assert.ok(classes.includes(uid), description);
  else if (hasAddress(Object(record))) assert.ok(classes.includes(uid), description);
  else assert.ok(uid === BASE || (classes.includes(uid) && uid !== MAIL_CLASS), description);
}
