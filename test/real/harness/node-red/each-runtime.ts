import { nodeRed4, nodeRed5, type Runtime, withoutNodeRed5 } from './runtime';

interface Candidate {
  readonly name: string;
  readonly missing: string | undefined;
  get(): Promise<Runtime>;
}

const CANDIDATES: readonly Candidate[] = [
  { name: nodeRed4.name, missing: undefined, get: async () => nodeRed4 },
  { name: 'Node-RED 5.0', missing: withoutNodeRed5(), get: nodeRed5 },
];

/** One `describe` for each Node-RED; an unavailable one is printed and counted as pending. */
export function onEachNodeRed(what: string, specify: (get: () => Promise<Runtime>) => void): void {
  for (const { name, missing, get } of CANDIDATES) {
    if (missing === undefined) describe(`${what}, on ${name}`, () => specify(get));
    else describe.skip(`${what}, on ${name} (skipped: ${missing})`, () => specify(get));
  }
}
