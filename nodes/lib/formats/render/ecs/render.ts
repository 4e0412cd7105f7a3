/** Elastic Common Schema 8 (the fields used are the same in 9). Everything without an ECS field is text below `mimecast`. */
import { isoTime } from '../../../util/time';
import { type Event, eventTime, type Origin } from '../../event';
import { cached } from '../../text-cache';
import { FACT } from '../fact-list';
import { Facts, takenFacts } from '../facts';
import type { Renderer, Settings } from '../renderer';
import { toJsonLine } from '../sanitize';
import { categorize } from './categories';
import { compact, type Json, named, withId } from './compact';
import {
  destination,
  error,
  file,
  MAIL_FACTS,
  mail,
  NETWORK_FACTS,
  PEOPLE_FACTS,
  related,
  source,
  tags,
  threat,
  tls,
  transaction,
  url,
  user,
} from './parts';
import { vendorFields } from './vendor-fields';

const VERSION = '8.17.0';
/** The action of a held message that nobody released or rejected in time. */
const EXPIRED = 'expired';
const NANOSECONDS = 1e6;

const SEVERITY = { unknown: 0, informational: 1, low: 2, medium: 3, high: 4, critical: 5 } as const;

/** Blocking a message is a success of the gateway. That a message expired is none: nobody decided about it. */
function outcome(event: Event): string | undefined {
  const { disposition } = event;
  if (event.action === EXPIRED) return event.outcome;
  if (disposition === 'failed') return 'failure';
  if (disposition === 'rejected' || disposition === 'quarantined' || disposition === 'blocked')
    return 'success';
  return event.outcome;
}

/** The time of collection, which is the same for all records of a message: the last one is kept. */
function createCollectedAt(): (origin: Origin) => string | undefined {
  let last: number | undefined;
  let text: string | undefined;
  return ({ collectedAt }) => {
    if (collectedAt !== last) text = collectedAt === undefined ? undefined : isoTime(collectedAt);
    last = collectedAt;
    return text;
  };
}
const collectedAt = createCollectedAt();

function eventFields(facts: Facts, { product, raw }: Settings): Json {
  const { event } = facts;
  const { origin, duration } = event;
  const { kind, category, type } = categorize(event);
  // A code of an error is in `error.code`, so it is not taken twice.
  const isError = event.disposition === 'failed' || event.disposition === 'rejected';
  if (!isError) facts.take(FACT.code);
  return compact({
    kind,
    category,
    type,
    action: event.action,
    outcome: outcome(event),
    code: isError ? undefined : event.code,
    reason: event.reason,
    severity: SEVERITY[event.level],
    risk_score: event.spamScore,
    id: origin.id,
    dataset: `mimecast.${origin.log}`,
    module: 'mimecast',
    provider: product,
    duration: duration === undefined ? undefined : duration * NANOSECONDS,
    created: collectedAt(origin),
    original: raw ? toJsonLine(event.record) : undefined,
  });
}

/** What always has a field. */
const TAKEN = takenFacts(
  ...MAIL_FACTS,
  ...PEOPLE_FACTS,
  ...NETWORK_FACTS,
  ...(['message', 'account', 'group', 'application', 'title', 'action', 'reason', 'duration'] as const),
);

/** A flow can set any log. */
const MAX_LOGS = 50;
const logKey = cached(MAX_LOGS, (log) => log.replace(/[^A-Za-z0-9_-]+/g, '_') || '_');

/** The type of `render` is exact, because the `elastic` format uses it for its documents. */
export function ecs(settings: Settings): Renderer & { readonly render: (event: Event) => Json } {
  const { vendor, product, version, fields } = settings;
  return {
    kind: 'object',
    render(event) {
      const { origin, assessment } = event;
      const facts = new Facts(event, TAKEN);
      facts.take(event.policy === undefined ? FACT.control : FACT.policy);
      return compact({
        '@timestamp': isoTime(eventTime(event)),
        ecs: { version: VERSION },
        message: event.message ?? event.name,
        labels: fields,
        tags: tags(facts),
        transaction: transaction(facts),
        event: eventFields(facts, settings),
        email: mail(facts),
        file: file(facts),
        source: source(facts),
        destination: destination(facts),
        url: url(facts),
        error: error(facts),
        rule: compact({
          name: event.policy ?? assessment?.control,
          category: event.urlCategory,
          description: assessment?.title,
        }),
        threat: threat(facts),
        user: user(facts),
        group: named(event.group),
        service: named(event.application),
        tls: tls(facts),
        related: related(facts),
        organization: withId(origin.account),
        observer: { vendor, product, version, type: 'email-gateway' },
        // last: what no other field set has taken
        mimecast: compact({ [logKey(origin.log)]: vendorFields(facts) }),
      });
    },
  };
}
