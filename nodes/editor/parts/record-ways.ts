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
const RECORDS = 0;
const INSTANCE = /^subflow:(.+)$/;

type Steps = ReadonlyMap<string, readonly string[]>;

const into = (id: string): string => `>${id}`;
const outOf = (id: string, port: number): string => `${id}>${port}`;

/**
 * The nodes that the records of each source can reach.
 * @param isSource whether nodes of a type are sources: input of a source is not passed on
 * @returns ids of nodes by id of the source; for a source in a subflow including those behind its instances
 */
export function recordWays(
  canvas: Canvas,
  isSource: (type: string) => boolean,
): ReadonlyMap<string, ReadonlySet<string>> {
  const steps = stepsOf(canvas, isSource);
  const sources = canvas.nodes.filter(({ type }) => isSource(type));
  return new Map(sources.map(({ id }) => [id, nodesBehind(outOf(id, RECORDS), steps)]));
}

/** The nodes that messages from any output of a node can reach. */
export function nodesAfter(
  id: string,
  canvas: Canvas,
  isSource: (type: string) => boolean,
): ReadonlySet<string> {
  const steps = stepsOf(canvas, isSource);
  const ports = new Set(canvas.wires.filter(({ from }) => from === id).map(({ port }) => port));
  return new Set([...ports].flatMap((port) => [...nodesBehind(outOf(id, port), steps)]));
}

/** The graph: from every input and output to the next ones. */
function stepsOf(canvas: Canvas, isSource: (type: string) => boolean): Steps {
  const steps = new Map<string, string[]>();
  for (const [from, to] of [...wireSteps(canvas, isSource), ...innerSteps(canvas)])
    steps.set(from, [...(steps.get(from) ?? []), to]);
  return steps;
}

type Step = readonly [from: string, to: string];

/** Along each wire, and through each node from its input to its outputs. */
function wireSteps({ nodes, wires }: Canvas, isSource: (type: string) => boolean): readonly Step[] {
  const types = new Map(nodes.map(({ id, type }) => [id, type]));
  return wires.flatMap(({ from, port, to }): Step[] => {
    const type = types.get(from) ?? '';
    const along: Step = [outOf(from, port), into(to)];
    return isSource(type) || INSTANCE.test(type) ? [along] : [along, [into(from), outOf(from, port)]];
  });
}

/** Through link nodes, and into and out of subflows. */
function innerSteps({ nodes, subflows }: Canvas): readonly Step[] {
  const templates = new Map(subflows.map((subflow) => [subflow.id, subflow]));
  return nodes.flatMap(({ id, type, links }): Step[] => {
    const { inputs = [], outputs = [] } = templates.get(INSTANCE.exec(type)?.[1] ?? '') ?? {};
    const linked = type === 'link out' || type === 'link call' ? links : [];
    return [
      ...linked.map((link): Step => [into(id), into(link)]),
      ...inputs.map((input): Step => [into(id), outOf(input, 0)]),
      ...outputs.map((output, port): Step => [into(output), outOf(id, port)]),
    ];
  });
}

function nodesBehind(start: string, steps: Steps): ReadonlySet<string> {
  const seen = new Set([start]);
  // Iterating a set includes elements that are added during the iteration.
  for (const place of seen) for (const next of steps.get(place) ?? []) seen.add(next);
  return new Set([...seen].filter((place) => place.startsWith('>')).map((place) => place.slice(1)));
}
