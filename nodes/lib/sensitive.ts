/** What Mimecast tells beside the answer and nobody needs (mimecast-api.md 11.1, 16): dropped before anything else. */

/** Whoever has one of these gets somewhere with it. Compared without case. */
const SECRETS = ['passphrase', 'supportcode', 'accesskey', 'secretkey', 'access_token', 'refresh_token'];

/** How people are reached, whatever else a body that nobody documents calls a contact: no judgement needs it. */
const CONTACT = /^(contact.*|adminemail|telephone|officephone|mimecastid)$/;

const secrets: ReadonlySet<string> = new Set(SECRETS);
const isSecret = (name: string): boolean => secrets.has(name.toLowerCase());
const isSensitive = (name: string): boolean => isSecret(name) || CONTACT.test(name.toLowerCase());

function without(value: unknown, isLeftOut: (name: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((entry) => without(entry, isLeftOut));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !isLeftOut(name))
      .map(([name, member]) => [name, without(member, isLeftOut)]),
  );
}

/** A copy without members that are credentials, at any depth. */
export const withoutSecrets = (value: unknown): unknown => without(value, isSecret);

/** A copy without credentials and without contacts, at any depth. */
export const withoutSensitive = (value: unknown): unknown => without(value, isSensitive);
