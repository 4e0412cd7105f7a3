import { currentCanvas } from './canvas';
import { offerText } from './offer-text';
import { canSetToAck, setToAck } from './set-delivery';
import { ACK_TYPE, sourceSinkPairs } from './source-sink-pairs';

/**
 * In the dialog of a sink: a line for every source before it that does not wait for acknowledgements, with a
 * button that changes that. The change applies at once, like all changes of a dialog to other nodes; the
 * editor's undo reverts it.
 * @param sink id of the node whose dialog is open
 */
export function initSentSources(sink: string): void {
  const container = document.getElementById('node-input-sent-sources');
  if (container === null || RED.nodes.getType(ACK_TYPE) === undefined) return;
  const sources = sourceSinkPairs(currentCanvas()).flatMap((pair) =>
    pair.sink === sink ? [pair.source] : [],
  );
  container.append(...sources.filter(canSetToAck).map((source) => createLine(source, sink)));
}

function createLine(source: string, sink: string): HTMLElement {
  const tip = document.createElement('div');
  tip.className = 'form-tips';
  tip.style.marginBottom = '12px';
  const text = document.createElement('span');
  text.setAttribute('role', 'status');
  text.textContent = `${offerText('behind', [source], sink)} `;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'red-ui-button red-ui-button-small';
  button.textContent = offerText('set', [source], sink);
  button.addEventListener('click', () => {
    setToAck([source], sink);
    text.textContent = offerText('done', [source], sink);
    button.remove();
  });
  tip.append(text, button);
  return tip;
}
