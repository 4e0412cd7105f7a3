/** Elastic Common Schema 8 (the fields used are the same in 9). Everything without an ECS field is text below `mimecast`. */
import { type Event, eventTime } from '../../event';
import type { Renderer, Settings } from '../renderer';
import { toJsonLine } from '../sanitize';
import { categorize } from './categories';
import { compact, type Json } from './compact';
import { destination, file, mail, related, source, tls, url, user } from './parts';
import { vendorFields } from './vendor-fields';

const VERSION = '8.17.0';
const NANOSECONDS = 1e6;

const SEVERITY = { unknown: 0, informational: 1, low: 2, medium: 3, high: 4, critical: 5 } as const;

/** Blocking a message is a success of the gateway. */
function outcome(event: Event): string | undefined {
  const { disposition } = event;
  if (disposition === 'failed') return 'failure';
  if (disposition === 'rejected' || disposition === 'quarantined' || disposition === 'blocked')
    return 'success';
  return event.outcome;
}

const toIsoDate = (epochMs: number | undefined): string | undefined =>
  epochMs === undefined ? undefined : new Date(epochMs).toISOString();

function eventFields(event: Event, raw: boolean): Json {
  const { origin, duration } = event;
  const { kind, category, type } = categorize(event);
  return compact({
    kind,
    category,
    type,
    action: event.action,
    outcome: outcome(event),
    code: event.code,
    reason: event.reason,
    severity: SEVERITY[event.level],
    id: origin.id,
    dataset: `mimecast.${origin.log}`,
    module: 'mimecast',
    provider: origin.type,
    duration: duration === undefined ? undefined : duration * NANOSECONDS,
    created: toIsoDate(origin.collectedAt),
    original: raw ? toJsonLine(event.record) : undefined,
  });
}

const logKey = (log: string): string => log.replace(/[^A-Za-z0-9_-]+/g, '_') || '_';

/** The type of `render` is exact, because the `elastic` format uses it for its documents. */
export function ecs(settings: Settings): Renderer & { readonly render: (event: Event) => Json } {
  const { vendor, product, version, fields, raw } = settings;
  return {
    kind: 'object',
    render(event) {
      const { origin, assessment } = event;
      return compact({
        '@timestamp': toIsoDate(eventTime(event)),
        ecs: { version: VERSION },
        message: event.message ?? event.name,
        labels: fields,
        event: eventFields(event, raw),
        email: mail(event),
        file: file(event),
        source: source(event),
        destination: destination(event),
        url: url(event.urls),
        rule: compact({ name: event.policy ?? assessment?.control, description: assessment?.title }),
        user: user(event),
        group: compact({ name: event.group }),
        service: compact({ name: event.application }),
        tls: tls(event),
        related: related(event),
        organization: compact({ id: origin.account }),
        observer: { vendor, product, version, type: 'email-gateway' },
        mimecast: compact({ [logKey(origin.log)]: vendorFields(event) }),
      });
    },
  };
}
