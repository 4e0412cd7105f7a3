import type { Canvas, CanvasNode, Subflow, Wire } from './record-paths';

/** Typed access to the editor's own objects, which have no reliable types. */

export const textAt = (object: unknown, name: string): string => {
  const value = memberOf(object, name);
  return typeof value === 'string' ? value : '';
};

export const numberAt = (object: unknown, name: string): number => {
  const value = memberOf(object, name);
  return typeof value === 'number' ? value : 0;
};

export function memberOf(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, name) : undefined;
}

const listAt = (object: unknown, name: string): readonly unknown[] => {
  const value = memberOf(object, name);
  return Array.isArray(value) ? value : [];
};

const isDisabled = (node: unknown): boolean => memberOf(node, 'd') === true;

export const toWire = (link: unknown): Wire => ({
  from: textAt(memberOf(link, 'source'), 'id'),
  port: numberAt(link, 'sourcePort'),
  to: textAt(memberOf(link, 'target'), 'id'),
});

const canvasNode = (node: unknown): CanvasNode => ({
  id: textAt(node, 'id'),
  type: textAt(node, 'type'),
  links: listAt(node, 'links').filter((one) => typeof one === 'string'),
});

const canvasSubflow = (subflow: unknown): Subflow => ({
  id: textAt(subflow, 'id'),
  inputs: listAt(subflow, 'in').map((one) => textAt(one, 'id')),
  outputs: listAt(subflow, 'out').map((one) => textAt(one, 'id')),
});

/** The current content of the editor, with all tabs and subflows. */
export function currentCanvas(): Canvas {
  const nodes: CanvasNode[] = [];
  const wires: Wire[] = [];
  const subflows: Subflow[] = [];
  RED.nodes.eachNode((node) => {
    if (!isDisabled(node)) nodes.push(canvasNode(node));
    return true;
  });
  RED.nodes.eachLink((link) => {
    const ends = [memberOf(link, 'source'), memberOf(link, 'target')];
    if (!ends.some(isDisabled)) wires.push(toWire(link));
    return true;
  });
  RED.nodes.eachSubflow((subflow) => {
    subflows.push(canvasSubflow(subflow));
    return true;
  });
  return { nodes, wires, subflows };
}
