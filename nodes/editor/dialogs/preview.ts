import { type NodeType, PROPERTIES } from '../../lib/properties';
import { buttonOf, errorTextIn, formValue, inputOf, type Translate } from '../fields/fields';

const MAX_TEXT_LENGTH = 20_000;
const BOX_STYLE =
  'max-height: 300px; overflow: auto; margin: 4px 0 8px; padding: 6px 8px; white-space: pre-wrap; ' +
  'overflow-wrap: anywhere; font-family: var(--red-ui-monospace-font, monospace); font-size: 12px; ' +
  'color: var(--red-ui-primary-text-color); background: var(--red-ui-secondary-background); ' +
  'border: 1px solid var(--red-ui-secondary-border-color); border-radius: 4px';

interface FailedType {
  readonly type: string;
  readonly text: string;
}

interface PreviewResult {
  readonly messages: readonly object[];
  readonly empty: readonly string[];
  readonly failed: readonly FailedType[];
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isFailedType = (value: unknown): value is FailedType =>
  isObject(value) &&
  'type' in value &&
  typeof value.type === 'string' &&
  'text' in value &&
  typeof value.text === 'string';

function parseResult(body: unknown): PreviewResult | undefined {
  if (!isObject(body) || !('messages' in body) || !Array.isArray(body.messages)) return undefined;
  const empty: unknown = 'empty' in body ? body.empty : [];
  const failed: unknown = 'failed' in body ? body.failed : [];
  return {
    messages: body.messages.filter(isObject),
    empty: Array.isArray(empty) ? empty.map(String) : [],
    failed: Array.isArray(failed) ? failed.filter(isFailedType) : [],
  };
}

/** The current form values, by property. */
function formValues(type: NodeType): Record<string, string | boolean> {
  const values: Record<string, string | boolean> = {};
  for (const property of Object.keys(PROPERTIES[type])) {
    const id = `node-input-${property}`;
    const input = inputOf(id);
    const value = formValue(id);
    values[property] = input?.type === 'checkbox' ? input.checked : value === '_ADD_' ? '' : value;
  }
  return values;
}

/** `<details>` can be opened with the keyboard, and `<pre>` scrolled once it has the focus. */
function createSample(message: object, isFirst: boolean): HTMLElement {
  const details = document.createElement('details');
  details.open = isFirst;
  const summary = document.createElement('summary');
  summary.style.cssText = 'cursor: pointer; margin-top: 6px';
  summary.textContent = 'topic' in message ? String(message.topic) : '';
  const text = JSON.stringify(message, null, 2);
  const box = document.createElement('pre');
  box.tabIndex = 0;
  box.style.cssText = BOX_STYLE;
  box.textContent = text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)} …` : text;
  details.append(summary, box);
  return details;
}

function createErrorNote({ type, text }: FailedType): HTMLElement {
  const note = document.createElement('div');
  note.style.cssText = 'margin-top: 4px; color: var(--red-ui-text-color-error)';
  note.textContent = `${type}: ${text}`;
  return note;
}

/**
 * Initializes the button that shows a preview of messages, read with the current form values. No position
 * moves. The URL is relative, because only then the editor adds the login token.
 */
export function initPreview(
  node: { readonly id: string; readonly type: NodeType },
  translate: Translate,
): void {
  const button = buttonOf('mimecast-samples');
  const result = document.getElementById('mimecast-samples-result');
  const list = document.getElementById('mimecast-samples-list');
  if (button === undefined || result === null || list === null) return;
  const showMessage = (text: string, isProblem = false): void => {
    result.textContent = text;
    result.style.color = isProblem ? 'var(--red-ui-text-color-error)' : '';
  };
  const show = ({ messages, empty, failed }: PreviewResult): void => {
    list.replaceChildren(
      ...failed.map(createErrorNote),
      ...messages.map((one, index) => createSample(one, index === 0)),
    );
    if (messages.length > 0) showMessage('');
    else if (empty.length > 0) showMessage(translate('samples.nothing', { types: empty.join(', ') }));
    else showMessage(translate('samples.none'), failed.length > 0);
  };
  button.addEventListener('click', () => {
    const account: unknown = RED.nodes.node(formValue('node-input-account'));
    if (isObject(account) && 'changed' in account && account.changed === true) {
      showMessage(translate('samples.undeployed'), true);
      return;
    }
    button.disabled = true;
    list.replaceChildren();
    showMessage(translate('samples.running'));
    $.ajax({
      url: `mimecast/source/${encodeURIComponent(node.id)}/samples`,
      method: 'POST',
      contentType: 'application/json',
      data: JSON.stringify({ type: node.type, settings: formValues(node.type) }),
    })
      .done((body: unknown) => {
        const preview = parseResult(body);
        if (preview === undefined) showMessage(translate('samples.unreachable'), true);
        else show(preview);
      })
      .fail((request) => {
        const isForbidden = request.status === 401 || request.status === 403;
        const message = translate(isForbidden ? 'samples.permission' : 'samples.unreachable');
        showMessage(errorTextIn(request.responseJSON) ?? message, true);
      })
      .always(() => {
        button.disabled = false;
      });
  });
}
