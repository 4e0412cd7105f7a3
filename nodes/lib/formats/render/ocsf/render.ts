/** Open Cybersecurity Schema Framework: the matching class, its attributes, and everything else in `unmapped`. */
import { isAlert } from '../../alerts';
import { type Event, eventTime } from '../../event';
import { Facts, takenFacts } from '../facts';
import { type Renderer, type Settings, sourceName } from '../renderer';
import { toJsonLine } from '../sanitize';
import { ATTRIBUTES } from './attributes';
import { CLASSES, type ClassDefinition, type ClassName } from './classes';
import { OTHER, SEVERITY } from './enums';
import { setObservables } from './observables';
import { remainderOf } from './remainder';
import { setDisposition, setRisk, usesProfile } from './security';
import { selectClass } from './select-class';
import type { Json } from './values';

/** Every class has attributes for them. */
const TAKEN_BY_ALL = takenFacts(
  ...(['type', 'traceId', 'account', 'action', 'message', 'duration'] as const),
  ...(['code', 'reason', 'spamDecision'] as const),
);

/** Findings have a life cycle status; all other classes have a result. */
const FINDINGS: ReadonlySet<ClassName> = new Set(['threat', 'leak', 'compliance']);
const STATUS = { success: [1, 'Success'], failure: [2, 'Failure'] } as const;

function activity(event: Event, definition: ClassDefinition): readonly [id: number, caption: string] {
  return definition.activities[event.activity] ?? [OTHER, event.action ?? event.origin.type];
}

/** A check that passes is resolved, like a closed finding. */
const findingStatus = ({ activity, assessment }: Event): readonly [id: number, caption: string] =>
  activity === 'close' || assessment?.verdict === 'pass' ? [4, 'Resolved'] : [1, 'New'];

function setStatus(facts: Facts, name: ClassName, target: Json): void {
  const { event } = facts;
  const [id, caption] = FINDINGS.has(name)
    ? findingStatus(event)
    : event.outcome === undefined
      ? [0, 'Unknown']
      : STATUS[event.outcome];
  target['status_id'] = id;
  target['status'] = caption;
  if (event.code !== undefined) target['status_code'] = event.code;
  if (event.reason !== undefined) target['status_detail'] = event.reason;
}

function metadata(facts: Facts, settings: Settings, hasProfile: boolean): Json {
  const { event } = facts;
  const { origin } = event;
  const { product, vendor, version, ocsfVersion } = settings;
  const object: Json = { version: ocsfVersion, product: { name: product, vendor_name: vendor, version } };
  if (hasProfile) object['profiles'] = ['security_control'];
  object['uid'] = origin.id;
  if (event.traceId !== undefined) object['correlation_uid'] = event.traceId;
  if (origin.account !== undefined) object['tenant_uid'] = origin.account;
  object['log_name'] = sourceName(origin);
  object['log_provider'] = 'Mimecast';
  if (event.action !== undefined) object['event_code'] = event.action;
  if (origin.collectedAt !== undefined) object['logged_time'] = origin.collectedAt;
  if (event.tags.length > 0) object['labels'] = event.tags;
  // several events share it, so that it is no id of the event; it is in `unmapped` too
  if (event.processingId !== undefined)
    object['tags'] = [{ name: 'processingId', value: event.processingId }];
  return object;
}

export function ocsf(settings: Settings): Renderer {
  const { ocsfVersion } = settings;
  const classes = CLASSES[ocsfVersion];
  return {
    kind: 'object',
    render(event) {
      const facts = new Facts(event, TAKEN_BY_ALL);
      const name = selectClass(event);
      const definition = classes[name];
      const [activity_id, activity_name] = activity(event, definition);
      const [severity_id, severity] = SEVERITY[event.level];
      const object: Json = {
        class_uid: definition.uid,
        class_name: definition.name,
        category_uid: Math.floor(definition.uid / 1000),
        category_name: definition.category,
        activity_id,
        activity_name,
        type_uid: definition.uid * 100 + activity_id,
        type_name: `${definition.name}: ${activity_id === OTHER ? 'Other' : activity_name}`,
        severity_id,
        severity,
        time: eventTime(event),
        message: event.message ?? event.name,
      };
      setStatus(facts, name, object);
      setDisposition(facts, object);
      setRisk(facts, object);
      ATTRIBUTES[name](facts, object, ocsfVersion);
      if (!FINDINGS.has(name) && isAlert(event)) object['is_alert'] = true;
      object['metadata'] = metadata(facts, settings, usesProfile(object));
      if (event.duration !== undefined) object['duration'] = event.duration;
      // last: what no attribute has taken
      const unmapped = remainderOf(facts, settings.fields);
      if (unmapped !== undefined) object['unmapped'] = unmapped;
      setObservables(object);
      if (settings.raw) object['raw_data'] = toJsonLine(event.record);
      return object;
    },
  };
}
