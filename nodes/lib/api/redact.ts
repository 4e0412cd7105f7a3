/** Keeps secrets out of texts that people see. By value, because texts of others follow no pattern. */

const HIDDEN = '***';
/** Shorter values would blacken ordinary words; nothing that Mimecast issues is that short. */
const SHORTEST = 4;
/** Tokens come and go; only those that an answer under way may still echo are worth remembering. */
const TOKENS_REMEMBERED = 8;
/** characters of somebody else's text that a message of ours repeats */
const LONGEST = 300;

export interface Redactor {
  /** A value that lives as long as the client. */
  secret(value: string): void;
  /** A value that is replaced by and by: an access token. */
  token(value: string): void;
  /** Free of every known value, of URL credentials and query strings; one line of at most 300 characters. */
  text(raw: string): string;
}

/** The spellings in which a value may come back: in a URL, a form, JSON, or a Basic header. */
function spellings(value: string): string[] {
  const form = new URLSearchParams({ v: value }).toString().slice(2);
  const json = JSON.stringify(value).slice(1, -1);
  const base64 = Buffer.from(value).toString('base64');
  return [value, encodeURIComponent(value), form, json, base64, base64.replace(/=+$/, '')];
}

/** URLs keep scheme, host and path: the query of a signed link is a credential, and so is `user:password@`. */
export function withoutQuery(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)([^\s"'<>]+)/gi, (_all, scheme: string, rest: string) => {
      const bare = rest.replace(/[?#].*$/, '');
      const slash = bare.indexOf('/');
      const authority = slash === -1 ? bare : bare.slice(0, slash);
      return (
        scheme + authority.slice(authority.lastIndexOf('@') + 1) + (slash === -1 ? '' : bare.slice(slash))
      );
    })
    .replace(/\?[^\s"'<>=]+=[^\s"'<>]*/g, `?${HIDDEN}`);
}

export function createRedactor(secrets: Iterable<string> = []): Redactor {
  const lasting = new Set<string>();
  let tokens: string[] = [];

  const values = (): string[] =>
    [...lasting, ...tokens].flatMap(spellings).sort((a, b) => b.length - a.length);
  const redactor: Redactor = {
    secret(value) {
      if (value.length >= SHORTEST) lasting.add(value);
    },
    token(value) {
      if (value.length < SHORTEST || tokens.includes(value)) return;
      tokens = [...tokens, value].slice(-TOKENS_REMEMBERED);
    },
    text(raw) {
      const hidden = values().reduce((text, value) => text.split(value).join(HIDDEN), raw);
      const plain = withoutQuery(hidden)
        .replace(/\b(bearer|basic)\s+[\w+/=.~-]+/gi, `$1 ${HIDDEN}`)
        .replace(/[\p{Cc}\s]+/gu, ' ')
        .trim();
      return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
    },
  };
  for (const secret of secrets) redactor.secret(secret);
  return redactor;
}
