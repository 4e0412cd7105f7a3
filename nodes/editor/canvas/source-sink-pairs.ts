import { PROPERTIES } from '../../lib/properties';
import type { PropertyTable } from '../../lib/properties/property-types';
import { type Canvas, reachableFrom, reachableFromSources } from './record-paths';

/** Finds sources that do not wait for a sink behind them, so records may be lost. Pure. */

export interface SourceSinkPair {
  /** id of a source */
  readonly source: string;
  /** id of a node behind it whose result the source should wait for */
  readonly sink: string;
}

const TABLES: Readonly<Record<string, PropertyTable>> = PROPERTIES;
export const ACK_TYPE = 'mimecast-ack';
const SINK_TYPES: ReadonlySet<string> = new Set([
  'mimecast-file',
  'mimecast-http',
  'mimecast-syslog',
  ACK_TYPE,
]);

export const isSource = (type: string): boolean => TABLES[type]?.['delivery'] !== undefined;

/** @returns every pair of a sink and a source before it, whatever the delivery of the source is */
export function sourceSinkPairs(canvas: Canvas): readonly SourceSinkPair[] {
  const sinks = new Set(canvas.nodes.filter(({ type }) => SINK_TYPES.has(type)).map(({ id }) => id));
  return [...reachableFromSources(canvas, isSource)].flatMap(([source, reached]) =>
    [...reached].filter((id) => sinks.has(id)).map((sink) => ({ source, sink })),
  );
}

/** The pairs of the second list that are not in the first. */
export function newPairs(
  before: readonly SourceSinkPair[],
  after: readonly SourceSinkPair[],
): readonly SourceSinkPair[] {
  const key = ({ source, sink }: SourceSinkPair): string => `${source} ${sink}`;
  const known = new Set(before.map(key));
  return after.filter((pair) => !known.has(key(pair)));
}

/** Whether the source receives the result of a sink: it is an ack node, or there is one behind it. */
export function isAcknowledged(sink: string, canvas: Canvas): boolean {
  const acks = new Set(canvas.nodes.filter(({ type }) => type === ACK_TYPE).map(({ id }) => id));
  return acks.has(sink) || [...reachableFrom(sink, canvas, isSource)].some((id) => acks.has(id));
}
