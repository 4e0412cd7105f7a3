/** The verbs in audit types and in the sentences of audit text (wire.md 7.3, 7.4). */
import { cached } from '../../text-cache';

export type Verb =
  | 'create'
  | 'add'
  | 'delete'
  | 'remove'
  | 'enable'
  | 'disable'
  | 'update'
  | 'read'
  | 'lock'
  | 'unlock'
  | 'reset'
  | 'assign'
  | 'revoke';

const FORMS: readonly (readonly [verb: Verb, forms: string])[] = [
  ['create', 'create created creates creating creation import imported generated'],
  ['add', 'add added adds adding addition'],
  ['delete', 'delete deleted deletes deleting deletion purge purged erased'],
  ['remove', 'remove removed removes removing removal'],
  ['enable', 'enable enabled enables enabling activate activated activation'],
  ['disable', 'disable disabled disables disabling deactivate deactivated suspended'],
  ['update', 'update updated updates updating change changed changes changing edit edited amend amended'],
  ['update', 'adjusted modify modified modification restore restored rename renamed move moved'],
  ['update', 'release released releases configured'],
  ['read', 'view viewed views viewing download downloaded downloads export exported exports inspected'],
  ['read', 'previewed opened printed read searched reviewed accessed listed'],
  ['lock', 'lock locked locks lockout'],
  ['unlock', 'unlock unlocked unlocks unlocking'],
  ['reset', 'reset resets resetting'],
  ['assign', 'assign assigned assigns grant granted'],
  ['revoke', 'revoke revoked revokes unassign unassigned'],
];

const VERBS: ReadonlyMap<string, Verb> = new Map(
  FORMS.flatMap(([verb, forms]) => forms.split(' ').map((form): [string, Verb] => [form, verb])),
);

/** Words that name an action in a type only when its text has no verb: `Search Action`, `Connectors Management`. */
const WEAK: ReadonlyMap<string, Verb> = new Map([
  ['search', 'read'],
  ['review', 'read'],
  ['access', 'read'],
  ['adjustment', 'update'],
  ['management', 'update'],
  ['assignment', 'assign'],
]);

export interface Word {
  /** in lower case */
  readonly text: string;
  readonly verb: Verb | undefined;
  readonly isCapital: boolean;
  /** a verb, and nothing that it could describe comes after it */
  readonly isFinal: boolean;
}

const WORD = /[\p{L}\p{N}_@][\p{L}\p{N}_@.'-]*/gu;
const AFTER_FINAL =
  /^[^\p{L}\p{N}]*(?:$|[.,;:()\n]|\s-\s|(?:and|after|as|at|because|before|by|due|during|for|from|in|into|on|since|successfully|to|via|when|with)\b)/u;
const MAX_LOOK_AHEAD = 20;

/** Anybody can write any word. */
const MAX_WORDS = 2_000;

/** Sentences consist of the same words again and again. The end may be the punctuation of the sentence. */
const wordOf = cached(MAX_WORDS, (found): Word => {
  const word = found.replace(/[.'-]{1,40}$/, '');
  const text = word.toLowerCase();
  return { text, verb: VERBS.get(text), isCapital: /^\p{Lu}/u.test(word), isFinal: false };
});

export function wordsOf(text: string): readonly Word[] {
  let end = 0;
  return (text.match(WORD) ?? []).map((found) => {
    const start = text.indexOf(found, end);
    end = start + found.length;
    const word = wordOf(found);
    if (word.verb === undefined) return word;
    const after = start + word.text.length;
    return AFTER_FINAL.test(text.slice(after, after + MAX_LOOK_AHEAD)) ? { ...word, isFinal: true } : word;
  });
}

/** Types are few, but anybody could send others. */
const MAX_TYPES = 500;

/** The words of an audit type. They are kept, because the same types come again. */
export const wordsOfType = cached(MAX_TYPES, wordsOf);

/** `Existing Archive Task Changed`: the last verb of a type; `New Policy` has none. */
export function verbOfType(type: readonly Word[]): Verb | undefined {
  const found = type.findLast(({ verb }) => verb !== undefined)?.verb;
  return found ?? (type[0]?.text === 'new' ? 'create' : undefined);
}

export const weakVerbOf = (words: readonly Word[]): Verb | undefined =>
  words.map(({ text }) => WEAK.get(text)).find((verb) => verb !== undefined);

const BEFORE_VERB: ReadonlySet<string> = new Set(
  'action performed successfully succesfully failed unable attempt attempted could not cannot to'.split(' '),
);
const PARTICIPLE = /(?:ed|set|read)$/;

/**
 * The verb at the start of a sentence, else a participle that describes no noun, else any: `Deleted folder`,
 * `Policy for deleted items updated`, `Connector creation`. Names begin with a capital, so those come last.
 */
export function verbOfSentence(words: readonly Word[]): Verb | undefined {
  const lead = words.find(({ text }) => !BEFORE_VERB.has(text));
  const isInfinitive = lead !== undefined && lead !== words[0] && !lead.isCapital;
  if (lead?.verb !== undefined && (PARTICIPLE.test(lead.text) || isInfinitive)) return lead.verb;
  const verbs = words.filter(({ verb }) => verb !== undefined);
  const participles = verbs.filter(({ text }) => PARTICIPLE.test(text));
  const found =
    participles.find(({ isCapital, isFinal }) => isFinal && !isCapital) ??
    participles.find(({ isFinal }) => isFinal) ??
    verbs.find(({ isCapital }) => !isCapital) ??
    verbs[0];
  return found?.verb;
}
