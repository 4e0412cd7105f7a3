/** What Mimecast tells beside the answer and nobody needs (mimecast-api.md 11.1, 16): dropped before anything else. */

/** Whoever has one of these gets somewhere with it. Compared without case. */
const SECRETS = ['passphrase', 'supportcode', 'accesskey', 'secretkey', 'access_token', 'refresh_token'];

/** How people are reached; judgements about an account do not need it. */
const CONTACTS = ['adminemail', 'contactemail', 'contactname', 'telephone', 'officephone', 'mimecastid'];

const secrets: ReadonlySet<string> = new Set(SECRETS);
const all: ReadonlySet<string> = new Set([...SECRETS, ...CONTACTS]);

function without(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((entry) => without(entry, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !names.has(name.toLowerCase()))
      .map(([name, member]) => [name, without(member, names)]),
  );
}

/** A copy without members that are credentials, at any depth. */
export const withoutSecrets = (value: unknown): unknown => without(value, secrets);

/** A copy without credentials and without contacts, at any depth. */
export const withoutSensitive = (value: unknown): unknown => without(value, all);
