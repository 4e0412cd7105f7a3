/** Computes where records can flow on a canvas, with wires, link nodes and subflows as one graph. Pure. */

export interface Wire {
  readonly from: string;
  /** output of `from`, from 0 */
  readonly port: number;
  readonly to: string;
}

export interface Subflow {
  readonly id: string;
  /** ids of the pseudo nodes for inputs and outputs on the canvas of the subflow; outputs in order */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface CanvasNode {
  readonly id: string;
  readonly type: string;
  /** of link nodes: ids of the linked nodes */
  readonly links: readonly string[];
}

export interface Canvas {
  /** without disabled nodes */
  readonly nodes: readonly CanvasNode[];
  readonly wires: readonly Wire[];
  readonly subflows: readonly Subflow[];
}

/** Sources send records to their first output. */
const RECORDS_OUTPUT = 0;
const INSTANCE_TYPE = /^subflow:(.+)$/;

type Graph = ReadonlyMap<string, readonly string[]>;

const inputOfNode = (id: string): string => `>${id}`;
const outputOfNode = (id: string, port: number): string => `${id}>${port}`;

/**
 * The nodes that the records of each source can reach.
 * @param isSource whether nodes of a type are sources: input of a source is not passed on
 * @returns ids of nodes by id of the source; for a source in a subflow including those behind its instances
 */
export function reachableFromSources(
  canvas: Canvas,
  isSource: (type: string) => boolean,
): ReadonlyMap<string, ReadonlySet<string>> {
  const graph = buildGraph(canvas, isSource);
  const sources = canvas.nodes.filter(({ type }) => isSource(type));
  return new Map(sources.map(({ id }) => [id, reachableNodes(outputOfNode(id, RECORDS_OUTPUT), graph)]));
}

/** The nodes that messages from any output of a node can reach. */
export function reachableFrom(
  id: string,
  canvas: Canvas,
  isSource: (type: string) => boolean,
): ReadonlySet<string> {
  const graph = buildGraph(canvas, isSource);
  const ports = new Set(canvas.wires.filter(({ from }) => from === id).map(({ port }) => port));
  return new Set([...ports].flatMap((port) => [...reachableNodes(outputOfNode(id, port), graph)]));
}

/** The graph. Its edges lead from every input and output to the next ones. */
function buildGraph(canvas: Canvas, isSource: (type: string) => boolean): Graph {
  const graph = new Map<string, string[]>();
  for (const [from, to] of [...wireEdges(canvas, isSource), ...linkEdges(canvas)])
    graph.set(from, [...(graph.get(from) ?? []), to]);
  return graph;
}

type Edge = readonly [from: string, to: string];

/** Along each wire, and through each node from its input to its outputs. */
function wireEdges({ nodes, wires }: Canvas, isSource: (type: string) => boolean): readonly Edge[] {
  const types = new Map(nodes.map(({ id, type }) => [id, type]));
  return wires.flatMap(({ from, port, to }): Edge[] => {
    const type = types.get(from) ?? '';
    const wireEdge: Edge = [outputOfNode(from, port), inputOfNode(to)];
    return isSource(type) || INSTANCE_TYPE.test(type)
      ? [wireEdge]
      : [wireEdge, [inputOfNode(from), outputOfNode(from, port)]];
  });
}

/** Through link nodes, and into and out of subflows. */
function linkEdges({ nodes, subflows }: Canvas): readonly Edge[] {
  const templates = new Map(subflows.map((subflow) => [subflow.id, subflow]));
  return nodes.flatMap(({ id, type, links }): Edge[] => {
    const { inputs = [], outputs = [] } = templates.get(INSTANCE_TYPE.exec(type)?.[1] ?? '') ?? {};
    const linked = type === 'link out' || type === 'link call' ? links : [];
    return [
      ...linked.map((link): Edge => [inputOfNode(id), inputOfNode(link)]),
      ...inputs.map((input): Edge => [inputOfNode(id), outputOfNode(input, 0)]),
      ...outputs.map((output, port): Edge => [inputOfNode(output), outputOfNode(id, port)]),
    ];
  });
}

function reachableNodes(start: string, graph: Graph): ReadonlySet<string> {
  const reached = new Set([start]);
  // Iterating a set includes elements that are added during the iteration.
  for (const point of reached) for (const next of graph.get(point) ?? []) reached.add(next);
  return new Set([...reached].filter((point) => point.startsWith('>')).map((point) => point.slice(1)));
}
