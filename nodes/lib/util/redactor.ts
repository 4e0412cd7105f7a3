/**
 * Removes secrets from texts that are shown to users. Matches values, because texts of other systems follow
 * no pattern.
 */

const REDACTED = '***';
/** Shorter values would redact ordinary words. No secret from Mimecast is that short. */
const MIN_SECRET_LENGTH = 4;
/** Tokens are replaced regularly. Only those are kept that a pending response may still echo. */
const RECENT_TOKENS = 8;
/** characters; longer texts of other systems are truncated */
const MAX_TEXT_LENGTH = 300;

export interface Redactor {
  /** Adds a value that is redacted as long as the client exists. */
  addSecret(value: string): void;
  /** Adds an access token. Older tokens are dropped. */
  addToken(value: string): void;
  /** Replaces known values only. A text that is cut first may keep the beginning of one. */
  hideSecrets(raw: string): string;
  /** Redacts known values, URL credentials and query strings. Returns one line of at most 300 characters. */
  redact(raw: string): string;
}

/** The encodings of a value in a URL, a form, JSON and a Basic header. */
function encodedVariants(value: string): string[] {
  const form = new URLSearchParams({ v: value }).toString().slice(2);
  const json = JSON.stringify(value).slice(1, -1);
  const base64 = Buffer.from(value).toString('base64');
  return [value, encodeURIComponent(value), form, json, base64, base64.replace(/=+$/, '')];
}

/** Keeps scheme, host and path of URLs. The query of a pre-signed link and `user:password@` are credentials. */
export function stripUrlSecrets(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)([^\s"'<>]+)/gi, (_all, scheme: string, rest: string) => {
      const bare = rest.replace(/[?#].*$/, '');
      const slash = bare.indexOf('/');
      const authority = slash === -1 ? bare : bare.slice(0, slash);
      return (
        scheme + authority.slice(authority.lastIndexOf('@') + 1) + (slash === -1 ? '' : bare.slice(slash))
      );
    })
    .replace(/\?[^\s"'<>=]+=[^\s"'<>]*/g, `?${REDACTED}`);
}

export function createRedactor(secrets: Iterable<string> = []): Redactor {
  const permanent = new Set<string>();
  let tokens: string[] = [];

  const values = (): string[] =>
    [...permanent, ...tokens].flatMap(encodedVariants).sort((a, b) => b.length - a.length);
  const redactor: Redactor = {
    addSecret(value) {
      if (value.length >= MIN_SECRET_LENGTH) permanent.add(value);
    },
    addToken(value) {
      if (value.length < MIN_SECRET_LENGTH || tokens.includes(value)) return;
      tokens = [...tokens, value].slice(-RECENT_TOKENS);
    },
    hideSecrets: (raw) => values().reduce((text, value) => text.split(value).join(REDACTED), raw),
    redact(raw) {
      const plain = stripUrlSecrets(redactor.hideSecrets(raw))
        .replace(/\b(bearer|basic)\s+[\w+/=.~-]+/gi, `$1 ${REDACTED}`)
        .replace(/[\p{Cc}\s]+/gu, ' ')
        .trim();
      return plain.length > MAX_TEXT_LENGTH ? `${plain.slice(0, MAX_TEXT_LENGTH)}…` : plain;
    },
  };
  for (const secret of secrets) redactor.addSecret(secret);
  return redactor;
}

/** Patterns of credentials, in case another system repeats what it was sent. */
const CREDENTIAL_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(splunk|apikey|api-key|token|sharedkey)(\s+)(?=[\w+/=.~-]*\d)[\w+/=.~-]{16,}/gi, '$1$2***'],
  [
    /\b((?:api[_-]?key|access[_-]?token|token|secret|password|passwd|authorization|signature|sig)["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi,
    '$1***',
  ],
];

const unaware = createRedactor();

/**
 * Makes a text of another system safe to show: one line, no control characters, no credentials, no query strings of
 * URLs, at most `maxLength` characters. Inspects the whole text, so the caller limits it.
 */
export function sanitizeText(input: string, maxLength: number): string {
  const redacted = CREDENTIAL_PATTERNS.reduce(
    (text, [pattern, replacement]) => text.replace(pattern, replacement),
    input,
  );
  // Also removes invisible characters and those that change the text direction.
  const plain = unaware.redact(redacted.replace(/[\p{Cf}\p{Co}\p{Cs}]/gu, ''));
  return plain.length > maxLength ? `${plain.slice(0, maxLength - 1)}…` : plain;
}
