import type { FlowNode } from './account-helper';

export const placed = { z: 'tab', x: 100, y: 100 };

/** Collects its messages, under its id. */
const bin = (id: string): FlowNode => ({ id, type: 'collector', ...placed, wires: [] });

/**
 * Collecting nodes; three of them get what Node-RED reports about nodes: their `errors`, `statuses`, and what they have
 * `completed`.
 */
export const collectingNodes = (bins: readonly string[], nodes: readonly string[]): readonly FlowNode[] => [
  ...bins.map(bin),
  { id: 'catching', type: 'catch', ...placed, scope: null, uncaught: false, wires: [['errors']] },
  { id: 'watching', type: 'status', ...placed, scope: null, wires: [['statuses']] },
  { id: 'completing', type: 'complete', ...placed, scope: nodes, uncaught: false, wires: [['completed']] },
];

/** A TLS node as core's dialog stores it. */
export const tlsNode = (changes: object = {}): FlowNode => ({
  id: 'tls',
  type: 'tls-config',
  name: '',
  cert: '',
  key: '',
  ca: '',
  servername: '',
  verifyservercert: true,
  alpnprotocol: '',
  ...changes,
});

/** A policy check that runs on request. */
export const policyNode = (properties: Readonly<Record<string, unknown>> = {}): FlowNode => ({
  id: 'policy',
  type: 'mimecast-policy-check',
  ...placed,
  name: '',
  account: 'account',
  every: 0,
  wires: [['records'], ['reports']],
  ...properties,
});
