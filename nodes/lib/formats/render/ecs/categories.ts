/** `event.kind`, `event.category` and `event.type`: ECS allows only the values of its categorization fields. */
import { isAlert } from '../../alerts';
import type { Activity, Event, Kind } from '../../event';

export interface Categories {
  readonly kind: string;
  readonly category: readonly string[];
  readonly type: readonly string[];
}

const CHANGES: Partial<Readonly<Record<Activity, string>>> = {
  create: 'creation',
  delete: 'deletion',
  read: 'access',
  // nothing was changed, or nobody says so
  other: 'info',
};

const change = ({ activity }: Event): string => CHANGES[activity] ?? 'change';
/** The category `iam` does not allow the type `access`. */
const iamChange = (event: Event): string => (event.activity === 'read' ? 'info' : change(event));

const mail = (): Categories => ({ kind: 'event', category: ['email'], type: ['info'] });
/** The hold queue is polled repeatedly, so its records are a state and not an event. */
const mailOrQueue = (event: Event): Categories =>
  event.malware === undefined ? { ...mail(), kind: isHold(event) ? 'state' : 'event' } : malware();
const malware = (): Categories => ({ kind: 'event', category: ['email', 'malware'], type: ['info'] });
const isHold = ({ origin }: Event): boolean =>
  origin.log === 'held' && (origin.type === 'held' || origin.type === 'summary');

const isSpam = ({ origin }: Event): boolean => origin.log === 'siem' && origin.type === 'spam';

/** Nothing was found, nothing could be found, or it is spam: an event of the mail flow and no alert. */
const isHarmless = (event: Event): boolean =>
  event.verdict === 'clean' ||
  event.verdict === 'unknown' ||
  (isSpam(event) && event.verdict !== 'malicious' && event.malware === undefined);

/** The types `denied` and `allowed` are valid with the category `intrusion_detection` only. */
function threat(event: Event): Categories {
  if (isHarmless(event)) return mail();
  if (event.malware !== undefined || event.files.length > 0) {
    return malware();
  }
  const stopped =
    event.disposition === 'blocked' ||
    event.disposition === 'quarantined' ||
    event.disposition === 'rejected';
  const outcomeType = stopped ? ['denied'] : event.disposition === 'allowed' ? ['allowed'] : [];
  return { kind: 'event', category: ['email', 'intrusion_detection'], type: ['info', ...outcomeType] };
}

const configuration = (event: Event): Categories => ({
  kind: 'event',
  category: ['configuration'],
  type: [change(event)],
});

/** `Unauthorized API Request`: a call of the interface itself. Searches and downloads are made in the console. */
const isApiCall = ({ kind, action }: Event): boolean =>
  kind === 'api' && /\bapi (?:request|call)s?\b/i.test(action ?? '');
/** `API Application Created`, and other types about keys and applications of the interface. */
const isAboutApi = ({ origin, action }: Event): boolean =>
  origin.log === 'audit' && /\bapi\b/i.test(action ?? '');

/** The category allows `denied`, and every word of a change. */
function api(event: Event): Categories {
  const type = !isApiCall(event)
    ? change(event)
    : event.outcome === 'failure'
      ? 'denied'
      : event.activity === 'other'
        ? 'access'
        : change(event);
  return { kind: 'event', category: ['api'], type: [type] };
}

const KINDS: Readonly<Record<Kind, (event: Event) => Categories>> = {
  mail: mailOrQueue,
  leak: mail,
  threat,
  logon: (event) => ({
    kind: 'event',
    category: ['authentication'],
    type: [
      event.activity === 'logoff'
        ? 'end'
        : event.activity === 'logon' && event.outcome !== 'failure'
          ? 'start'
          : 'info',
    ],
  }),
  account: (event) => ({ kind: 'event', category: ['iam'], type: ['admin', 'user', iamChange(event)] }),
  group: (event) => ({ kind: 'event', category: ['iam'], type: ['admin', 'group', iamChange(event)] }),
  entity: (event) => (isAboutApi(event) ? api(event) : configuration(event)),
  api: (event) => (isApiCall(event) || isAboutApi(event) ? api(event) : configuration(event)),
  user: () => ({ kind: 'asset', category: ['iam'], type: ['info', 'user'] }),
  compliance: () => ({ kind: 'state', category: ['configuration'], type: ['info'] }),
  // Elastic's views require a category, and `email` fits a mail gateway
  other: (event) =>
    event.origin.log === 'directory'
      ? { kind: 'asset', category: ['iam'], type: event.group === undefined ? ['info'] : ['info', 'group'] }
      : mailOrQueue(event),
};

/** A matched content policy is an event of the mail flow, as in the integration of Elastic. */
const NEVER_ALERTS: ReadonlySet<Kind> = new Set<Kind>(['leak']);

export function categorize(event: Event): Categories {
  const categories = KINDS[event.kind](event);
  return isAlert(event) && !NEVER_ALERTS.has(event.kind) ? { ...categories, kind: 'alert' } : categories;
}
