import type { Translate } from '../fields/fields';

interface LabelledNode {
  readonly name: string;
  readonly _: Translate;
}

/** The common functions of all nodes; the build inserts them (build/node-defaults.mjs). */
export const nodeAppearance = {
  paletteLabel(this: LabelledNode): string {
    return this._('palette');
  },
  labelStyle(this: LabelledNode): string {
    return this.name ? 'node_label_italic' : '';
  },
} as const;

/** @param keys of the catalogue, one for each port */
export function portLabels(...keys: readonly string[]): (this: LabelledNode, index?: number) => string {
  return function (index = 0) {
    return this._(keys[index] ?? '');
  };
}

/** The ports of all sources; the build inserts them, too. */
export const sourcePorts = {
  inputLabels: portLabels('port.actions'),
  outputLabels: portLabels('port.records', 'port.reports'),
} as const;
