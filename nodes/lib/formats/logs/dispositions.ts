/** Mimecast's words for what it did, and what they mean (wire.md 4.3, 8 to 10). */
import type { Disposition, Event } from '../event';

const WORDS: ReadonlyMap<string, Disposition> = new Map<string, Disposition>([
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
]);

/** Titles of messages by what became of them; the same for all events of a sort. */
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

export const disposition = (word: string | undefined): Disposition | undefined =>
  word === undefined ? undefined : WORDS.get(word.trim().toLowerCase());

/** The record's action, and what it means where the word is known. */
export function act(event: Event, word: string | undefined): void {
  event.action = word;
  event.disposition = disposition(word);
}
