/** Open Cybersecurity Schema Framework 1.8.0: the matching class, its attributes, and everything else in `unmapped`. */
import { type Event, eventTime } from '../../event';
import { type Renderer, type Settings, sourceName } from '../renderer';
import { toJsonLine } from '../sanitize';
import { ATTRIBUTES } from './attributes';
import { CLASSES, type ClassDefinition, type ClassName, DISPOSITION, OTHER, SEVERITY } from './enums';
import { setObservables } from './observables';
import { selectClass } from './select-class';
import { unmappedMembers } from './unmapped';
import { type Json, setIfDefined } from './values';

const VERSION = '1.8.0';

/** Findings have a life cycle status; all other classes have a result. */
const FINDINGS: ReadonlySet<ClassName> = new Set(['threat', 'leak', 'compliance']);
const STATUS = { success: [1, 'Success'], failure: [2, 'Failure'] } as const;

function activity(event: Event, definition: ClassDefinition): readonly [id: number, caption: string] {
  return definition.activities[event.activity] ?? [OTHER, event.action ?? event.origin.type];
}

/** A check that passes is resolved, like a closed finding. */
const findingStatus = ({ activity, assessment }: Event): readonly [id: number, caption: string] =>
  activity === 'close' || assessment?.verdict === 'pass' ? [4, 'Resolved'] : [1, 'New'];

function setStatus(event: Event, name: ClassName, target: Json): void {
  const [id, caption] = FINDINGS.has(name)
    ? findingStatus(event)
    : event.outcome === undefined
      ? [0, 'Unknown']
      : STATUS[event.outcome];
  target['status_id'] = id;
  target['status'] = caption;
  setIfDefined(target, 'status_code', event.code);
  setIfDefined(target, 'status_detail', event.reason);
}

function setDisposition(event: Event, target: Json): void {
  if (event.disposition === undefined) return;
  const [action, disposition] = DISPOSITION[event.disposition];
  target['action_id'] = action;
  target['disposition_id'] = disposition;
}

/** @param profile whether attributes of the security_control profile are used */
function metadata(event: Event, settings: Settings, profile: boolean): Json {
  const { origin } = event;
  const { product, vendor, version } = settings;
  const object: Json = { version: VERSION, product: { name: product, vendor_name: vendor, version } };
  if (profile) object['profiles'] = ['security_control'];
  object['uid'] = origin.id;
  setIfDefined(object, 'correlation_uid', event.traceId);
  setIfDefined(object, 'tenant_uid', origin.account);
  object['log_name'] = sourceName(origin);
  object['log_provider'] = 'Mimecast';
  setIfDefined(object, 'event_code', event.action);
  setIfDefined(object, 'logged_time', origin.collectedAt);
  return object;
}

export function ocsf(settings: Settings): Renderer {
  return {
    kind: 'object',
    render(event) {
      const name = selectClass(event);
      const definition = CLASSES[name];
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
      };
      setIfDefined(object, 'message', messageOf(event));
      setStatus(event, name, object);
      setDisposition(event, object);
      ATTRIBUTES[name](event, object);
      const profile =
        'disposition_id' in object || 'is_alert' in object || 'malware' in object || 'policy' in object;
      object['metadata'] = metadata(event, settings, profile);
      setIfDefined(object, 'duration', event.duration);
      setObservables(object, object);
      setIfDefined(object, 'unmapped', unmappedMembers(event, name, settings.fields));
      if (settings.raw) object['raw_data'] = toJsonLine(event.record);
      return object;
    },
  };
}

const messageOf = (event: Event): string => event.message ?? event.name;
