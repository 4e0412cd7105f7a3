import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'));

export const readShared = (folder) => readJson(join(folder, 'shared.json'));

const isSection = (value) => typeof value === 'object' && value !== null;

/** Sections are joined key by key; a sentence that both define would hide one of them, so it is refused. */
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

/** Here the scripts of all nodes look up why a value can't be (parts/validity.ts); its own dialog has the doctor. */
const ACCOUNT = 'mimecast-account';

/** What Node-RED loads for a node: the sentences of all nodes that its dialog may show, and its own. */
export async function catalogueOf(folder, node, shared) {
  // `admin` is what endpoints answer; the run time has that by itself.
  const { admin: _, reasons, doctor, ...sentences } = shared;
  const common = node === ACCOUNT ? { reasons, doctor, ...sentences } : sentences;
  return merge(common, await readJson(join(folder, `${node}.json`)), `${node}: `);
}
