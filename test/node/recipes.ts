/**
 * The commands and settings that the README, the help and the comments of the examples tell people to use, unchanged.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { blocksOf, helpOf } from './help-text';

const ROOT = join(__dirname, '..', '..');

export interface Recipe {
  /** for a person who looks for it: the text, and how it begins */
  readonly where: string;
  /** `readme`, or the type of the node whose help it is, or the file of the example */
  readonly from: string;
  readonly text: string;
}

const commented = z.array(z.looseObject({ info: z.string().optional() }));

/** Finds what can be run in a line of text: a command, a call, a setting, JSON. */
const COMMAND =
  /^(npm |npx |curl |[A-Z_]+=\S* npm |(GET|PUT|POST|PATCH|DELETE) \S*\/|(module|input|global|action)\(|ACL |[\w-]+: (Splunk|ApiKey|Bearer|Basic) |\{ ?")/;

const inlineOf = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)]
    .map(([, span = '']) => span)
    .filter((span) => COMMAND.test(span));

const recipesOf = (from: string, text: string): Recipe[] =>
  [...blocksOf(text), ...inlineOf(text)].map((recipe) => ({
    where: `${from}: ${recipe.trim().split('\n')[0]?.slice(0, 60)}`,
    from,
    text: recipe.trim(),
  }));

export const readme = (): string => readFileSync(join(ROOT, 'README.md'), 'utf8');

export const nodeTypes = (): string[] =>
  readdirSync(join(ROOT, 'nodes', 'locales', 'en-US'))
    .filter((file) => /^mimecast-.*\.html$/.test(file))
    .map((file) => basename(file, '.html'));

export function allRecipes(): Recipe[] {
  const examples = readdirSync(join(ROOT, 'examples')).flatMap((file) =>
    commented
      .parse(JSON.parse(readFileSync(join(ROOT, 'examples', file), 'utf8')))
      .flatMap(({ info = '' }) => recipesOf(file, info)),
  );
  return [
    ...recipesOf('readme', readme()),
    ...nodeTypes().flatMap((node) => recipesOf(node, helpOf(node))),
    ...examples,
  ];
}
