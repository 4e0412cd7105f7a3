import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROWS } from './rows.mjs';

/** `<!-- part: ticks types -->`: includes a part; the optional second word replaces `{field}` in it. */
const INCLUDE = /^([ \t]*)<!-- part: ([a-z-]+)(?: (\w+))? -->[ \t]*$/gm;

/** `<!-- choice: framing fa-align-left -->`: a row generated from the property table (rows.mjs). */
const ROW = /^([ \t]*)<!-- (choice|flag): (\w+) (fa-[a-z-]+)(?: (\w+))? -->[ \t]*$/gm;

const indented = (text, indent) => text.trimEnd().replace(/^(?=.)/gm, indent);

/** Parts may include parts. */
async function withParts(root, html) {
  const parts = new Map();
  for (const [, , name] of html.matchAll(INCLUDE)) {
    const part = await readFile(join(root, 'nodes', 'editor', 'parts', `${name}.html`), 'utf8');
    parts.set(name, await withParts(root, part));
  }
  return html.replace(INCLUDE, (_, indent, name, field) =>
    indented(parts.get(name).replaceAll('{field}', field), indent),
  );
}

/** nodes/<node>.html with its parts and rows included. */
export async function template({ root, node, tables, catalogue }) {
  const html = await withParts(root, await readFile(join(root, 'nodes', `${node}.html`), 'utf8'));
  const context = { table: tables.PROPERTIES[node], catalogue };
  const whole = html.replace(ROW, (_, indent, kind, property, icon, section) =>
    indented(ROWS[kind](property, icon, section, context), indent),
  );
  return whole.replace(/^[ \t]+/gm, '');
}
