import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { helpFileOf } from './catalogues.mjs';

const SECTION_COMMENT = /^<!-- help: ([a-z-]+) -->$/gm;

const CODE_BLOCK = /^```[^\n]*\n[\s\S]*?^```$/gm;
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * The editor inserts code blocks unescaped and then removes what looks like a tag, so `<a@b.example>` in an
 * example would vanish. Markdown itself escapes inline `code`.
 */
const escapeBlocks = (help) =>
  help.replace(CODE_BLOCK, (block) => block.replace(/[&<>]/g, (sign) => ENTITIES[sign]));

/** A node's help with the shared sections included. */
export async function readHelp(root, language, node) {
  const folder = join(root, 'nodes', 'locales', language, 'help');
  const help = await readFile(helpFileOf(root, node, language), 'utf8');
  const sections = new Map();
  for (const [, name] of help.matchAll(SECTION_COMMENT)) {
    sections.set(name, (await readFile(join(folder, `${name}.md`), 'utf8')).trimEnd());
  }
  return escapeBlocks(help.replace(SECTION_COMMENT, (_, name) => sections.get(name)));
}
