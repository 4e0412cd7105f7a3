/** The actions of Mimecast, and the disposition of each (wire.md 4.3, 8 to 10). */
import type { Disposition, Event } from '../../event';

const DISPOSITION_BY_ACTION: ReadonlyMap<string, Disposition> = new Map<string, Disposition>([
  ['acc', 'allowed'],
  ['accept', 'allowed'],
  ['allow', 'allowed'],
  ['allowed', 'allowed'],
  ['permit', 'allowed'],
  ['released', 'restored'],
  ['rej', 'rejected'],
  ['reject', 'rejected'],
  ['rejected', 'rejected'],
  ['bnc', 'rejected'],
  ['bounce', 'rejected'],
  // a held message that nobody released is not delivered any more (wire.md 9.3)
  ['expired', 'rejected'],
  ['hld', 'quarantined'],
  ['hold', 'quarantined'],
  ['sdbx', 'isolated'],
  ['rty', 'delayed'],
  ['ign', 'ignored'],
  ['block', 'blocked'],
  ['blocked', 'blocked'],
  ['delete', 'deleted'],
  ['warn', 'alerted'],
  ['notification', 'alerted'],
  ['none', 'detected'],
  ['smart_folder', 'tagged'],
  ['tag', 'tagged'],
  ['isolate', 'isolated'],
  ['isolated', 'isolated'],
  ['sandbox', 'isolated'],
  ['quarantine', 'quarantined'],
  ['quarantined', 'quarantined'],
  ['held', 'quarantined'],
  ['deny', 'blocked'],
  ['denied', 'blocked'],
  ['drop', 'deleted'],
  ['deleted', 'deleted'],
  ['delay', 'delayed'],
  ['delayed', 'delayed'],
  ['log', 'detected'],
  ['monitor', 'detected'],
]);

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
