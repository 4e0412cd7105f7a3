/** What @types/node-red does not know, and what the build puts in. */
import type { EditorNodeCredentials, EditorNodeDef, EditorNodePropertiesDef, EditorRED } from 'node-red';
import type { NodeType, PROPERTIES } from '../lib/properties';
import type { CREDENTIALS } from '../lib/properties/credentials';

declare global {
  const RED: EditorRED;

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
