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

/** A copy without credentials and contact data, at any depth. */
export const omitSensitive = (value: unknown): unknown => omitDeep(value, isSensitive);
