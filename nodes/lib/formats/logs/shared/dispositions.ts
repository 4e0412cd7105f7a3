/** The actions of Mimecast, and the disposition of each (wire.md 4.3, 8 to 10). */
import type { Disposition, Event } from '../../event';

/** Words of Mimecast's records, other forms of them, and words of products of the same kind. */
const WORDS: readonly (readonly [disposition: Disposition, words: string])[] = [
  ['allowed', 'acc accept allow allowed permit accepted permitted delivered'],
  ['restored', 'released'],
  // a held message that nobody released is not delivered any more (wire.md 9.3)
  ['rejected', 'rej reject rejected bnc bounce expired bounced'],
  ['quarantined', 'hld hold quarantine quarantined held'],
  ['isolated', 'sdbx isolate isolated sandbox sandboxed isolation'],
  ['delayed', 'rty retry delay delayed defer deferred'],
  ['ignored', 'ign ignore ignored'],
  ['blocked', 'block blocked deny denied'],
  ['deleted', 'delete deleted drop dropped discard discarded'],
  ['alerted', 'warn notification warned warning notify'],
  ['detected', 'none log logged monitor monitored'],
  ['tagged', 'smart_folder tag tagged'],
  ['failed', 'failed failure'],
];

const DISPOSITION_BY_ACTION: ReadonlyMap<string, Disposition> = new Map(
  WORDS.flatMap(([disposition, words]) =>
    words.split(' ').map((word): [string, Disposition] => [word, disposition]),
  ),
);

/** Verb of the event title for each disposition. */
export const PAST_TENSE: Readonly<Record<Disposition, string>> = {
  allowed: 'accepted',
  blocked: 'blocked',
  rejected: 'rejected',
  quarantined: 'held',
  isolated: 'sandboxed',
  deleted: 'deleted',
  restored: 'released',
  delayed: 'deferred',
  detected: 'logged',
  ignored: 'ignored',
  alerted: 'warned about',
  tagged: 'tagged',
  failed: 'failed',
};

export const dispositionOf = (action: string | undefined): Disposition | undefined =>
  action === undefined ? undefined : DISPOSITION_BY_ACTION.get(action.trim().toLowerCase());

/** Sets the action, and the disposition if the action is known. */
export function setAction(event: Event, action: string | undefined): void {
  event.action = action;
  event.disposition = dispositionOf(action);
}
