import { currentCanvas, textAt, wireOf } from './canvas';
import { type OfferKey, offerText } from './offer-text';
import type { Wire } from './record-ways';
import { isSent, setToAck } from './set-delivery';
import { ACK, isAcknowledged, newPairs, sinksOfSources } from './unprotected';

/** Sources of added nodes that Node-RED reports for single nodes, not for imported flows. */
const BY_HAND: ReadonlySet<string> = new Set(['palette', 'typeSearch', 'suggestion']);

/** The page may run the script several times; the newest instance replaces the previous one. */
const WATCHING = 'nodeRedContribMimecastWatching';

/**
 * Watches manual wiring. When a sink is wired behind a source that does not wait for acknowledgements, it
 * offers to change that, once per source. Ignores loaded, imported and pasted flows, undo and redo.
 */
export function offerDelivery(): void {
  const before: unknown = Reflect.get(globalThis, WATCHING);
  if (typeof before === 'function') before();
  const wiring = new Wiring();
  const handlers: readonly (readonly [string, (thing: unknown, context?: unknown) => void])[] = [
    ['nodes:add', (node, context) => wiring.nodeAdded(node, context)],
    ['links:add', (link) => wiring.linkAdded(link)],
    ['links:remove', (link) => wiring.linkRemoved(link)],
  ];
  for (const [event, handler] of handlers) RED.events.on(event, handler);
  Reflect.set(globalThis, WATCHING, () => {
    for (const [event, handler] of handlers) RED.events.off(event, handler);
  });
}

/** Collects the wiring changes of one user action. */
class Wiring {
  readonly #offered = new Set<string>();
  /** Removed links come back only by undo and redo: manual wiring creates new link objects. */
  readonly #gone = new WeakSet<object>();
  #added: Wire[] = [];
  #removed: Wire[] = [];
  #brought = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  nodeAdded(node: unknown, context: unknown): void {
    if (BY_HAND.has(textAt(context, 'source'))) return;
    this.#brought.add(textAt(node, 'id'));
    this.#soon();
  }

  linkAdded(link: unknown): void {
    if (typeof link !== 'object' || link === null || this.#gone.has(link)) return;
    this.#added.push(wireOf(link));
    this.#soon();
  }

  linkRemoved(link: unknown): void {
    if (typeof link !== 'object' || link === null) return;
    this.#gone.add(link);
    this.#removed.push(wireOf(link));
    this.#soon();
  }

  /** Deferred until the editor has finished the action and written its history. */
  #soon(): void {
    this.#timer ??= setTimeout(() => this.#look(), 0);
  }

  #look(): void {
    const added = this.#added;
    const removed = this.#removed;
    const brought = this.#brought;
    [this.#added, this.#removed, this.#brought, this.#timer] = [[], [], new Set(), undefined];
    const byHand = added.filter(({ from, to }) => !brought.has(from) && !brought.has(to));
    if (byHand.length === 0 || RED.nodes.getType(ACK) === undefined) return;
    const canvas = currentCanvas();
    const key = ({ from, port, to }: Wire): string => `${from} ${port} ${to}`;
    const made = new Set(byHand.map(key));
    const wiresBefore = [...canvas.wires.filter((wire) => !made.has(key(wire))), ...removed];
    const before = sinksOfSources({ ...canvas, wires: wiresBefore });
    const open = newPairs(before, sinksOfSources(canvas)).filter(
      ({ source }) => !this.#offered.has(source) && isSent(source),
    );
    // The last sink: records behind it have passed all others.
    const sink = open.at(-1)?.sink;
    if (sink === undefined) return;
    const sources = [...new Set(open.map(({ source }) => source))];
    for (const source of sources) this.#offered.add(source);
    offer(sources, sink, isAcknowledged(sink, canvas));
  }
}

function offer(sources: readonly string[], sink: string, acknowledged: boolean): void {
  const sentence = (key: OfferKey): string => offerText(key, sources, sink);
  const text = document.createElement('p');
  text.setAttribute('role', 'alert');
  // Names of nodes are untrusted text, so no HTML.
  text.textContent = [sentence('question'), ...(acknowledged ? [] : [sentence('needsAck')])].join(' ');
  const notification = RED.notify($(text), {
    type: 'warning',
    fixed: true,
    buttons: [
      {
        text: sentence('set'),
        class: 'primary',
        click: () => {
          notification.close();
          setToAck(sources, sink);
        },
      },
      { text: sentence('leave'), click: () => notification.close() },
    ],
  });
}
