import { type Event, eventTime } from '../event';
import { toJsonLine } from './sanitize';

export type Scalar = string | number | boolean;
export type FlatEvent = Record<string, Scalar | readonly Scalar[]>;

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

/** Members with a single value, under their names in flat formats. */
const SINGLE_VALUES: readonly (readonly [name: string, read: (event: Event) => Scalar | undefined])[] = [
  ['name', (event) => event.name],
  ['level', (event) => event.level],
  ['action', (event) => event.action],
  ['disposition', (event) => event.disposition],
  ['outcome', (event) => event.outcome],
  ['reason', (event) => event.reason],
  ['code', (event) => event.code],
  ['message', (event) => event.message],
  ['direction', (event) => event.direction],
  ['from', (event) => event.from],
  ['header_from', (event) => event.headerFrom],
  ['subject', (event) => event.subject],
  ['message_id', (event) => event.messageId],
  ['trace_id', (event) => event.traceId],
  ['size', (event) => event.size],
  ['attempts', (event) => event.attempts],
  ['duration_ms', (event) => event.duration],
  ['url_category', (event) => event.urlCategory],
  ['source_ip', (event) => event.sourceIp],
  ['source_host', (event) => event.sourceHost],
  ['source_domain', (event) => event.sourceDomain],
  ['destination_ip', (event) => event.destinationIp],
  ['destination_host', (event) => event.destinationHost],
  ['tls_version', (event) => event.tlsVersion],
  ['tls_cipher', (event) => event.tlsCipher],
  ['tls_used', (event) => event.tlsUsed],
  ['spf', (event) => event.spf],
  ['dkim', (event) => event.dkim],
  ['dmarc', (event) => event.dmarc],
  ['spam_score', (event) => event.spamScore],
  ['malware', (event) => event.malware],
  ['verdict', (event) => event.verdict],
  ['policy', (event) => event.policy],
  ['actor', (event) => event.actor],
  ['user', (event) => event.user],
  ['user_name', (event) => event.userName],
  ['user_domain', (event) => event.userDomain],
  ['user_disabled', (event) => event.userDisabled],
  ['group', (event) => event.group],
  ['application', (event) => event.application],
  ['multi_factor', (event) => event.multiFactor],
  ['entity', (event) => event.entity],
  ['entity_type', (event) => event.entityType],
  ['control', (event) => event.assessment?.control],
  ['status', (event) => event.assessment?.status],
  ['title', (event) => event.assessment?.title],
  ['description', (event) => event.assessment?.description],
  ['remediation', (event) => event.assessment?.remediation],
];

type Texts = readonly (string | undefined)[];

const LISTS: readonly (readonly [name: string, read: (event: Event) => Texts])[] = [
  ['to', (event) => event.to],
  ['url', (event) => event.urls],
  ['file_name', (event) => event.files.map((file) => file.name)],
  ['file_md5', (event) => event.files.map((file) => file.md5)],
  ['file_sha1', (event) => event.files.map((file) => file.sha1)],
  ['file_sha256', (event) => event.files.map((file) => file.sha256)],
  ['indicators', (event) => event.indicators],
  ['standards', (event) => event.assessment?.standards ?? []],
  ['requirements', (event) => event.assessment?.requirements ?? []],
];

/** Scalars and lists of scalars unchanged, everything else as JSON. */
function flatValue(value: unknown): Scalar | readonly Scalar[] {
  if (isScalar(value)) return value;
  return Array.isArray(value) && value.every(isScalar) ? value : toJsonLine(value);
}

/** Flattens an event to one level. Unmapped members have the prefix `mimecast_`, so that names never collide. */
export function flatten(event: Event): FlatEvent {
  const { origin } = event;
  const all: FlatEvent = {
    id: origin.id,
    time: new Date(eventTime(event)).toISOString(),
    log: origin.log,
    type: origin.type,
  };
  if (origin.account !== undefined) all['account'] = origin.account;
  for (const [name, read] of SINGLE_VALUES) {
    const value = read(event);
    if (value !== undefined) all[name] = value;
  }
  for (const [name, read] of LISTS) {
    const values = read(event).filter((value) => value !== undefined);
    if (values.length > 0) all[name] = values;
  }
  for (const name of Object.keys(event.unmapped)) all[`mimecast_${name}`] = flatValue(event.unmapped[name]);
  return all;
}
