import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const INCLUDE = /^<!-- help: ([a-z-]+) -->$/gm;
const EXAMPLE = /^<!-- example: (\d+) -->$/gm;
const BLOCK = /^```\w*\n[\s\S]*?^```$/gm;

/** A file of help; examples are written once, in English, and translations name them by number, from 1. */
async function textOf(folder, english, ...path) {
  const text = await readFile(join(folder, ...path), 'utf8');
  if (text.search(EXAMPLE) === -1) return text;
  const examples = (await readFile(join(english, ...path), 'utf8')).match(BLOCK) ?? [];
  return text.replace(EXAMPLE, (_, number) => {
    const example = examples[Number(number) - 1];
    if (example === undefined) throw new Error(`${join(...path)} has no example ${number} in English`);
    return example;
  });
}

/**
 * A node's help with the sections that it shares with others put in.
 * @param english the folder that examples are taken from
 */
export async function helpOf(folder, node, english) {
  const help = await textOf(folder, english, `${node}.html`);
  const sections = new Map();
  for (const [, name] of help.matchAll(INCLUDE)) {
    sections.set(name, (await textOf(folder, english, 'help', `${name}.md`)).trimEnd());
  }
  return help.replace(INCLUDE, (_, name) => sections.get(name));
}
