/** All of our nodes with a dialog in one flow, for specs that open them. */
import { PROPERTIES } from '../../../../nodes/lib/properties';
import type { Editor } from './editor';

export const SOURCES = [
  'mimecast-siem',
  'mimecast-audit',
  'mimecast-dlp',
  'mimecast-ttp',
  'mimecast-held',
  'mimecast-directory',
] as const;
const SINKS = ['mimecast-ack', 'mimecast-syslog', 'mimecast-file', 'mimecast-http'] as const;
const OTHERS = [
  'mimecast-kri',
  'mimecast-policy-check',
  'mimecast-format',
  'mimecast-report',
  'mimecast-request',
] as const;
const CONFIGS = ['mimecast-account', 'mimecast-cluster'] as const;
export const DIALOGS = [...SOURCES, ...SINKS, ...OTHERS, ...CONFIGS] as const;
export type DialogType = (typeof DIALOGS)[number];

export const FLOW = 'd1a10900000000f0';
/** The type that the nodes use; the one of the type's own dialog is another. */
export const ACCOUNT = 'd1a10900000000a0';
export const TLS = 'd1a10900000000a1';
export const PROXY = 'd1a10900000000a2';
export const idOf = (type: DialogType): string => `d1a10900000000${10 + DIALOGS.indexOf(type)}`;
const isConfig = (type: DialogType): boolean => CONFIGS.some((one) => one === type);

/** The id of a property's field in the dialog. */
export const fieldOf = (type: DialogType, property: string): string =>
  `${isConfig(type) ? 'node-config-input' : 'node-input'}-${property}`;

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** A node as Node-RED creates it when it is dragged in. */
export function defaultsOf(type: DialogType): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(PROPERTIES[type]).map(([name, { value }]) => [name, value]));
}

/** The same, with an account where it takes one. */
export function completeOf(type: DialogType): Record<string, string | number | boolean> {
  const defaults = defaultsOf(type);
  return { ...defaults, ...('account' in defaults && { account: ACCOUNT }) };
}

/** @param change changed properties of each node */
export function flowOf(
  types: readonly DialogType[] = DIALOGS,
  change: (type: DialogType) => Readonly<Record<string, unknown>> = () => ({}),
): readonly FlowNode[] {
  return [
    { id: FLOW, type: 'tab', label: 'Dialogs' },
    { ...defaultsOf('mimecast-account'), id: ACCOUNT, type: 'mimecast-account', region: 'demo' },
    { id: TLS, type: 'tls-config', name: 'own CA', verifyservercert: true },
    { id: PROXY, type: 'http proxy', name: 'proxy', url: 'http://proxy.example.com:3128', noproxy: [] },
    ...types.map((type, index) => ({
      ...completeOf(type),
      ...change(type),
      id: idOf(type),
      type,
      ...(isConfig(type) ? {} : { z: FLOW, x: 200, y: 60 + 60 * index, wires: [[], []] }),
    })),
  ];
}

/** Adds a flow to the canvas as an import does, so that it can be deployed. */
export async function putOnCanvas(
  editor: { readonly page: { evaluate(script: string): Promise<unknown> } },
  flow: readonly FlowNode[],
): Promise<void> {
  await editor.page.evaluate(
    `RED.nodes.import(${JSON.stringify(flow)}); RED.nodes.dirty(true); RED.view.redraw(true)`,
  );
}

export const openDialog = (editor: Editor, type: DialogType): Promise<void> =>
  isConfig(type) ? editor.editConfig(type, idOf(type)) : editor.editNode(idOf(type));

/** Done, or Update. */
export const closeDialog = (editor: Editor, type: DialogType): Promise<void> =>
  editor.done(isConfig(type) ? '#node-config-dialog-ok' : '#node-dialog-ok');

/** Sets other properties of the node of a type, as if it had been deployed with them. */
export async function setProperties(
  editor: Editor,
  type: DialogType,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  await editor.page.evaluate(`(() => {
    const node = RED.nodes.node(${JSON.stringify(idOf(type))});
    Object.assign(node, ${JSON.stringify(values)}, { changed: false });
    RED.editor.validateNode(node);
  })()`);
}
