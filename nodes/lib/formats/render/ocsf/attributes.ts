/** What each class of OCSF adds to the base event. A class that an event can't honestly fill is not chosen. */
import type { Event } from '../../event';
import {
  destinationOf,
  email,
  emailOf,
  emails,
  fileOf,
  filled,
  type Json,
  put,
  sourceOf,
  urlOf,
  userOf,
} from './values';
import { type ClassName, DIRECTION, OTHER } from './words';

const ADMIN = 2;

function endpoints(event: Event, into: Json): void {
  put(into, 'src_endpoint', sourceOf(event));
  put(into, 'dst_endpoint', destinationOf(event));
}

function mail(event: Event, into: Json): void {
  into['direction_id'] = event.direction === undefined ? 0 : DIRECTION[event.direction];
  put(into, 'from', email(event.from));
  const to = emails(event.to);
  if (to.length > 0) into['to'] = to;
  put(into, 'email', emailOf(event));
  const { spf, dkim, dmarc } = event;
  const auth: Json = {};
  put(auth, 'spf', spf);
  put(auth, 'dkim', dkim);
  put(auth, 'dmarc', dmarc);
  put(into, 'email_auth', filled(auth));
  endpoints(event, into);
  put(into, 'message_trace_uid', event.traceId);
  put(into, 'attempt', event.attempts);
  into['protocol_name'] = 'SMTP';
  put(into, 'malware', malwareOf(event));
  if (event.policy !== undefined) into['policy'] = { name: event.policy };
}

/** Of what sort it is nobody says. */
const malwareOf = ({ malware }: Event): readonly Json[] | undefined =>
  malware === undefined ? undefined : [{ name: malware, classification_ids: [0] }];

const RULE = 1;
const BEHAVIORAL = 2;
const FINGERPRINTING = 5;
const TRUE_POSITIVE = 2;
const SUSPICIOUS = 4;
const BENIGN = 5;

const VERDICTS = { malicious: TRUE_POSITIVE, suspicious: SUSPICIOUS, clean: BENIGN } as const;

function evidence(event: Event): Json {
  const object: Json = {};
  put(object, 'email', emailOf(event));
  const [file] = event.files;
  if (file !== undefined) object['file'] = fileOf(file);
  const [url] = event.urls;
  if (url !== undefined) object['url'] = urlOf(url, event.urlCategory);
  endpoints(event, object);
  if (event.user !== undefined) object['user'] = userOf(event.user);
  // one of these is needed, and a record of hashes or addresses that nobody can read has none
  if (Object.keys(object).length === 0) object['data'] = { type: event.origin.type };
  put(object, 'verdict_id', event.verdict === undefined ? undefined : VERDICTS[event.verdict]);
  return object;
}

function analytic(event: Event): Json {
  if (event.policy !== undefined) return { type_id: RULE, name: event.policy };
  if (event.malware !== undefined) return { type_id: FINGERPRINTING, name: 'Virus signature' };
  return { type_id: BEHAVIORAL, name: event.origin.type };
}

function findingInfo(event: Event, title: string): Json {
  const object: Json = { uid: event.origin.id, title, types: [event.origin.type] };
  put(object, 'desc', event.reason ?? event.message);
  put(object, 'created_time', event.time);
  if (event.indicators.length > 0) {
    object['tags'] = [{ name: 'indicators', values: event.indicators }];
  }
  return object;
}

function threat(event: Event, into: Json): void {
  into['finding_info'] = { ...findingInfo(event, event.name), analytic: analytic(event) };
  into['evidences'] = [evidence(event)];
  into['is_alert'] = event.verdict !== 'clean';
  put(into, 'malware', malwareOf(event));
  if (event.policy !== undefined) into['policy'] = { name: event.policy };
}

const SECURE_EMAIL_GATEWAY = 6;
const IN_TRANSIT = 2;

function leak(event: Event, into: Json): void {
  into['finding_info'] = findingInfo(event, event.policy ?? event.name);
  const data: Json = { detection_system_id: SECURE_EMAIL_GATEWAY, data_lifecycle_state_id: IN_TRANSIT };
  if (event.policy !== undefined) data['policy'] = { name: event.policy };
  into['data_security'] = data;
  into['is_alert'] = true;
  if (event.from !== undefined) into['actor'] = { user: userOf(event.from) };
  endpoints(event, into);
  // there is no mail in this class: who it was going to and what it was are resources
  into['resources'] = [
    ...event.to.map((name) => ({ name, type: 'recipient' })),
    ...(event.messageId === undefined ? [] : [{ uid: event.messageId, type: 'email', ...subjectOf(event) }]),
  ];
  if (event.to.length === 0 && event.messageId === undefined) delete into['resources'];
}

