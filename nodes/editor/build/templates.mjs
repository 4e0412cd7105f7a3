import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `<!-- part: ticks types -->`: the second word, where there is one, replaces `{field}` in the part. */
const INCLUDE = /^([ \t]*)<!-- part: ([a-z-]+)(?: (\w+))? -->[ \t]*$/gm;

/** nodes/<node>.html with the form parts that it names put in. */
export async function template(root, node) {
  const html = await readFile(join(root, 'nodes', `${node}.html`), 'utf8');
  const parts = new Map();
  for (const [, , name] of html.matchAll(INCLUDE)) {
    parts.set(name, await readFile(join(root, 'nodes', 'editor', 'parts', `${name}.html`), 'utf8'));
  }
  return html.replace(INCLUDE, (_, indent, name, field) =>
    parts
      .get(name)
      .replaceAll('{field}', field)
      .trimEnd()
      .replace(/^(?=.)/gm, indent),
  );
}
