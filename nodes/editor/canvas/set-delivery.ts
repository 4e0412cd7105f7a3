import { PROPERTIES } from '../../lib/properties';
import { currentCanvas, memberOf, numberAt, textAt } from './canvas';
import { ACK_TYPE, isAcknowledged } from './source-sink-pairs';

/** px: gap between adjacent nodes, vertical distance of two nodes, and the editor's grid. */
const GAP = 40;
const ROW_DISTANCE = 60;
const GRID = 20;
/** px: width of a node with a short label, such as an ack node. */
const NODE_WIDTH = 100;

/** Whether a source has delivery `sent` and can be changed. A variable may have any value, so it is not changed. */
export function canSetToAck(id: string): boolean {
  const node = RED.nodes.node(id);
  return node !== null && (textAt(node, 'delivery') || 'sent') === 'sent' && !isLocked(textAt(node, 'z'));
}

/** Nodes of a locked flow can't be changed. */
function isLocked(flow: string): boolean {
  return memberOf(RED.nodes.workspace(flow) ?? RED.nodes.subflow(flow), 'locked') === true;
}

/**
 * Sets sources to delivery `ack`, and adds an ack node behind the sink if there is none: without it the
 * sources would wait forever. One step for the editor's undo.
 * @param sources ids; sources that are gone or were changed meanwhile are skipped
 * @param sink id of the sink
 */
export function setToAck(sources: readonly string[], sink: string): void {
  const dirty = RED.nodes.dirty();
  const edits = sources.filter(canSetToAck).map((id) => setDelivery(id, dirty));
  if (edits.length === 0) return;
  RED.history.push({ t: 'multi', events: [...edits, ...addAckNode(sink, dirty)], dirty });
  RED.nodes.dirty(true);
  RED.view.redraw(true);
}

function setDelivery(id: string, dirty: boolean): HistoryStep {
  const node = Object(RED.nodes.node(id));
  const changes = { delivery: memberOf(node, 'delivery') };
  const event: HistoryStep = { t: 'edit', node, changes, changed: memberOf(node, 'changed') === true, dirty };
  Object.assign(node, { delivery: 'ack', changed: true, dirty: true });
  RED.editor.validateNode(node);
  RED.events.emit('nodes:change', node);
  return event;
}

/** Adds an ack node if needed. Returns the entries for the undo history. */
function addAckNode(sink: string, dirty: boolean): readonly HistoryStep[] {
  const sinkNode = RED.nodes.node(sink);
  if (sinkNode === null || isAcknowledged(sink, currentCanvas())) return [];
  const id = RED.nodes.id();
  const defaults = Object.entries(PROPERTIES[ACK_TYPE]).map(([name, { value }]) => [name, value]);
  const z = textAt(sinkNode, 'z');
  const minX = numberAt(sinkNode, 'x') + (widthOf(sinkNode) + NODE_WIDTH) / 2 + GAP;
  const position = findFreePlace(z, Math.ceil(minX / GRID) * GRID, numberAt(sinkNode, 'y'));
  RED.nodes.import([{ ...Object.fromEntries(defaults), id, type: ACK_TYPE, z, ...position, wires: [[]] }]);
  const node = Object(RED.nodes.node(id));
  Object.assign(node, { changed: true, moved: true, dirty: true });
  const link = { source: sinkNode, sourcePort: 0, target: node };
  RED.nodes.addLink(link);
  return [{ t: 'add', nodes: [id], links: [link], dirty }];
}

/** px; Node-RED sets it when it draws the node. */
const widthOf = (node: unknown): number => numberAt(node, 'w') || NODE_WIDTH;

/** The first free place, searching downwards. */
function findFreePlace(z: string, x: number, y: number): { readonly x: number; readonly y: number } {
  const taken = RED.nodes.filterNodes({ z }).some((node) => {
    const [dx, dy] = [Math.abs(numberAt(node, 'x') - x), Math.abs(numberAt(node, 'y') - y)];
    return dx < (widthOf(node) + NODE_WIDTH) / 2 + GAP / 2 && dy < ROW_DISTANCE * 0.75;
  });
  return taken ? findFreePlace(z, x, y + ROW_DISTANCE) : { x, y };
}
