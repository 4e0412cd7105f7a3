/** The attributes that each OCSF class adds to the base event. */
import type { Event } from '../../event';
import { type ClassName, DIRECTION, OTHER } from './enums';
import {
  destinationOf,
  email,
  emailOf,
  emails,
  fileOf,
  type Json,
  nonEmpty,
  setIfDefined,
  sourceOf,
  urlOf,
  userOf,
} from './values';

const ADMIN = 2;

function endpoints(event: Event, target: Json): void {
  setIfDefined(target, 'src_endpoint', sourceOf(event));
  setIfDefined(target, 'dst_endpoint', destinationOf(event));
}

function mail(event: Event, target: Json): void {
  target['direction_id'] = event.direction === undefined ? 0 : DIRECTION[event.direction];
  setIfDefined(target, 'from', email(event.from));
  const to = emails(event.to);
  if (to.length > 0) target['to'] = to;
  setIfDefined(target, 'email', emailOf(event));
  const { spf, dkim, dmarc } = event;
  const auth: Json = {};
  setIfDefined(auth, 'spf', spf);
  setIfDefined(auth, 'dkim', dkim);
  setIfDefined(auth, 'dmarc', dmarc);
  setIfDefined(target, 'email_auth', nonEmpty(auth));
  endpoints(event, target);
  setIfDefined(target, 'message_trace_uid', event.traceId);
  setIfDefined(target, 'attempt', event.attempts);
  target['protocol_name'] = 'SMTP';
  setIfDefined(target, 'malware', malwareOf(event));
  if (event.policy !== undefined) target['policy'] = { name: event.policy };
}

/** Mimecast does not report the class of malware, so the classification is 0, unknown. */
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
  setIfDefined(object, 'email', emailOf(event));
  const [file] = event.files;
  if (file !== undefined) object['file'] = fileOf(file);
  const [url] = event.urls;
  if (url !== undefined) object['url'] = urlOf(url, event.urlCategory);
  endpoints(event, object);
  if (event.user !== undefined) object['user'] = userOf(event.user);
  // the schema requires at least one of these attributes
  if (Object.keys(object).length === 0) object['data'] = { type: event.origin.type };
  setIfDefined(object, 'verdict_id', event.verdict === undefined ? undefined : VERDICTS[event.verdict]);
  return object;
}

function analytic(event: Event): Json {
  if (event.policy !== undefined) return { type_id: RULE, name: event.policy };
  if (event.malware !== undefined) return { type_id: FINGERPRINTING, name: 'Virus signature' };
  return { type_id: BEHAVIORAL, name: event.origin.type };
}

function findingInfo(event: Event, title: string): Json {
  const object: Json = { uid: event.origin.id, title, types: [event.origin.type] };
  setIfDefined(object, 'desc', event.reason ?? event.message);
  setIfDefined(object, 'created_time', event.time);
  if (event.indicators.length > 0) {
    object['tags'] = [{ name: 'indicators', values: event.indicators }];
  }
  return object;
}

function threat(event: Event, target: Json): void {
  target['finding_info'] = { ...findingInfo(event, event.name), analytic: analytic(event) };
  target['evidences'] = [evidence(event)];
  target['is_alert'] = event.verdict !== 'clean';
  setIfDefined(target, 'malware', malwareOf(event));
  if (event.policy !== undefined) target['policy'] = { name: event.policy };
}

const SECURE_EMAIL_GATEWAY = 6;
const IN_TRANSIT = 2;

function leak(event: Event, target: Json): void {
  target['finding_info'] = findingInfo(event, event.policy ?? event.name);
  const data: Json = { detection_system_id: SECURE_EMAIL_GATEWAY, data_lifecycle_state_id: IN_TRANSIT };
  if (event.policy !== undefined) data['policy'] = { name: event.policy };
  target['data_security'] = data;
  target['is_alert'] = true;
  if (event.from !== undefined) target['actor'] = { user: userOf(event.from) };
  endpoints(event, target);
  // this class has no e-mail attributes, so recipients and message are resources
  target['resources'] = [
    ...event.to.map((name) => ({ name, type: 'recipient' })),
    ...(event.messageId === undefined ? [] : [{ uid: event.messageId, type: 'email', ...subjectOf(event) }]),
  ];
  if (event.to.length === 0 && event.messageId === undefined) delete target['resources'];
}

