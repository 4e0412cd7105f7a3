/** A node as the editor creates it when it is dragged out of the palette. */
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { read, readCatalogue, scriptOf } from './built';

const definitionSchema = z.looseObject({
  category: z.string(),
  color: z.string(),
  defaults: z.record(z.string(), z.looseObject({ value: z.unknown() })),
  inputs: z.number().optional(),
  outputs: z.number().optional(),
});
type Definition = z.infer<typeof definitionSchema>;
const callable = z.custom<(this: object, index: number) => unknown>((value) => typeof value === 'function');

/** A registered node in the editor: its definition, and a new node of it. */
export interface DraggedNode {
  readonly definition: Definition;
  /** the result of a function of the definition, with some properties changed */
  call(name: string, change?: object, index?: number): unknown;
}

/** The part of the editor that labels need. */
export interface Workspace {
  readonly configs: readonly object[];
  readonly nodes: readonly object[];
  readonly on: (event: string, listener: (node: object) => void) => void;
  readonly redraw: () => void;
}

const EMPTY: Workspace = { configs: [], nodes: [], on: () => undefined, redraw: () => undefined };

export function drag(node: string, workspace: Partial<Workspace> = {}, language = 'en-US'): DraggedNode {
  let registered: unknown;
  const { configs, nodes: placed, on, redraw } = { ...EMPTY, ...workspace };
  const RED = {
    _: (key: string): string => key,
    events: { on, off: (): void => {} },
    view: { redraw },
    nodes: {
      eachConfig: (callback: (node: object) => unknown): void => configs.forEach(callback),
      eachNode: (callback: (node: object) => unknown): void => placed.forEach(callback),
      registerType: (_type: string, definition: unknown): void => {
        registered = definition;
      },
    },
  };
  runInNewContext(`${read('resources', 'editor.js')}\n${scriptOf(read(`${node}.html`))}`, { RED });
  const definition = definitionSchema.parse(registered);
  const catalogue = readCatalogue(read('locales', language, `${node}.json`));
  const translate = (key: string): string => {
    const found = key.split('.').reduce<unknown>((section, word) => Object(section)[word], catalogue);
    return z.string({ error: `${node} has no text ${key}` }).parse(found);
  };
  const values = Object.entries(definition.defaults).map(([name, { value }]) => [name, value]);
  return {
    definition,
    call: (name, change = {}, index = 0) =>
      callable
        .parse(definition[name])
        .call({ ...Object.fromEntries(values), _: translate, ...change }, index),
  };
}
