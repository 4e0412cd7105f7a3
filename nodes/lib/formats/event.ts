/**
 * The one normalised event: what every log type is read into, and what every output format is written from.
 * All members stand there from the beginning, so that all events have one shape and stay fast.
 */
import { hash } from 'node:crypto';
import type { Level } from '../properties/format-options';

export type { Level };

/** What an event is about; decides on its class in OCSF and its category in ECS. */
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

/** What somebody or something did, in words that all classes share. */
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
  | 'attach'
  | 'detach'
  | 'add-user'
  | 'remove-user'
  | 'collect'
  | 'close'
  | 'other';

/** What became of it. */
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

export type Verdict = 'malicious' | 'suspicious' | 'clean';

export interface FileFacts {
  readonly name: string | undefined;
  readonly extension: string | undefined;
  readonly mimeType: string | undefined;
  /** bytes */
  readonly size: number | undefined;
  readonly md5: string | undefined;
  readonly sha1: string | undefined;
  readonly sha256: string | undefined;
}

/** A judgement about the tenant: a policy finding or an indicator. */
export interface Judgement {
  /** the same in every run, so that one that was opened can be closed */
  readonly uid: string;
  readonly control: string;
  readonly title: string;
  /** the source's own word */
  readonly status: string;
  /** `unjudged`: it could not be looked at, which is neither good nor bad */
  readonly verdict: 'pass' | 'warning' | 'fail' | 'unjudged' | 'unknown';
  readonly description: string | undefined;
  readonly remediation: string | undefined;
  readonly standards: readonly string[];
  readonly requirements: readonly string[];
  readonly evidence: readonly unknown[];
}

export type Members = Readonly<Record<string, unknown>>;

/** Where a record comes from: `msg.mimecast`, or what can be told without it. */
export interface Origin {
  readonly log: string;
  readonly type: string;
  readonly id: string;
  /** Mimecast's account code where known */
  readonly account: string | undefined;
  /** epoch ms */
  readonly collectedAt: number | undefined;
  /** what the source says beside the record: `change`, `releasedBy` */
  readonly marks: Members;
}

export interface Event {
  readonly origin: Origin;
  /** the record, as it came (or as privacy left it) */
  readonly record: unknown;
  kind: Kind;
  activity: Activity;
  /** epoch ms; undefined where the record has none */
  time: number | undefined;
  /** what happened, in a few words that are the same for all events of the sort */
  name: string;
  level: Level;
  /** Mimecast's own word */
  action: string | undefined;
  disposition: Disposition | undefined;
  outcome: 'success' | 'failure' | undefined;
  reason: string | undefined;
  code: string | undefined;
  message: string | undefined;
  direction: Direction | undefined;
  /** envelope sender */
  from: string | undefined;
  headerFrom: string | undefined;
  to: readonly string[];
  subject: string | undefined;
  messageId: string | undefined;
  /** joins all events of one message (aggregateId) */
  traceId: string | undefined;
  /** bytes of the message */
  size: number | undefined;
  attempts: number | undefined;
  /** ms */
  duration: number | undefined;
  files: readonly FileFacts[];
  urls: readonly string[];
  urlCategory: string | undefined;
  sourceIp: string | undefined;
  sourceHost: string | undefined;
  sourceDomain: string | undefined;
  destinationIp: string | undefined;
  destinationHost: string | undefined;
  tlsVersion: string | undefined;
  tlsCipher: string | undefined;
  tlsUsed: boolean | undefined;
  spf: string | undefined;
  dkim: string | undefined;
  dmarc: string | undefined;
  spamScore: number | undefined;
  malware: string | undefined;
  verdict: Verdict | undefined;
  policy: string | undefined;
  /** the checks that hit */
  indicators: readonly string[];
  /** who did it */
  actor: string | undefined;
  /** whom it was done to */
  user: string | undefined;
  userName: string | undefined;
  userDomain: string | undefined;
  userDisabled: boolean | undefined;
  group: string | undefined;
  application: string | undefined;
  multiFactor: boolean | undefined;
  /** what was changed or looked at */
  entity: string | undefined;
  entityType: string | undefined;
  judgement: Judgement | undefined;
  /** members of the record that nothing above took, or could not use; nulls and empty texts are left out */
  rest: Record<string, unknown>;
}

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
    headerFrom: undefined,
    to: [],
    subject: undefined,
    messageId: undefined,
    traceId: undefined,
    size: undefined,
    attempts: undefined,
    duration: undefined,
    files: [],
    urls: [],
    urlCategory: undefined,
    sourceIp: undefined,
    sourceHost: undefined,
    sourceDomain: undefined,
    destinationIp: undefined,
    destinationHost: undefined,
    tlsVersion: undefined,
    tlsCipher: undefined,
    tlsUsed: undefined,
    spf: undefined,
    dkim: undefined,
    dmarc: undefined,
    spamScore: undefined,
    malware: undefined,
    verdict: undefined,
    policy: undefined,
    indicators: [],
    actor: undefined,
    user: undefined,
    userName: undefined,
    userDomain: undefined,
    userDisabled: undefined,
    group: undefined,
    application: undefined,
    multiFactor: undefined,
    entity: undefined,
    entityType: undefined,
    judgement: undefined,
    rest: {},
  };
}

/** Of a judgement: account, log and control decide on it, and not the run. */
export const seriesOf = ({ account, log }: Origin, control: string): string =>
  hash('sha256', JSON.stringify([account ?? '', log, control])).slice(0, 32);

/** Nothing says when: the time at which it was collected is the latest that it can be. Epoch ms. */
export const timeOf = ({ time, origin }: Event): number => time ?? origin.collectedAt ?? Date.now();
