/** The help texts, and the example messages in them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const NODES = join(__dirname, '..', '..', '..', 'nodes');
const shown = z.looseObject({ payload: z.json(), topic: z.string().optional() });

export type ShownMessage = z.infer<typeof shown>;

/** With the shared sections included, as the build does it. */
export function helpOf(node: string, language = 'en-US'): string {
  const own = join(NODES, node.replace(/^mimecast-/, ''), 'locales', `${language}.help.html`);
  const sections = join(NODES, 'locales', language, 'help');
  return readFileSync(own, 'utf8').replace(/^<!-- help: ([a-z-]+) -->$/gm, (_, name) =>
    readFileSync(join(sections, `${name}.md`), 'utf8').trimEnd(),
  );
}

/** Code blocks, unchanged. */
export function blocksOf(help: string): string[] {
  return [...help.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
}

/** The code blocks that are a message. */
export function messagesOf(help: string): ShownMessage[] {
  return blocksOf(help)
    .filter((block) => block.startsWith('{'))
    .flatMap((block) => shown.safeParse(JSON.parse(block)).data ?? []);
}
