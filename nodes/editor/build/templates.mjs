import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderOf } from './catalogues.mjs';
import { FORM_ROWS } from './form-rows.mjs';

/** `<!-- part: ticks types -->`: includes a part; the optional second word replaces `{field}` in it. */
const PART_COMMENT = /^([ \t]*)<!-- part: ([a-z-]+)(?: (\w+))? -->[ \t]*$/gm;

/** `<!-- choice: framing fa-align-left -->`: a row generated from the property table (form-rows.mjs). */
const ROW_COMMENT = /^([ \t]*)<!-- (choice|flag): (\w+) (fa-[a-z-]+)(?: (\w+))? -->[ \t]*$/gm;

const indented = (text, indent) => text.trimEnd().replace(/^(?=.)/gm, indent);

/** Parts may include parts. */
async function includeParts(root, html) {
  const parts = new Map();
  for (const [, , name] of html.matchAll(PART_COMMENT)) {
    const part = await readFile(join(root, 'nodes', 'editor', 'forms', `${name}.html`), 'utf8');
    parts.set(name, await includeParts(root, part));
  }
  return html.replace(PART_COMMENT, (_, indent, name, field) =>
    indented(parts.get(name).replaceAll('{field}', field), indent),
  );
}

/** The form of a node with its parts and rows included. */
export async function renderTemplate({ root, node, tables, catalogue }) {
  const html = await includeParts(root, await readFile(join(folderOf(root, node), `${node}.html`), 'utf8'));
  const context = { table: tables.PROPERTIES[node], catalogue };
  const whole = html.replace(ROW_COMMENT, (_, indent, kind, property, icon, section) =>
    indented(FORM_ROWS[kind](property, icon, section, context), indent),
  );
  return whole.replace(/^[ \t]+/gm, '');
}
