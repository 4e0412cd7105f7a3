import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const INCLUDE = /^<!-- help: ([a-z-]+) -->$/gm;

/** A node's help with the sections that it shares with others put in. */
export async function helpOf(folder, node) {
  const help = await readFile(join(folder, `${node}.html`), 'utf8');
  const sections = new Map();
  for (const [, name] of help.matchAll(INCLUDE)) {
    sections.set(name, (await readFile(join(folder, 'help', `${name}.md`), 'utf8')).trimEnd());
  }
  return help.replace(INCLUDE, (_, name) => sections.get(name));
}
