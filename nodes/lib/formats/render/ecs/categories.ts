/** `event.kind`, `event.category` and `event.type`: closed vocabularies (ecs-fields, section 2), by what happened. */
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
/** iam knows no `access` */
const iamChange = (event: Event): string => (event.activity === 'read' ? 'info' : change(event));

const mail = (): Categories => ({ kind: 'event', category: ['email'], type: ['info'] });
/** What stands in the hold queue is no event yet: it is looked at again and again. */
const queued = (event: Event): Categories => ({ ...mail(), kind: isHold(event) ? 'state' : 'event' });
const isHold = ({ origin }: Event): boolean =>
  origin.log === 'held' && (origin.type === 'held' || origin.type === 'summary');

/** The way a message was stopped or let pass exists only beside intrusion detection. */
function threat(event: Event): Categories {
  if (event.verdict === 'clean') return mail();
  if (event.malware !== undefined || event.files.length > 0) {
    return { kind: 'alert', category: ['email', 'malware'], type: ['info'] };
  }
  const stopped =
    event.disposition === 'blocked' ||
    event.disposition === 'quarantined' ||
    event.disposition === 'rejected';
  const way = stopped ? ['denied'] : event.disposition === 'allowed' ? ['allowed'] : [];
  return { kind: 'alert', category: ['email', 'intrusion_detection'], type: ['info', ...way] };
}

const KINDS: Readonly<Record<Kind, (event: Event) => Categories>> = {
  mail: queued,
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
  // Elastic's views find nothing without a category; this is the one that a mail gateway has
  other: (event) =>
    event.origin.log === 'directory'
      ? { kind: 'asset', category: ['iam'], type: event.group === undefined ? ['info'] : ['info', 'group'] }
      : queued(event),
};

export function categorised(event: Event): Categories {
  return KINDS[event.kind](event);
}
