import { textAt } from './canvas';

/** In the catalogue of the ack node: without that node there is nothing to be offered. */
const SENTENCES = {
  question: 'node-red-contrib-mimecast/mimecast-ack:offer.question',
  needsAck: 'node-red-contrib-mimecast/mimecast-ack:offer.needsAck',
  set: 'node-red-contrib-mimecast/mimecast-ack:offer.set',
  leave: 'node-red-contrib-mimecast/mimecast-ack:offer.leave',
  behind: 'node-red-contrib-mimecast/mimecast-ack:offer.behind',
  done: 'node-red-contrib-mimecast/mimecast-ack:offer.done',
} as const;

export type OfferKey = keyof typeof SENTENCES;

/** A node as the canvas calls it; empty when it is gone. */
export function labelOf(id: string): string {
  const node = RED.nodes.node(id);
  return node === null ? '' : RED.utils.getNodeLabel(node, textAt(node, 'type'));
}

/** A sentence about sources and a sink, which are named as on the canvas. */
export function offerText(key: OfferKey, sources: readonly string[], sink: string): string {
  const values = { source: sources.map(labelOf).join(', '), sink: labelOf(sink) };
  return RED._(SENTENCES[key], values);
}
