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
};

const change = ({ activity }: Event): string => CHANGES[activity] ?? 'change';
/** The category `iam` does not allow the type `access`. */
const iamChange = (event: Event): string => (event.activity === 'read' ? 'info' : change(event));

const mail = (): Categories => ({ kind: 'event', category: ['email'], type: ['info'] });
/** The hold queue is polled repeatedly, so its records are a state and not an event. */
const mailOrQueue = (event: Event): Categories => ({ ...mail(), kind: isHold(event) ? 'state' : 'event' });
const isHold = ({ origin }: Event): boolean =>
  origin.log === 'held' && (origin.type === 'held' || origin.type === 'summary');

/** The types `denied` and `allowed` are valid with the category `intrusion_detection` only. */
function threat(event: Event): Categories {
  if (event.verdict === 'clean') return mail();
  if (event.malware !== undefined || event.files.length > 0) {
    return { kind: 'alert', category: ['email', 'malware'], type: ['info'] };
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
