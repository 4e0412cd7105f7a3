/** Members of Mimecast's responses that are sensitive and not needed (wire.md 11.1, 16). They are dropped on arrival. */

/** Members that grant access. Compared without case. */
const SECRETS = ['passphrase', 'supportcode', 'accesskey', 'secretkey', 'access_token', 'refresh_token'];

/** Contact data of people. `contact.*` also covers undocumented members; no check needs any of them. */
const CONTACT = /^(contact.*|adminemail|telephone|officephone|mimecastid)$/;

const secrets: ReadonlySet<string> = new Set(SECRETS);
const isSecret = (name: string): boolean => secrets.has(name.toLowerCase());
const isSensitive = (name: string): boolean => isSecret(name) || CONTACT.test(name.toLowerCase());

function omitDeep(value: unknown, isOmitted: (name: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((entry) => omitDeep(entry, isOmitted));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !isOmitted(name))
      .map(([name, member]) => [name, omitDeep(member, isOmitted)]),
  );
}

/** A copy without members that are credentials, at any depth. */
export const omitSecrets = (value: unknown): unknown => omitDeep(value, isSecret);

/** Members that a connection or an integration has for its credentials, for example `password` (wire.md 11.2, 11.5). */
const CREDENTIAL = /passw(or)?d|passphrase|secret|token|(private|api|access|shared)[_-]?key|credential/i;
/** `usesAuthentication`, `hasPassword`: a flag says whether there is a credential, and contains none. */
const isCredential = (name: string, value: unknown): boolean =>
  CREDENTIAL.test(name) && typeof value !== 'boolean';

const REDACTED = '***';
const SECRET_PARAMETER =
  /(^|[?&;#])([\w.-]{0,64}(?:token|key|secret|passw(?:or)?d|sig|signature|auth|code|session)[\w.-]{0,64})=[^&;#\s]+/gi;
const URL_CREDENTIALS = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#@]+@/gi;

const redactText = (text: string): string =>
  text
    .replace(URL_CREDENTIALS, `$1${REDACTED}@`)
    .replace(SECRET_PARAMETER, (_all, before: string, name: string) => `${before}${name}=${REDACTED}`);

/** Deeper values are left out: no configuration is that deep. */
const MAX_DEPTH = 30;

/**
 * A copy of a configuration that may be stored and sent: without credentials and contact data at any depth, and with
 * the credentials in links replaced.
 */
export function redactConfiguration(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return value.map((entry) => redactConfiguration(entry, depth + 1) ?? null);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => !isSensitive(name) && !isCredential(name, member))
      .map(([name, member]) => [name, redactConfiguration(member, depth + 1)]),
  );
}
