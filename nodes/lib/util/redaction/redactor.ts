/**
 * Removes secrets from texts that are shown to users. Matches values, because texts of other systems follow
 * no pattern.
 */

import { findEncoded } from './encoded-text';

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
  /**
   * Redacts known values in any encoding, credentials and query strings of URLs. Returns one line.
   * @param maxLength characters, by default 300
   */
  redact(raw: string, maxLength?: number): string;
}

/**
 * The forms of a value that no decoder finds: Base64 at any place of a longer text, and hex. `encoded-text.ts` finds the
 * encodings of URLs, JSON and HTML.
 */
function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const hex = bytes.toString('hex');
  const base64 = bytes.toString('base64');
  const all = [base64, base64.replace(/=+$/, ''), ...base64Cores(bytes)];
  const forUrls = all.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([value, value.replaceAll(' ', '+'), hex, hex.toUpperCase(), ...all, ...forUrls])];
}

/** Shorter parts could be parts of other words. */
const MIN_CORE_LENGTH = 8;

/** What Base64 has of a value wherever the value begins: without the characters that also depend on its neighbours. */
function base64Cores(bytes: Buffer): readonly string[] {
  return [0, 1, 2]
    .map((before) => {
      const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
      return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    })
    .filter((core) => core.length >= MIN_CORE_LENGTH);
}

/**
 * Characters of a text that are inspected. Redaction shortens a text by less than the ratio of this to what is kept, apart
 * from links.
 */
const MAX_INSPECTED = 16_384;

/** Its last word may be the beginning of a secret, so it is left out. */
function beginningOf(text: string): string {
  if (text.length <= MAX_INSPECTED) return text;
  let end = MAX_INSPECTED;
  while (end > MAX_INSPECTED / 2 && !/\s/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

function hide(text: string, values: readonly string[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const [from, to] of findEncoded(text, values)) {
    parts.push(text.slice(at, from), REDACTED);
    at = to;
  }
  return [...parts, text.slice(at)].join('');
}

/** Keeps scheme, host and path of URLs. The query of a pre-signed link and `user:password@` are credentials. */
export function stripUrlSecrets(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]{0,31}:\/\/)([^\s"'<>]+)/gi, (_all, scheme: string, rest: string) => {
      const bare = rest.replace(/[?#].*$/, '');
      const slash = bare.indexOf('/');
      const authority = slash === -1 ? bare : bare.slice(0, slash);
      return (
        scheme + authority.slice(authority.lastIndexOf('@') + 1) + (slash === -1 ? '' : bare.slice(slash))
      );
    })
    .replace(/\?[^\s"'<>=?]+=[^\s"'<>]*/g, `?${REDACTED}`);
}

/** Patterns of credentials, in case another system repeats what it was sent. */
const CREDENTIAL_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)\s+[\w+/=.~-]+/gi, '$1 ***'],
  [/\b(splunk|apikey|api-key|token|sharedkey)(\s+)(?=[\w+/=.~-]*\d)[\w+/=.~-]{16,}/gi, '$1$2***'],
  [
    /\b((?:api[_-]?key|access[_-]?token|token|secret|password|passwd|authorization|signature|sig)["']?\s*[:=]\s*["']?)(?!(?:bearer|basic)\b)[^\s"',;&}]+/gi,
    '$1***',
  ],
];

/** Invisible characters, and those that change the direction of text. */
const UNSEEN = /[\p{Cf}\p{Co}\p{Cs}]/gu;

export function createRedactor(secrets: Iterable<string> = []): Redactor {
  const permanent = new Set<string>();
  let tokens: string[] = [];

  let forms: readonly string[] | undefined;
  const values = (): readonly string[] => {
    forms ??= [...permanent, ...tokens].flatMap(formsOf);
    return forms;
  };
  const redactor: Redactor = {
    addSecret(value) {
      if (value.length < MIN_SECRET_LENGTH) return;
      permanent.add(value);
      forms = undefined;
    },
    addToken(value) {
      if (value.length < MIN_SECRET_LENGTH || tokens.includes(value)) return;
      tokens = [...tokens, value].slice(-RECENT_TOKENS);
      forms = undefined;
    },
    hideSecrets: (raw) => hide(raw, values()),
    redact(raw, maxLength = MAX_TEXT_LENGTH) {
      const hidden = CREDENTIAL_PATTERNS.reduce(
        (text, [pattern, replacement]) => text.replace(pattern, replacement),
        stripUrlSecrets(hide(beginningOf(raw), values())),
      );
      const plain = hidden
        .replace(UNSEEN, '')
        .replace(/[\p{Cc}\s]+/gu, ' ')
        .trim();
      return plain.length > maxLength ? `${plain.slice(0, maxLength)}…` : plain;
    },
  };
  for (const secret of secrets) redactor.addSecret(secret);
  return redactor;
}

const unaware = createRedactor();

/**
 * Makes a text of another system safe to show where no secret is known: one line, no control characters, no credentials,
 * no query strings of URLs, at most `maxLength` characters.
 */
export function sanitizeText(input: string, maxLength: number): string {
  const plain = unaware.redact(input, maxLength);
  return plain.length > maxLength ? `${plain.slice(0, maxLength - 1)}…` : plain;
}

/** Something that knows the secrets of its account. */
export interface KnowsSecrets {
  redact?(text: string, maxLength?: number): string;
}

/**
 * The one rule for each text of Mimecast that a log, report, status or error shows: without secrets, on one line, cut.
 * @param client what received it
 */
export function vendorText(text: string, client: KnowsSecrets, maxLength = MAX_TEXT_LENGTH): string {
  return client.redact?.(text, maxLength) ?? sanitizeText(text, maxLength);
}
