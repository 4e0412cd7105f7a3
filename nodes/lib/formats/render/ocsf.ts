/** Open Cybersecurity Schema Framework 1.8.0: the class that fits, its required attributes, and the rest in `unmapped`. */
import { type Event, timeOf } from '../event';
import { jsonLine } from './clean';
import { ATTRIBUTES } from './ocsf/attributes';
import { classOf } from './ocsf/class-of';
import { observables } from './ocsf/observables';
import { unmapped } from './ocsf/unmapped';
import { type Json, put } from './ocsf/values';
import { CLASSES, type ClassName, type ClassWords, DISPOSITION, OTHER, SEVERITY } from './ocsf/words';
import type { Renderer, Settings } from './renderer';
import { sourceName } from './source-name';

const VERSION = '1.8.0';

/** Life cycle of findings, result of everything else. */
const FINDINGS: ReadonlySet<ClassName> = new Set(['threat', 'leak', 'compliance']);
const STATUS = { success: [1, 'Success'], failure: [2, 'Failure'] } as const;

function activity(event: Event, words: ClassWords): readonly [id: number, caption: string] {
  return words.activities[event.activity] ?? [OTHER, event.action ?? event.origin.type];
}

/** What passes is nobody's work any more, as what was closed. */
const lifeOf = ({ activity, judgement }: Event): readonly [id: number, caption: string] =>
  activity === 'close' || judgement?.verdict === 'pass' ? [4, 'Resolved'] : [1, 'New'];

function status(event: Event, name: ClassName, into: Json): void {
  const [id, caption] = FINDINGS.has(name)
    ? lifeOf(event)
    : event.outcome === undefined
      ? [0, 'Unknown']
      : STATUS[event.outcome];
  into['status_id'] = id;
  into['status'] = caption;
  put(into, 'status_code', event.code);
  put(into, 'status_detail', event.reason);
}

function control(event: Event, into: Json): void {
  if (event.disposition === undefined) return;
  const [action, disposition] = DISPOSITION[event.disposition];
  into['action_id'] = action;
  into['disposition_id'] = disposition;
}

/** @param profile whether attributes of the profile security_control are used */
function metadata(event: Event, settings: Settings, profile: boolean): Json {
  const { origin } = event;
  const { product, vendor, version } = settings;
  const object: Json = { version: VERSION, product: { name: product, vendor_name: vendor, version } };
  if (profile) object['profiles'] = ['security_control'];
  object['uid'] = origin.id;
  put(object, 'correlation_uid', event.traceId);
  put(object, 'tenant_uid', origin.account);
  object['log_name'] = sourceName(origin);
  object['log_provider'] = 'Mimecast';
  put(object, 'event_code', event.action);
  put(object, 'logged_time', origin.collectedAt);
  return object;
}

export function ocsf(settings: Settings): Renderer {
  return {
    kind: 'object',
    render(event) {
      const name = classOf(event);
      const words = CLASSES[name];
      const [activity_id, activity_name] = activity(event, words);
      const [severity_id, severity] = SEVERITY[event.level];
      const object: Json = {
        class_uid: words.uid,
        class_name: words.name,
        category_uid: Math.floor(words.uid / 1000),
        category_name: words.category,
        activity_id,
        activity_name,
        type_uid: words.uid * 100 + activity_id,
        type_name: `${words.name}: ${activity_id === OTHER ? 'Other' : activity_name}`,
        severity_id,
        severity,
        time: timeOf(event),
      };
      put(object, 'message', messageOf(event));
      status(event, name, object);
      control(event, object);
      ATTRIBUTES[name](event, object);
      const profile =
        'disposition_id' in object || 'is_alert' in object || 'malware' in object || 'policy' in object;
      object['metadata'] = metadata(event, settings, profile);
      put(object, 'duration', event.duration);
      observables(object, object);
      put(object, 'unmapped', unmapped(event, name, settings.fields));
      if (settings.raw) object['raw_data'] = jsonLine(event.record);
      return object;
    },
  };
}

const messageOf = (event: Event): string => event.message ?? event.name;
