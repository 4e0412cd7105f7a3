/** Flows with this package, from the source to the output. All options that are not named have their defaults. */
import type { FlowNode } from '../../real/harness/node-red/node-red';
import { MODULUS } from '../measure/digest';
import { TYPES } from '../tenant';
import { COUNTED, OUT, REPORTS, type RunContext } from './run-context';

export type Options = Readonly<Record<string, unknown>>;

export const INJECT = 'bec4000000000101';
const TAB = 'bec4000000000100';
const ACCOUNT = 'bec40000000001a0';
const FIRST = 'bec4000000000111';
const Z = { z: TAB };
const id = (number: number): string => `bec4000000000${110 + number}`;

/** Wires nodes in a chain; the first one gets the messages of the sources. */
function chain(...nodes: readonly Options[]): FlowNode[] {
  return nodes.map((node, at) => ({
    ...{ id: id(at + 1), type: '', ...Z, wires: at + 1 < nodes.length ? [[id(at + 2)]] : [[]] },
    ...node,
  }));
}

/** The nodes started by the inject node: the sources, their reports to a file, and the nodes behind them. */
export function sourcesFlow(
  { apiUrl, folder }: RunContext,
  sources: readonly Options[],
  behind: FlowNode[],
): FlowNode[] {
  const ids = sources.map((_, at) => `bec40000000001b${at}`);
  const name = { filename: `${folder}/${REPORTS}`, filenameType: 'str' };
  const account = { id: ACCOUNT, type: 'mimecast-account', name: '', region: 'custom', baseUrl: apiUrl };
  return [
    { id: TAB, type: 'tab', label: 'bench', disabled: false },
    { ...account, credentials: { clientId: 'any', clientSecret: 'any' } },
    { id: INJECT, type: 'inject', ...Z, props: [], wires: [ids] },
    ...sources.map((source, at) => ({
      ...{ id: ids[at] ?? '', type: '', ...Z, account: ACCOUNT, every: 0, ...source },
      wires: [[FIRST], ['bec4000000000121']],
    })),
    {
      ...{ id: 'bec4000000000121', type: 'function', ...Z, outputs: 1, wires: [['bec4000000000122']] },
      func: 'msg.payload = JSON.stringify(msg.payload);\nreturn msg;',
    },
    {
      ...{ id: 'bec4000000000122', type: 'file', ...Z, ...name, appendNewline: true, overwriteFile: 'false' },
      wires: [[]],
    },
    ...behind,
  ];
}

const siem = (options: Options): Options => ({
  ...{ type: 'mimecast-siem', feed: 'cg-batch', types: TYPES.join(', '), lookback: 48, delivery: 'sent' },
  ...options,
});

const file = (where: RunContext, sync: 'none' | 'batch'): Options => ({
  ...{ type: 'mimecast-file', path: `${where.folder}/${OUT}`, rotate: 'none', sync, gzip: false },
});

const ACK: Options = { type: 'mimecast-ack', settles: 'message', verdict: 'auto', accept: '' };

/** A function node that reads each record, as a flow does that routes or filters them. */
const reader: Options = {
  type: 'function',
  func: 'if (!msg.payload.every(({ timestamp }) => timestamp > 0)) throw new Error(`no time`);\nreturn msg;',
};

/** The minimum cost of a function node, and proof of the received records: sums over ids and times. */
const counter = ({ events }: RunContext): Options => ({
  ...{ type: 'function', outputs: 2 },
  initialize: "context.set('seen', { events: 0, ids: 0, timestamps: 0 });",
  func: `
const seen = context.get('seen');
seen.events += 1;
seen.ids = (seen.ids + +('0x' + msg.mimecast.id.slice(0, 12))) % ${MODULUS};
seen.timestamps = (seen.timestamps + msg.payload.timestamp) % ${MODULUS};
return seen.events === ${events} ? [msg, { payload: JSON.stringify(seen) }] : PASS;`,
});

function counting(where: RunContext, pass: 'null' | 'msg', behind: readonly Options[]): FlowNode[] {
  const { func, ...node } = counter(where);
  const nodes = chain({ ...node, func: String(func).replace('PASS', pass) }, ...behind);
  const [first, ...rest] = nodes;
  const done = id(9);
  const next = behind.length === 0 ? [] : [id(2)];
  return [
    ...(first === undefined ? [] : [{ ...first, wires: [next, [done]] }]),
    ...rest,
    {
      ...{ id: done, type: 'file', ...Z, filename: `${where.folder}/${COUNTED}`, filenameType: 'str' },
      ...{ appendNewline: true, overwriteFile: 'false', wires: [[]] },
    },
  ];
}

type Flow = (where: RunContext) => FlowNode[];

export const linesFlow: Flow = (where) =>
  sourcesFlow(where, [siem({ output: 'lines' })], chain(file(where, 'none')));

export const pageFlow: Flow = (where) =>
  sourcesFlow(where, [siem({ output: 'page' })], chain(file(where, 'none')));

/** Where no node reads a page its lines are written unchanged; here the records are written. */
export const pageReadFlow: Flow = (where) =>
  sourcesFlow(where, [siem({ output: 'page' })], chain(reader, file(where, 'none')));

export const eventFlow: Flow = (where) =>
  sourcesFlow(where, [siem({ output: 'event' })], counting(where, 'null', []));

/** Lines mode, on the disk before it is acknowledged. */
export const ackFlow: Flow = (where) =>
  sourcesFlow(where, [siem({ output: 'lines', delivery: 'ack' })], chain(file(where, 'batch'), ACK));

export const ackPageFlow: Flow = (where) =>
  sourcesFlow(where, [siem({ output: 'page', delivery: 'ack' })], chain(file(where, 'batch'), ACK));

export const ackPageReadFlow: Flow = (where) =>
  sourcesFlow(where, [siem({ output: 'page', delivery: 'ack' })], chain(reader, file(where, 'batch'), ACK));

export const ackEventFlow: Flow = (where) =>
  sourcesFlow(where, [siem({ output: 'event', delivery: 'ack' })], counting(where, 'msg', [ACK]));

export const formatFlow =
  (format: string): Flow =>
  (where) =>
    sourcesFlow(
      where,
      [siem({ output: 'page' })],
      chain({ type: 'mimecast-format', format, options: '{}' }, file(where, 'none')),
    );

/** The logs that are read by time range, all at once. */
export const apiFlow: Flow = (where) =>
  sourcesFlow(
    where,
    [
      { type: 'mimecast-ttp', types: '', output: 'lines', lookback: 24, delivery: 'sent' },
      { type: 'mimecast-audit', categories: '', output: 'lines', lookback: 24, delivery: 'sent' },
    ],
    chain({ ...file(where, 'none'), path: `${where.folder}/{type}.ndjson` }),
  );
