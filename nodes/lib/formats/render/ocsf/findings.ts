/** Detection Finding, Data Security Finding and Compliance Finding. */
import { isAlert } from '../../alerts';
import type { Event } from '../../event';
import { FACT } from '../fact-list';
import type { Facts } from '../facts';
import { emailOf, partsOf } from './email';
import { CONNECTION_DIRECTION, VERDICT } from './enums';
import { setMalware, setPolicy } from './security';
import { FILE_FACTS, fileOf, type Json, nonEmpty, setDestination, setSource, userOf } from './values';

const RULE = 1;
const BEHAVIORAL = 2;
const FINGERPRINTING = 5;

function findingInfo(facts: Facts, title: string): Json {
  const { event } = facts;
  const object: Json = { uid: event.origin.id, title, types: [event.origin.type] };
  const desc = event.reason ?? event.message;
  if (desc !== undefined) object['desc'] = desc;
  if (event.time !== undefined) object['created_time'] = event.time;
  if (event.indicators.length > 0) {
    object['tags'] = [{ name: 'indicators', values: event.indicators }];
    facts.take(FACT.indicators);
  }
  return object;
}

function analytic({ policy, malware, origin }: Event): Json {
  if (policy !== undefined) return { type_id: RULE, name: policy };
  if (malware !== undefined) return { type_id: FINGERPRINTING, name: 'Virus signature' };
  return { type_id: BEHAVIORAL, name: origin.type };
}

function setConnection(facts: Facts, target: Json): void {
  const { direction, tlsVersion, tlsCipher } = facts.event;
  if (direction !== undefined) {
    const [direction_id, caption] = CONNECTION_DIRECTION[direction];
    target['connection_info'] = { direction_id, direction: caption };
    // the schema has another word for internal
    if (direction !== 'internal') facts.take(FACT.direction);
  }
  if (tlsVersion === undefined) return;
  const tls: Json = { version: tlsVersion };
  if (tlsCipher !== undefined) tls['cipher'] = tlsCipher;
  target['tls'] = tls;
  facts.take(FACT.tlsVersion, FACT.tlsCipher);
}

/** One entry for the event, and one for each further file or URL if the event has no message to hold them. */
function evidences(facts: Facts): readonly Json[] {
  const { event } = facts;
  const object: Json = {};
  const parts = partsOf(event);
  const message = emailOf(facts, parts, true);
  if (message !== undefined) object['email'] = message;
  const [file] = parts.files;
  if (file !== undefined) object['file'] = file;
  const [url] = parts.urls;
  if (url !== undefined) object['url'] = url;
  if (parts.urls.length > 0) facts.take(FACT.urls, FACT.urlCategory);
  if (parts.files.length > 0) facts.take(...FILE_FACTS);
  setSource(facts, object);
  setDestination(facts, object);
  const user = event.user ?? event.userName;
  if (user !== undefined) object['user'] = userOf(user, event.userName);
  facts.take(FACT.user, FACT.userName);
  if (event.actor !== undefined) object['actor'] = { user: userOf(event.actor, event.actorName) };
  if (event.actor !== undefined) facts.take(FACT.actor, FACT.actorName);
  // the schema requires at least one of these attributes
  if (nonEmpty(object) === undefined) object['data'] = { type: event.origin.type };
  setConnection(facts, object);
  if (event.verdict !== undefined) {
    const [verdict_id, verdict] = VERDICT[event.verdict];
    object['verdict_id'] = verdict_id;
    object['verdict'] = verdict;
    facts.take(FACT.verdict);
  }
  if (message !== undefined) return [object];
  return [
    object,
    ...parts.files.slice(1).map((file) => ({ file })),
    ...parts.urls.slice(1).map((url) => ({ url })),
  ];
}

/** The roles of resources. */
const TARGET = 1;
const AFFECTED = 3;

const recipientsOf = ({ to }: Event, role_id: number): readonly Json[] =>
  to.map((name) => ({ name, type: 'recipient', role_id }));

export function threat(facts: Facts, target: Json): void {
  const { event } = facts;
  const info = findingInfo(facts, event.name);
  info['analytic'] = analytic(event);
  target['finding_info'] = info;
  target['evidences'] = evidences(facts);
  if (event.to.length > 0) target['resources'] = recipientsOf(event, TARGET);
  target['is_alert'] = isAlert(event);
  setMalware(facts, target);
  setPolicy(facts, target);
}

const SECURE_EMAIL_GATEWAY = 6;
const IN_TRANSIT = 2;

/** This class has no e-mail attributes, so that recipients, message, further files and URLs are resources. */
function resourcesOfMail(facts: Facts): readonly Json[] {
  const { messageId, subject, files, urls } = facts.event;
  const message: Json = { type: 'email' };
  if (messageId !== undefined) message['uid'] = messageId;
  if (subject !== undefined) message['name'] = subject;
  facts.take(FACT.to, FACT.messageId, FACT.subject, FACT.urls, ...FILE_FACTS);
  return [
    ...recipientsOf(facts.event, AFFECTED),
    ...(messageId === undefined && subject === undefined ? [] : [message]),
    ...files.slice(1).map((file) => {
      const data = fileOf(file);
      return { name: data['name'], type: 'file', data };
    }),
    ...urls.map((name) => ({ name, type: 'url' })),
  ];
}

export function leak(facts: Facts, target: Json): void {
  const { event } = facts;
  target['finding_info'] = findingInfo(facts, event.policy ?? event.name);
  const data: Json = {
    detection_system_id: SECURE_EMAIL_GATEWAY,
    data_lifecycle_state_id: IN_TRANSIT,
  };
  if (event.policy !== undefined) data['policy'] = { name: event.policy };
  facts.take(FACT.policy);
  target['data_security'] = data;
  target['is_alert'] = isAlert(event);
  const isHeader = event.from === undefined;
  const sender = event.from ?? event.headerFrom;
  if (sender !== undefined) {
    target['actor'] = { user: userOf(sender, isHeader ? event.headerFromName : event.fromName) };
    facts.take(isHeader ? FACT.headerFrom : FACT.from, isHeader ? FACT.headerFromName : FACT.fromName);
  }
  const [file] = event.files;
  if (file !== undefined) target['file'] = fileOf(file);
  setSource(facts, target);
  setDestination(facts, target);
  const resources = resourcesOfMail(facts);
  if (resources.length > 0) target['resources'] = resources;
}

const COMPLIANCE = {
  pass: [1, 'Pass'],
  warning: [2, 'Warning'],
  fail: [3, 'Fail'],
  not_evaluated: [2, 'Warning'],
  unknown: [0, 'Unknown'],
} as const;

/** A check that could not run neither meets nor fails its criteria. */
const EVALUATED: ReadonlySet<string> = new Set(['pass', 'warning', 'fail']);

export function compliance(facts: Facts, target: Json): void {
  const { assessment } = facts.event;
  if (assessment === undefined) return;
  const [status_id, status] = COMPLIANCE[assessment.verdict];
  target['finding_info'] = { ...findingInfo(facts, assessment.title), uid: assessment.uid };
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
  if (assessment.description !== undefined) object['desc'] = assessment.description;
  target['compliance'] = object;
  if (assessment.remediation !== undefined) target['remediation'] = { desc: assessment.remediation };
  if (assessment.evidence.length > 0) target['evidences'] = assessment.evidence.map((data) => ({ data }));
  facts.take(
    FACT.control,
    FACT.status,
    FACT.title,
    FACT.description,
    FACT.remediation,
    FACT.standards,
    FACT.requirements,
  );
  facts.take(FACT.evidence);
}
