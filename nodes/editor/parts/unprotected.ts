import { PROPERTIES } from '../../lib/properties';
import type { PropertyTable } from '../../lib/properties/kinds';
import { type Canvas, nodesAfter, recordWays } from './record-ways';

/** Which sources let go of records that a sink behind them may lose. Pure. */

export interface Pair {
  /** id of a source */
  readonly source: string;
  /** id of a node behind it whose result should be waited for */
  readonly sink: string;
}

const TABLES: Readonly<Record<string, PropertyTable>> = PROPERTIES;
export const ACK = 'mimecast-ack';
const SINKS: ReadonlySet<string> = new Set(['mimecast-file', 'mimecast-syslog', ACK]);

export const isSource = (type: string): boolean => TABLES[type]?.['delivery'] !== undefined;

/** @returns every sink with every source before it, whatever the source's delivery is */
export function sinksOfSources(canvas: Canvas): readonly Pair[] {
  const sinks = new Set(canvas.nodes.filter(({ type }) => SINKS.has(type)).map(({ id }) => id));
  return [...recordWays(canvas, isSource)].flatMap(([source, reached]) =>
    [...reached].filter((id) => sinks.has(id)).map((sink) => ({ source, sink })),
  );
}

/** What is in the second list and not in the first. */
export function newPairs(before: readonly Pair[], after: readonly Pair[]): readonly Pair[] {
  const key = ({ source, sink }: Pair): string => `${source} ${sink}`;
  const known = new Set(before.map(key));
  return after.filter((pair) => !known.has(key(pair)));
}

/** Whether a sink's result is told to the source: it is an ack node, or there is one behind it. */
export function isAcknowledged(sink: string, canvas: Canvas): boolean {
  const acks = new Set(canvas.nodes.filter(({ type }) => type === ACK).map(({ id }) => id));
  return acks.has(sink) || [...nodesAfter(sink, canvas, isSource)].some((id) => acks.has(id));
}
