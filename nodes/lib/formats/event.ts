/**
 * The normalised event: every log type is parsed into it, and every output format is rendered from it.
 * Every event has all members from the start, so that the JavaScript engine sees one object shape.
 */

import { hash } from 'node:crypto';
import type { JsonObject } from '../contracts/json';
import type { Level } from '../properties/values/format-options';

export type { Level };

/** What an event is about. It decides the OCSF class and the ECS category. */
export type Kind =
  | 'mail'
  | 'threat'
  | 'leak'
  | 'logon'
  | 'account'
  | 'group'
  | 'entity'
  | 'api'
  | 'user'
  | 'compliance'
  | 'other';

/** The activity, independent of the output format. */
export type Activity =
  | 'receive'
  | 'scan'
  | 'trace'
  | 'relay'
  | 'logon'
  | 'logoff'
  | 'create'
  | 'read'
  | 'update'
  | 'delete'
  | 'enable'
  | 'disable'
  | 'lock'
  | 'unlock'
  | 'password-change'
  | 'password-reset'
  | 'mfa-enable'
  | 'mfa-disable'
  | 'attach'
  | 'detach'
  | 'add-user'
  | 'remove-user'
  | 'add-subgroup'
  | 'remove-subgroup'
  | 'collect'
  | 'close'
  | 'other';

/** The result for the message or object. */
export type Disposition =
  | 'allowed'
  | 'blocked'
  | 'rejected'
  | 'quarantined'
  | 'isolated'
  | 'deleted'
  | 'restored'
  | 'delayed'
  | 'detected'
  | 'ignored'
  | 'alerted'
  | 'tagged'
  | 'failed';

export type Direction = 'inbound' | 'outbound' | 'internal';

/** `unknown`: the check timed out, failed, or had no result. */
export type ThreatVerdict = 'malicious' | 'suspicious' | 'clean' | 'unknown';

export interface FileInfo {
  readonly name: string | undefined;
  readonly extension: string | undefined;
  readonly mimeType: string | undefined;
  /** bytes */
  readonly size: number | undefined;
  readonly md5: string | undefined;
  readonly sha1: string | undefined;
  readonly sha256: string | undefined;
}

/** An assessment of the tenant: a policy finding or an indicator. */
export interface Assessment {
  /** the same in every run, so that a finding can be closed later */
  readonly uid: string;
  readonly control: string;
  readonly title: string;
  /** the status as the source has it */
  readonly status: string;
  /** `not_evaluated`: the check could not run, which is neither good nor bad */
  readonly verdict: 'pass' | 'warning' | 'fail' | 'not_evaluated' | 'unknown';
  readonly description: string | undefined;
  readonly remediation: string | undefined;
  readonly standards: readonly string[];
  readonly requirements: readonly string[];
  readonly evidence: readonly unknown[];
}

/** Where a record comes from: from `msg.mimecast`, or derived from the record. */
export interface Origin {
  readonly log: string;
  readonly type: string;
  readonly id: string;
  /** Mimecast's account code, if known */
  readonly account: string | undefined;
  /** epoch ms */
  readonly collectedAt: number | undefined;
  /** what the source adds to the record: `change`, `releasedBy` */
  readonly marks: JsonObject;
}

