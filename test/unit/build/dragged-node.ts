/** A node as the editor creates it when it is dragged out of the palette. */
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { read, readCatalogue, scriptOf } from './built';

const appearanceSchema = z.looseObject({
  category: z.string(),
  color: z.string(),
  defaults: z.record(z.string(), z.looseObject({ value: z.unknown() })),
  inputs: z.number().optional(),
  outputs: z.number().optional(),
});
type Appearance = z.infer<typeof appearanceSchema>;
const callable = z.custom<(this: object, index: number) => unknown>((value) => typeof value === 'function');

/** A registered node in the editor: its definition, and a new node of it. */
export interface DraggedNode {
  readonly appearance: Appearance;
  /** the result of a function of the definition, with some properties changed */
  say(name: string, change?: object, index?: number): unknown;
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
      eachConfig: (appearanceSchema: (node: object) => unknown): void => configs.forEach(appearanceSchema),
      eachNode: (appearanceSchema: (node: object) => unknown): void => placed.forEach(appearanceSchema),
      registerType: (_type: string, definition: unknown): void => {
        registered = definition;
      },
    },
  };
  runInNewContext(`${read('resources', 'editor.js')}\n${scriptOf(read(`${node}.html`))}`, { RED });
  const definition = appearanceSchema.parse(registered);
  const catalogue = readCatalogue(read('locales', language, `${node}.json`));
  const sentence = (key: string): string => {
    const found = key.split('.').reduce<unknown>((section, word) => Object(section)[word], catalogue);
    return z.string({ error: `${node} has no sentence ${key}` }).parse(found);
  };
  const values = Object.entries(definition.defaults).map(([name, { value }]) => [name, value]);
  return {
    appearance: definition,
    say: (name, change = {}, index = 0) =>
      callable.parse(definition[name]).call({ ...Object.fromEntries(values), _: sentence, ...change }, index),
  };
}
