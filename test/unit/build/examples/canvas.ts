/** A flow as drawn: boxes of nodes, lines of wires, and their overlaps. */
import { z } from 'zod';
import { type DraggedNode, drag } from '../dragged-node';
import { nodeWidth } from './label-width';

const placed = z.looseObject({
  id: z.string(),
  type: z.string(),
  name: z.string().default(''),
  z: z.string(),
  x: z.number(),
  y: z.number(),
  wires: z.array(z.array(z.string())).default([]),
});
export type Placed = z.infer<typeof placed>;

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

type Point = readonly [x: number, y: number];

const HEIGHT = 30;
const PORT_PITCH = 13;
/** Left of an inject node, right of a debug node. */
const BUTTON = 26;
const STATUS_HEIGHT = 18;
/** Usual statuses are about as long as their node is wide; `1,234 acknowledged` is longer than its node. */
const STATUS_WIDTH = 150;
const LINK_WIDTH = 30;
const NO_INPUT = /^(comment|catch|status|inject|link in)$/;
const SHOWS_STATUS = /^(mimecast-|http request$)/;

/** The nodes of a flow that are on a canvas. */
export const placedOf = (flow: readonly object[]): Placed[] =>
  flow.flatMap((node) => placed.safeParse(node).data ?? []);

const known = new Map<string, DraggedNode>();

function labelOf(node: Placed): string {
  if (node.name !== '') return node.name;
  if (!node.type.startsWith('mimecast-')) return node.type;
  const dragged = known.get(node.type) ?? drag(node.type);
  known.set(node.type, dragged);
  return String(dragged.call('label', node));
}

export const widthOf = (node: Placed): number =>
  /^link (in|out)$/.test(node.type) ? LINK_WIDTH : nodeWidth(labelOf(node), !NO_INPUT.test(node.type));

/** With its button; without its status. */
export function boxOf(node: Placed): Box {
  const half = widthOf(node) / 2;
  return {
    left: node.x - half - (node.type === 'inject' ? BUTTON : 0),
    right: node.x + half + (node.type === 'debug' ? BUTTON : 0),
    top: node.y - HEIGHT / 2,
    bottom: node.y + HEIGHT / 2,
  };
}

/** The box of the text below a node; undefined for nodes without one. */
export function statusBoxOf(node: Placed): Box | undefined {
  if (!SHOWS_STATUS.test(node.type)) return undefined;
  const { left, right, bottom } = boxOf(node);
  return { left, right: Math.max(right, left + STATUS_WIDTH), top: bottom, bottom: bottom + STATUS_HEIGHT };
}

export const overlap = (one: Box, two: Box): boolean =>
  one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom;

export interface Wire {
  readonly from: Placed;
  readonly to: Placed;
  /** Points of the line, from port to port. */
  readonly line: readonly Point[];
}

export function wiresOf(nodes: readonly Placed[]): Wire[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return nodes.flatMap((from) =>
    from.wires.flatMap((targets, index) =>
      targets.flatMap((id): Wire[] => {
        const to = byId.get(id);
        if (to === undefined) return [];
        const start: Point = [
          from.x + widthOf(from) / 2,
          from.y + (index - (from.wires.length - 1) / 2) * PORT_PITCH,
        ];
        return [{ from, to, line: curve(start, [to.x - widthOf(to) / 2, to.y]) }];
      }),
    ),
  );
}

const STEPS = 60;
const REACH = 100;

/** The curve that view.js draws to a node on the right. */
function curve([x1, y1]: Point, [x2, y2]: Point): Point[] {
  const distance = Math.hypot(x2 - x1, y2 - y1);
  const scale = 0.75 - (distance < REACH ? (0.75 * (REACH - distance)) / REACH : 0);
  const [c1, c2] = [x1 + REACH * scale, x2 - REACH * scale];
  return Array.from({ length: STEPS + 1 }, (_, step): Point => {
    const t = step / STEPS;
    const [a, b, c, d] = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2, t ** 3];
    return [a * x1 + b * c1 + c * c2 + d * x2, (a + b) * y1 + (c + d) * y2];
  });
}

export const crosses = ({ line }: Wire, box: Box | undefined): boolean =>
  box !== undefined && line.some(([x, y]) => x > box.left && x < box.right && y > box.top && y < box.bottom);
