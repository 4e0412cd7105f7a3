/** Every field of a config node, in every dialog, and what it takes to try it. */
import { PROPERTIES } from '../../../nodes/lib/properties';
import type { PropertyTable } from '../../../nodes/lib/properties/property-types';
import { DIALOGS, type DialogType } from '../harness/browser/dialogs';

export interface Reference {
  readonly type: DialogType;
  readonly property: string;
  readonly refersTo: string;
  readonly required: boolean;
}

const referencesOf = (type: DialogType): readonly Reference[] => {
  const table: PropertyTable = PROPERTIES[type];
  return Object.entries(table).flatMap(([property, { refersTo, required = false }]) =>
    refersTo === undefined ? [] : [{ type, property, refersTo, required }],
  );
};
export const REFERENCES = DIALOGS.flatMap(referencesOf);

/** Properties that a new config node needs to be valid, besides a name. */
export const NEEDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'http proxy': { url: 'http://proxy.example.com:3128' },
  'mimecast-cluster': { url: 'redis://127.0.0.1:1' },
};

/** Where a field is only shown with these, and what a node needs to be valid. */
export const OTHERS: Partial<Record<DialogType, Readonly<Record<string, string>>>> = {
  'mimecast-syslog': { protocol: 'tls', host: 'syslog.example.com' },
  'mimecast-http': { url: 'https://splunk.example.com:8088' },
  'mimecast-cluster': { url: 'rediss://redis.example.com:6380' },
};

export const VARIABLE = '${A_CONFIG_NODE}';
export const NONE = '_ADD_';
/** A small width of a dialog beside the sidebar on a small screen, in pixels. */
export const NARROW = 400;

export const nameOf = ({ type, property }: Reference): string => `${property} of ${type}`;
