import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

export interface Secret {
  /** Its name in a finding, so that the secret itself is not repeated. */
  readonly name: string;
  readonly text: string;
}

/** Unchanged, and as encoded in URLs, JSON and Basic authentication. */
function disguises(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ];
}

/** The part of a storage link that makes it a credential. */
const SIGNED = /X-Amz-(Signature|Security-Token)/i;

/** @returns one line for each secret found in `text` */
export function secretsIn(text: string, where: string, secrets: readonly Secret[]): string[] {
  const found = secrets
    .filter((secret) => disguises(secret.text).some((disguise) => text.includes(disguise)))
    .map((secret) => `${secret.name} in ${where}`);
  return SIGNED.test(text) ? [...found, `a signed link in ${where}`] : found;
}

/** The same for every file below a folder, except installed packages, which contain code and no data. */
export async function secretsBelow(folder: string, secrets: readonly Secret[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.includes('node_modules')) continue;
    // A file may be gone by now: Node-RED is running there.
    const text = await readFile(path, 'utf8').catch(() => '');
    found.push(...secretsIn(text, relative(folder, path), secrets));
  }
  return found;
}