export interface Event {
  readonly origin: Origin;
  /** the original record, after the privacy filter */
  readonly record: unknown;
  kind: Kind;
  activity: Activity;
  /** epoch ms; undefined when the record has no time */
  time: number | undefined;
  /** short title, the same for all events of the same kind */
  name: string;
  level: Level;
  /** the action as Mimecast names it */
  action: string | undefined;
  disposition: Disposition | undefined;
  outcome: 'success' | 'failure' | undefined;
  reason: string | undefined;
  code: string | undefined;
  message: string | undefined;
  direction: Direction | undefined;
  /** envelope sender */
  from: string | undefined;
  /** display names: what the receiver's mail program shows instead of the addresses */
  fromName: string | undefined;
  headerFrom: string | undefined;
  headerFromName: string | undefined;
  to: readonly string[];
  toNames: readonly string[];
  subject: string | undefined;
  messageId: string | undefined;
  /** the same for all events of one message (`aggregateId`) */
  traceId: string | undefined;
  /** of one step of the processing; it stays in `unmapped` too, like the other members that say so */
  processingId: string | undefined;
  /** bytes of the message */
  size: number | undefined;
  attempts: number | undefined;
  /** ms */
  duration: number | undefined;
  files: readonly FileInfo[];
  /** in `unmapped` too */
  attachmentCount: number | undefined;
  /** bytes of all attachments together; in `unmapped` too */
  attachmentsSize: number | undefined;
  urls: readonly string[];
  urlCategory: string | undefined;
  sourceIp: string | undefined;
  /** the source is the computer of the user who clicked, and not a host of the sender */
  sourceIsUser: boolean;
  sourceHost: string | undefined;
  sourceDomain: string | undefined;
  destinationIp: string | undefined;
  destinationHost: string | undefined;
  /** what the sending host said in SMTP; the member that it comes from is in `unmapped` too */
  command: string | undefined;
  tlsVersion: string | undefined;
  tlsCipher: string | undefined;
  tlsUsed: boolean | undefined;
  spf: string | undefined;
  dkim: string | undefined;
  dmarc: string | undefined;
  spamScore: number | undefined;
  /** of the spam verdict: `spam`, `ham` … and `low`, `medium`, `high` */
  spamDecision: string | undefined;
  spamRisk: string | undefined;
  malware: string | undefined;
  verdict: ThreatVerdict | undefined;
  policy: string | undefined;
  /** names of the checks that matched */
  indicators: readonly string[];
  /** labels that Mimecast has given to the message, link or file; in `unmapped` too */
  tags: readonly string[];
  /** the acting user */
  actor: string | undefined;
  actorName: string | undefined;
  /** the affected user */
  user: string | undefined;
  userName: string | undefined;
  userDomain: string | undefined;
  userDisabled: boolean | undefined;
  group: string | undefined;
  /** a member of the group that is a group */
  subgroup: string | undefined;
  application: string | undefined;
  /** how the user signed in: `Cloud`, `SAML` …; undefined when the record does not say */
  authMethod: string | undefined;
  /** the second factor: `TOTP`, `SMS` … */
  authFactor: string | undefined;
  multiFactor: boolean | undefined;
  /** the object that was changed or read */
  entity: string | undefined;
  entityType: string | undefined;
  assessment: Assessment | undefined;
  /** members of the record without a field above, or with a value that does not fit; nulls and empty texts are dropped */
  unmapped: Record<string, unknown>;
}

/** The lists of an event are replaced, and never changed. */
const NONE: readonly never[] = [];

export function newEvent(origin: Origin, record: unknown): Event {
  return {
    origin,
    record,
    kind: 'other',
    activity: 'other',
    time: undefined,
    name: 'Mimecast event',
    level: 'informational',
    action: undefined,
    disposition: undefined,
    outcome: undefined,
    reason: undefined,
    code: undefined,
    message: undefined,
    direction: undefined,
    from: undefined,
    fromName: undefined,
    headerFrom: undefined,
    headerFromName: undefined,
    to: NONE,
    toNames: NONE,
    subject: undefined,
    messageId: undefined,
    traceId: undefined,
    processingId: undefined,
    size: undefined,
    attempts: undefined,
    duration: undefined,
    files: NONE,
    attachmentCount: undefined,
    attachmentsSize: undefined,
    urls: NONE,
    urlCategory: undefined,
    sourceIp: undefined,
    sourceIsUser: false,
    sourceHost: undefined,
    sourceDomain: undefined,
    destinationIp: undefined,
    destinationHost: undefined,
    command: undefined,
    tlsVersion: undefined,
    tlsCipher: undefined,
    tlsUsed: undefined,
    spf: undefined,
    dkim: undefined,
    dmarc: undefined,
    spamScore: undefined,
    spamDecision: undefined,
    spamRisk: undefined,
    malware: undefined,
    verdict: undefined,
    policy: undefined,
    indicators: NONE,
    tags: NONE,
    actor: undefined,
    actorName: undefined,
    user: undefined,
    userName: undefined,
    userDomain: undefined,
    userDisabled: undefined,
    group: undefined,
    subgroup: undefined,
    application: undefined,
    authMethod: undefined,
    authFactor: undefined,
    multiFactor: undefined,
    entity: undefined,
    entityType: undefined,
    assessment: undefined,
    unmapped: {},
  };
}

/** The id of a finding: it depends on account, log and control, but not on the run. */
export const findingUid = ({ account, log }: Origin, control: string): string =>
  hash('sha256', JSON.stringify([account ?? '', log, control])).slice(0, 32);

/** Epoch ms. Without a time in the record, the time of collection is the upper limit. */
export const eventTime = ({ time, origin }: Event): number => time ?? origin.collectedAt ?? Date.now();

/** The source address is that of the user who clicked, and not of a host of the sender. */
export const isClick = ({ sourceIsUser }: Event): boolean => sourceIsUser;