const subjectOf = ({ subject }: Event): Json => (subject === undefined ? {} : { name: subject });

const COMPLIANCE = {
  pass: [1, 'Pass'],
  warning: [2, 'Warning'],
  fail: [3, 'Fail'],
  not_evaluated: [2, 'Warning'],
  unknown: [0, 'Unknown'],
} as const;

/** A check that could not run neither meets nor fails its criteria. */
const EVALUATED: ReadonlySet<string> = new Set(['pass', 'warning', 'fail']);

function compliance(event: Event, target: Json): void {
  const { assessment } = event;
  if (assessment === undefined) return;
  const [status_id, status] = COMPLIANCE[assessment.verdict];
  target['finding_info'] = { ...findingInfo(event, assessment.title), uid: assessment.uid };
  const object: Json = {
    control: assessment.control,
    status_id,
    status,
    status_code: assessment.status,
  };
  if (EVALUATED.has(assessment.verdict)) {
    object['assessments'] = [{ name: assessment.control, meets_criteria: assessment.verdict === 'pass' }];
  }
  if (assessment.standards.length > 0) object['standards'] = assessment.standards;
  if (assessment.requirements.length > 0) object['requirements'] = assessment.requirements;
  setIfDefined(object, 'desc', assessment.description);
  target['compliance'] = object;
  if (assessment.remediation !== undefined) target['remediation'] = { desc: assessment.remediation };
  if (assessment.evidence.length > 0) target['evidences'] = assessment.evidence.map((data) => ({ data }));
}

function logon(event: Event, target: Json): void {
  const name = event.user ?? event.actor;
  if (name !== undefined) target['user'] = userOf(name);
  target['service'] = { name: event.application ?? 'Mimecast' };
  setIfDefined(target, 'is_mfa', event.multiFactor);
  setIfDefined(target, 'src_endpoint', sourceOf(event));
}

function setActor(event: Event, target: Json): void {
  if (event.actor !== undefined) target['actor'] = { user: userOf(event.actor, ADMIN) };
  setIfDefined(target, 'src_endpoint', sourceOf(event));
}

function account(event: Event, target: Json): void {
  const name = event.user ?? event.actor;
  if (name !== undefined) target['user'] = userOf(name);
  setActor(event, target);
}

function group(event: Event, target: Json): void {
  if (event.group !== undefined) target['group'] = { name: event.group };
  if (event.user !== undefined) target['user'] = userOf(event.user);
  setActor(event, target);
}

const POLICY = 5;

function entity(event: Event, target: Json): void {
  const name = event.entity ?? event.origin.type;
  const isPolicy = event.entityType === 'policy';
  const object: Json = {
    name,
    type_id: isPolicy ? POLICY : OTHER,
    type: isPolicy ? 'Policy' : (event.entityType ?? 'other'),
  };
  if (isPolicy) object['policy'] = { name };
  target['entity'] = object;
  setIfDefined(target, 'comment', event.message);
  setActor(event, target);
}

function api(event: Event, target: Json): void {
  const service = event.application === undefined ? {} : { service: { name: event.application } };
  target['api'] = { operation: event.action ?? event.name, ...service };
  setActor(event, target);
}

const EMAIL_ACCOUNT = 18;

function inventory(event: Event, target: Json): void {
  const name = event.user ?? event.userName ?? 'unknown';
  const object = userOf(name);
  setIfDefined(object, 'full_name', event.userName);
  setIfDefined(object, 'domain', event.userDomain);
  if (event.group !== undefined) object['groups'] = [{ name: event.group }];
  const account: Json = { name, type_id: EMAIL_ACCOUNT };
  setIfDefined(account, 'is_disabled', event.userDisabled);
  object['account'] = account;
  target['user'] = object;
}

export const ATTRIBUTES: Readonly<Record<ClassName, (event: Event, target: Json) => void>> = {
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
