import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'));

/** All files of the node `mimecast-siem` are in nodes/siem. */
export const folderOf = (root, node) => join(root, 'nodes', node.replace(/^mimecast-/, ''));

const localeOf = (root, node, file) => join(folderOf(root, node), 'locales', file);

export const readShared = (root, language) =>
  readJson(join(root, 'nodes', 'locales', language, 'shared.json'));

export const helpFileOf = (root, node, language) => localeOf(root, node, `${language}.help.html`);

const isSection = (value) => typeof value === 'object' && value !== null;

/** Merges sections key by key. A duplicate key would hide one of the texts, so it is an error. */
function merge(shared, own, path) {
  const merged = { ...shared };
  for (const [key, value] of Object.entries(own)) {
    const before = merged[key];
    if (before === undefined) merged[key] = value;
    else if (isSection(before) && isSection(value)) merged[key] = merge(before, value, `${path}${key}.`);
    else throw new Error(`${path}${key} is defined in shared.json already`);
  }
  return merged;
}

/**
 * The scripts of all nodes look up validation errors in this catalogue (see fields/validators.ts). The dialog of
 * the account also shows the permission check.
 */
const ACCOUNT_TYPE = 'mimecast-account';

/** The catalogue of one node: the shared texts that its dialog may show, and its own. */
export async function buildCatalogue(root, language, node, shared) {
  // `admin` has the texts of the endpoints; the run time reads them directly.
  const { admin: _, reasons, doctor, ...texts } = shared;
  const common = node === ACCOUNT_TYPE ? { reasons, doctor, ...texts } : texts;
  return merge(common, await readJson(localeOf(root, node, `${language}.json`)), `${node}: `);
}
