/** The commands and code blocks of the documents, the help and the comments of the examples. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { blocksOf, helpOf } from './help-text';

const ROOT = join(__dirname, '..', '..', '..');

export interface Recipe {
  /** for a person who looks for it: the text, and how it begins */
  readonly where: string;
  /** path of the document, type of the node whose help it is, or file name of the example */
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

/** It shows requests and responses of Mimecast's API, nothing to run. */
const WIRE = 'nodes/docs/wire.md';

const markdownIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`);

/** Paths of the documents that tell people what to run, relative to the repository. */
export const documents = (): string[] =>
  ['README.md', 'examples/README.md', ...markdownIn('nodes/docs'), ...markdownIn('.github')].filter(
    (path) => path !== WIRE,
  );

export const isDocument = ({ from }: Recipe): boolean => from.endsWith('.md');

export const nodeTypes = (): string[] =>
  readdirSync(join(ROOT, 'nodes'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^mimecast-.*\.html$/.test(basename(file)))
    .map((file) => basename(file, '.html'));

export function allRecipes(): Recipe[] {
  const examples = readdirSync(join(ROOT, 'examples'))
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) =>
      commented
        .parse(JSON.parse(readFileSync(join(ROOT, 'examples', file), 'utf8')))
        .flatMap(({ info = '' }) => recipesOf(file, info)),
    );
  return [
    ...documents().flatMap((path) => recipesOf(path, readFileSync(join(ROOT, path), 'utf8'))),
    ...nodeTypes().flatMap((node) => recipesOf(node, helpOf(node))),
    ...examples,
  ];
}
