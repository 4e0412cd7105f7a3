import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../built';
import { boxOf, crosses, overlap, type Placed, placedOf, statusBoxOf, wiresOf } from './canvas';

const EXAMPLES = join(ROOT, 'examples');
/**
 * The visible part of the canvas in a window of 1280 px, between palette and sidebar: 777 px in Node-RED 4.1, 759 in
 * 5.0, where the sidebar covers it. Some of it is used by the scroll bar.
 */
const VISIBLE = { left: 10, right: 760 };
/** Between adjacent nodes: with less the ports touch. */
const GAP = 12;

const flow = z.array(z.looseObject({ id: z.string(), type: z.string() }));
const files = readdirSync(EXAMPLES).filter((file) => file.endsWith('.json'));

/** By tab and subflow, each of which is a canvas of its own. */
function canvases(file: string): Placed[][] {
  const nodes = placedOf(flow.parse(JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8'))));
  const ids = [...new Set(nodes.map(({ z: canvas }) => canvas))];
  return ids.map((id) => nodes.filter(({ z: canvas }) => canvas === id));
}

const what = ({ type, name }: Placed): string => `${type} ${JSON.stringify(name)}`;

describe('The canvas of each example', function () {
  this.timeout(60_000);

  for (const file of files) {
    it(`${file}: fits a window of 1280 px, and nothing overlaps`, () => {
      const drawn = canvases(file);
      assert.ok(drawn.length > 0 && drawn.every((nodes) => nodes.length > 2));
      assert.deepEqual(
        drawn.flatMap((nodes) => [...tooFar(nodes), ...tooClose(nodes), ...crossed(nodes)]),
        [],
      );
    });
  }
});

function tooFar(nodes: readonly Placed[]): string[] {
  return nodes
    .map((node) => ({ node, box: boxOf(node) }))
    .filter(({ box }) => box.left < VISIBLE.left || box.right > VISIBLE.right)
    .map(({ node, box }) => `${what(node)} reaches from ${box.left} to ${box.right}`);
}

function tooClose(nodes: readonly Placed[]): string[] {
  return nodes.flatMap((one, index) =>
    nodes
      .slice(index + 1)
      .filter((two) => inTheWay(one, two) || inTheWay(two, one))
      .map((two) => `${what(one)} meets ${what(two)}`),
  );
}

/** Two statuses side by side may meet: their length is known only at run time. */
function inTheWay(one: Placed, two: Placed): boolean {
  const { right, ...box } = boxOf(one);
  const status = statusBoxOf(one);
  return (
    overlap({ ...box, right: right + GAP }, boxOf(two)) ||
    (status !== undefined && overlap(status, boxOf(two)))
  );
}

function crossed(nodes: readonly Placed[]): string[] {
  return wiresOf(nodes).flatMap((wire) => {
    const called = `the wire from ${what(wire.from)} to ${what(wire.to)}`;
    const [start = [0], end = [0]] = [wire.line[0], wire.line.at(-1)];
    if (end[0] <= start[0]) return [`${called} leads back`];
    const statuses = nodes
      .filter((node) => crosses(wire, statusBoxOf(node)))
      .map((node) => `${called} crosses the status of ${what(node)}`);
    const others = nodes
      .filter((node) => node !== wire.from && node !== wire.to && crosses(wire, boxOf(node)))
      .map((node) => `${called} crosses ${what(node)}`);
    return [...statuses, ...others];
  });
}
