/** All of our nodes with a dialog in one flow, for specs that open them. */
import { PROPERTIES } from '../../../nodes/lib/properties';

export const SOURCES = [
  'mimecast-siem',
  'mimecast-audit',
  'mimecast-dlp',
  'mimecast-ttp',
  'mimecast-held',
  'mimecast-directory',
] as const;
export const SINKS = ['mimecast-ack', 'mimecast-syslog', 'mimecast-file'] as const;
export const DIALOGS = [...SOURCES, ...SINKS] as const;
export type DialogType = (typeof DIALOGS)[number];

export const FLOW = 'd1a10900000000f0';
export const ACCOUNT = 'd1a10900000000a0';
export const idOf = (type: DialogType): string => `d1a10900000000${10 + DIALOGS.indexOf(type)}`;

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** As Node-RED makes a node that was just dragged in. */
export function defaultsOf(type: DialogType | 'mimecast-account'): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(PROPERTIES[type]).map(([name, { value }]) => [name, value]));
}

/** @param change of the properties of each */
export function flowOf(
  types: readonly DialogType[] = DIALOGS,
  change: (type: DialogType) => Readonly<Record<string, unknown>> = () => ({}),
): readonly FlowNode[] {
  return [
    { id: FLOW, type: 'tab', label: 'Dialogs' },
    { ...defaultsOf('mimecast-account'), id: ACCOUNT, type: 'mimecast-account', region: 'demo' },
    ...types.map((type, index) => ({
      ...defaultsOf(type),
      ...(SOURCES.some((source) => source === type) ? { account: ACCOUNT } : {}),
      ...change(type),
      id: idOf(type),
      type,
      z: FLOW,
      x: 200,
      y: 60 + 60 * index,
      wires: [[], []],
    })),
  ];
}

/** Puts a flow on the canvas as an import does, so that it can be deployed. */
export async function putOnCanvas(
  editor: { readonly page: { evaluate(script: string): Promise<unknown> } },
  flow: readonly FlowNode[],
): Promise<void> {
  await editor.page.evaluate(
    `RED.nodes.import(${JSON.stringify(flow)}); RED.nodes.dirty(true); RED.view.redraw(true)`,
  );
}
