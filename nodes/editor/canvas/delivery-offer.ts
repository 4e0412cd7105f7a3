import { currentCanvas, textAt, toWire } from './canvas';
import { type OfferKey, offerText } from './offer-text';
import type { Wire } from './record-paths';
import { canSetToAck, setToAck } from './set-delivery';
import { ACK_TYPE, isAcknowledged, newPairs, sourceSinkPairs } from './source-sink-pairs';

/** Sources of added nodes that Node-RED reports for single nodes, not for imported flows. */
const MANUAL_SOURCES: ReadonlySet<string> = new Set(['palette', 'typeSearch', 'suggestion']);

/** The page may run the script several times; the newest instance replaces the previous one. */
const STOP_KEY = 'nodeRedContribMimecastWatching';

/**
 * Watches manual wiring. When a sink is wired behind a source that does not wait for acknowledgements, it
 * offers to change that, once per source. Ignores loaded, imported and pasted flows, undo and redo.
 */
export function offerDelivery(): void {
  const stopPrevious: unknown = Reflect.get(globalThis, STOP_KEY);
  if (typeof stopPrevious === 'function') stopPrevious();
  const observer = new WiringObserver();
  const handlers: readonly (readonly [string, (item: unknown, context?: unknown) => void])[] = [
    ['nodes:add', (node, context) => observer.nodeAdded(node, context)],
    ['links:add', (link) => observer.linkAdded(link)],
    ['links:remove', (link) => observer.linkRemoved(link)],
  ];
  for (const [event, handler] of handlers) RED.events.on(event, handler);
  Reflect.set(globalThis, STOP_KEY, () => {
    for (const [event, handler] of handlers) RED.events.off(event, handler);
  });
}

/** Collects the wiring changes of one user action. */
class WiringObserver {
  readonly #offered = new Set<string>();
  /** Only undo and redo add a removed link object again. Manual wiring creates new ones. */
  readonly #removedLinks = new WeakSet<object>();
  #added: Wire[] = [];
  #removed: Wire[] = [];
  #imported = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  nodeAdded(node: unknown, context: unknown): void {
    if (MANUAL_SOURCES.has(textAt(context, 'source'))) return;
    this.#imported.add(textAt(node, 'id'));
    this.#schedule();
  }

  linkAdded(link: unknown): void {
    if (typeof link !== 'object' || link === null || this.#removedLinks.has(link)) return;
    this.#added.push(toWire(link));
    this.#schedule();
  }

  linkRemoved(link: unknown): void {
    if (typeof link !== 'object' || link === null) return;
    this.#removedLinks.add(link);
    this.#removed.push(toWire(link));
    this.#schedule();
  }

  /** Deferred until the editor has finished the action and written its history. */
  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#processChanges(), 0);
  }

  #processChanges(): void {
    const added = this.#added;
    const removed = this.#removed;
    const imported = this.#imported;
    [this.#added, this.#removed, this.#imported, this.#timer] = [[], [], new Set(), undefined];
    const manual = added.filter(({ from, to }) => !imported.has(from) && !imported.has(to));
    if (manual.length === 0 || RED.nodes.getType(ACK_TYPE) === undefined) return;
    const canvas = currentCanvas();
    const key = ({ from, port, to }: Wire): string => `${from} ${port} ${to}`;
    const addedKeys = new Set(manual.map(key));
    const wiresBefore = [...canvas.wires.filter((wire) => !addedKeys.has(key(wire))), ...removed];
    const before = sourceSinkPairs({ ...canvas, wires: wiresBefore });
    const newlyWired = newPairs(before, sourceSinkPairs(canvas)).filter(
      ({ source }) => !this.#offered.has(source) && canSetToAck(source),
    );
    // The last sink. Records that have passed it have passed all others too.
    const sink = newlyWired.at(-1)?.sink;
    if (sink === undefined) return;
    const sources = [...new Set(newlyWired.map(({ source }) => source))];
    for (const source of sources) this.#offered.add(source);
    showOffer(sources, sink, isAcknowledged(sink, canvas));
  }
}

function showOffer(sources: readonly string[], sink: string, acknowledged: boolean): void {
  const translate = (key: OfferKey): string => offerText(key, sources, sink);
  const text = document.createElement('p');
  text.setAttribute('role', 'alert');
  // Names of nodes are untrusted text, so no HTML.
  text.textContent = [translate('question'), ...(acknowledged ? [] : [translate('needsAck')])].join(' ');
  const notification = RED.notify($(text), {
    type: 'warning',
    fixed: true,
    buttons: [
      {
        text: translate('set'),
        class: 'primary',
        click: () => {
          notification.close();
          setToAck(sources, sink);
        },
      },
      { text: translate('leave'), click: () => notification.close() },
    ],
  });
}
