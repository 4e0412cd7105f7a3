/** Declares what @types/node-red lacks, and what the build inserts. */
import type { EditorNodeCredentials, EditorNodeDef, EditorRED } from 'node-red';
import type { NodeType, PROPERTIES } from '../lib/properties';
import type { CREDENTIALS } from '../lib/properties/credentials';

declare global {
  /** Members that @types/node-red lacks or declares differently. */
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
    readonly plugins: {
      registerPlugin(id: string, definition: { readonly type: string; onadd(): void }): void;
    };
    readonly i18n: { lang(): string };
    readonly sidebar: {
      addTab(tab: {
        readonly id: string;
        readonly label: string;
        readonly name: string;
        readonly iconClass: string;
        readonly content: HTMLElement;
        readonly enableOnEdit: boolean;
      }): void;
    };
    readonly settings: {
      /** where the admin endpoints are, if not beside the editor */
      readonly apiRootUrl?: string;
      get(key: 'auth-tokens', otherwise: null): { readonly access_token?: string } | null;
      /** In the storage of the browser, which may be missing or full. */
      getLocal(key: string): string | null;
      setLocal(key: string, value: string): void;
    };
    readonly utils: { getNodeLabel(node: object, otherwise: string): string };
  }

  /** Set by overview/main.ts. */
  const nodeRedContribMimecastOverview: {
    openTab(root: HTMLElement, resources: string): Promise<void>;
  };

  /** One step of the editor's undo history. */
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

  /** A node's properties in the editor: typed values are strings, defaults may be numbers. */
  type Stored<Type extends NodeType> = {
    [Name in keyof (typeof PROPERTIES)[Type]]: Name extends 'name' ? string : string | number;
  };

  /** The second type parameter of `registerType`. */
  type CredentialsOf<Type extends NodeType> = Type extends keyof typeof CREDENTIALS
    ? EditorNodeCredentials<(typeof CREDENTIALS)[Type]>
    : undefined;

  type NodeDefinition<Type extends NodeType> = EditorNodeDef<Stored<Type>, CredentialsOf<Type>>;

  /**
   * `...nodeDefinition('mimecast-ack')`: replaced by the build with the common members of all nodes, from the tables of
   * properties and credentials.
   */
  function nodeDefinition<Type extends NodeType>(
    type: Type,
  ): Pick<
    NodeDefinition<Type>,
    'category' | 'color' | 'icon' | 'defaults' | 'credentials' | 'paletteLabel' | 'labelStyle'
  >;

  /** `...sourceDefinition('mimecast-siem')`: the same for sources, with their ports. */
  function sourceDefinition<Type extends NodeType>(
    type: Type,
  ): ReturnType<typeof nodeDefinition<Type>> &
    Pick<NodeDefinition<Type>, 'inputs' | 'outputs' | 'inputLabels' | 'outputLabels'>;
}
