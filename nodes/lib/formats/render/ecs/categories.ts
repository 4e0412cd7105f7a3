/** `event.kind`, `event.category` and `event.type`: ECS allows only the values of its categorization fields. */
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
const malware = (): Categories => ({ kind: 'alert', category: ['email', 'malware'], type: ['info'] });
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
  return { kind: 'alert', category: ['email', 'intrusion_detection'], type: ['info', ...outcomeType] };
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
  entity: (event) => ({ kind: 'event', category: ['configuration'], type: [change(event)] }),
  api: (event) => ({ kind: 'event', category: ['configuration'], type: [change(event)] }),
  user: () => ({ kind: 'asset', category: ['iam'], type: ['info', 'user'] }),
  compliance: () => ({ kind: 'state', category: ['configuration'], type: ['info'] }),
  // Elastic's views require a category, and `email` fits a mail gateway
  other: (event) =>
    event.origin.log === 'directory'
      ? { kind: 'asset', category: ['iam'], type: event.group === undefined ? ['info'] : ['info', 'group'] }
      : mailOrQueue(event),
};

export function categorize(event: Event): Categories {
  return KINDS[event.kind](event);
}