const subjectOf = ({ subject }: Event): Json => (subject === undefined ? {} : { name: subject });

const COMPLIANCE = {
  pass: [1, 'Pass'],
  warning: [2, 'Warning'],
  fail: [3, 'Fail'],
  unjudged: [2, 'Warning'],
  unknown: [0, 'Unknown'],
} as const;

/** What nobody could look at meets no criteria and fails none. */
const JUDGED: ReadonlySet<string> = new Set(['pass', 'warning', 'fail']);

function compliance(event: Event, into: Json): void {
  const { judgement } = event;
  if (judgement === undefined) return;
  const [status_id, status] = COMPLIANCE[judgement.verdict];
  into['finding_info'] = { ...findingInfo(event, judgement.title), uid: judgement.uid };
  const object: Json = {
    control: judgement.control,
    status_id,
    status,
    status_code: judgement.status,
  };
  if (JUDGED.has(judgement.verdict)) {
    object['assessments'] = [{ name: judgement.control, meets_criteria: judgement.verdict === 'pass' }];
  }
  if (judgement.standards.length > 0) object['standards'] = judgement.standards;
  if (judgement.requirements.length > 0) object['requirements'] = judgement.requirements;
  put(object, 'desc', judgement.description);
  into['compliance'] = object;
  if (judgement.remediation !== undefined) into['remediation'] = { desc: judgement.remediation };
  if (judgement.evidence.length > 0) into['evidences'] = judgement.evidence.map((data) => ({ data }));
}

function logon(event: Event, into: Json): void {
  const name = event.user ?? event.actor;
  if (name !== undefined) into['user'] = userOf(name);
  into['service'] = { name: event.application ?? 'Mimecast' };
  put(into, 'is_mfa', event.multiFactor);
  put(into, 'src_endpoint', sourceOf(event));
}

function administrated(event: Event, into: Json): void {
  if (event.actor !== undefined) into['actor'] = { user: userOf(event.actor, ADMIN) };
  put(into, 'src_endpoint', sourceOf(event));
}

function account(event: Event, into: Json): void {
  const name = event.user ?? event.actor;
  if (name !== undefined) into['user'] = userOf(name);
  administrated(event, into);
}

function group(event: Event, into: Json): void {
  if (event.group !== undefined) into['group'] = { name: event.group };
  if (event.user !== undefined) into['user'] = userOf(event.user);
  administrated(event, into);
}

const POLICY = 5;

function entity(event: Event, into: Json): void {
  const name = event.entity ?? event.origin.type;
  const isPolicy = event.entityType === 'policy';
  const object: Json = {
    name,
    type_id: isPolicy ? POLICY : OTHER,
    type: isPolicy ? 'Policy' : (event.entityType ?? 'other'),
  };
  if (isPolicy) object['policy'] = { name };
  into['entity'] = object;
  put(into, 'comment', event.message);
  administrated(event, into);
}

function api(event: Event, into: Json): void {
  const service = event.application === undefined ? {} : { service: { name: event.application } };
  into['api'] = { operation: event.action ?? event.name, ...service };
  administrated(event, into);
}

const EMAIL_ACCOUNT = 18;

function inventory(event: Event, into: Json): void {
  const name = event.user ?? event.userName ?? 'unknown';
  const object = userOf(name);
  put(object, 'full_name', event.userName);
  put(object, 'domain', event.userDomain);
  if (event.group !== undefined) object['groups'] = [{ name: event.group }];
  const held: Json = { name, type_id: EMAIL_ACCOUNT };
  put(held, 'is_disabled', event.userDisabled);
  object['account'] = held;
  into['user'] = object;
}

export const ATTRIBUTES: Readonly<Record<ClassName, (event: Event, into: Json) => void>> = {
  base: () => {},
  compliance,
  threat,
  leak,
  account,
  logon,
  entity,
  group,
  mail,
  user: inventory,
  api,
};
