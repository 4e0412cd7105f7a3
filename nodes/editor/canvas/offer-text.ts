import { textAt } from './canvas';

/** The texts are in the catalogue of the ack node, because there is no offer without that node. */
const KEYS = {
  question: 'node-red-contrib-mimecast/mimecast-ack:offer.question',
  needsAck: 'node-red-contrib-mimecast/mimecast-ack:offer.needsAck',
  set: 'node-red-contrib-mimecast/mimecast-ack:offer.set',
  leave: 'node-red-contrib-mimecast/mimecast-ack:offer.leave',
  behind: 'node-red-contrib-mimecast/mimecast-ack:offer.behind',
  done: 'node-red-contrib-mimecast/mimecast-ack:offer.done',
} as const;

export type OfferKey = keyof typeof KEYS;

/** The label of a node on the canvas; empty when the node is gone. */
export function nodeLabel(id: string): string {
  const node = RED.nodes.node(id);
  return node === null ? '' : RED.utils.getNodeLabel(node, textAt(node, 'type'));
}

/** A text about sources and a sink, with their labels. */
export function offerText(key: OfferKey, sources: readonly string[], sink: string): string {
  const values = { source: sources.map(nodeLabel).join(', '), sink: nodeLabel(sink) };
  return RED._(KEYS[key], values);
}
