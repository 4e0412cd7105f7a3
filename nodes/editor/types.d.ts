/** What @types/node-red does not know, and what the build puts in. */
import type { EditorNodeCredentials, EditorNodeDef, EditorNodePropertiesDef, EditorRED } from 'node-red';
import type { NodeType, PROPERTIES } from '../lib/properties';
import type { CREDENTIALS } from '../lib/properties/credentials';

declare global {
  /** Where the package of types knows less than the editor does, or something else. */
  interface Corrections {
    notify(
      message: JQuery,
      options: {
        readonly type: 'warning';
        readonly fixed: true;
        readonly buttons: readonly {
          readonly text: string;
          readonly class?: string;
          readonly click: () => void;
        }[];
      },
    ): { close(): void };
    readonly history: {
      push(event: {
        readonly t: 'multi';
        readonly events: readonly HistoryStep[];
        readonly dirty: boolean;
      }): void;
    };
    readonly nodes: {
      workspace(id: string): object | undefined;
      subflow(id: string): object | undefined;
    };
    readonly utils: { getNodeLabel(node: object, otherwise: string): string };
  }

  /** One part of what the editor's undo takes back. */
  type HistoryStep =
    | {
        readonly t: 'edit';
        readonly node: object;
        /** what its properties were before */
        readonly changes: Readonly<Record<string, unknown>>;
        readonly changed: boolean;
        readonly dirty: boolean;
      }
    | {
        readonly t: 'add';
        readonly nodes: readonly string[];
        readonly links: readonly object[];
        readonly dirty: boolean;
      };

  const RED: Corrections & EditorRED;

  /** As the editor holds a node's properties: what was typed is a string, defaults may be numbers. */
  type Stored<Type extends NodeType> = {
    [Name in keyof (typeof PROPERTIES)[Type]]: Name extends 'name' ? string : string | number;
  };

  /** Replaced by the build with a literal object made from the table of properties. */
  function defaultsOf<Type extends NodeType>(type: Type): EditorNodePropertiesDef<Stored<Type>>;

  /** `...sourceDefinition('mimecast-siem')`: replaced by the build with what the nodes of all sources have in common. */
  function sourceDefinition<Type extends NodeType>(
    type: Type,
  ): Pick<
    EditorNodeDef<Stored<Type>>,
    | 'category'
    | 'color'
    | 'icon'
    | 'defaults'
    | 'inputs'
    | 'outputs'
    | 'inputLabels'
    | 'outputLabels'
    | 'paletteLabel'
    | 'labelStyle'
  >;

  /** Replaced by the build with a literal object made from the table of credentials. */
  function credentialsOf<Type extends keyof typeof CREDENTIALS>(
    type: Type,
  ): EditorNodeCredentials<(typeof CREDENTIALS)[Type]>;
}
