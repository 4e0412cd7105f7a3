import { buttonOf, errorTextIn, formValue, setVisible, type Translate } from '../../fields/fields';
import {
  describeCursor,
  describeState,
  formatLag,
  formatPositionTime,
  type Level,
  type NodePosition,
  parsePositions,
} from './position-format';
import { initRangeFields } from './position-range';

/** Refresh interval while the dialog is open, ms. */
const REFRESH_MS = 3000;
const ID_PREFIX = 'mimecast-position';
const COLOURS: Readonly<Record<Level, string>> = {
  good: 'var(--red-ui-text-color-success)',
  busy: 'var(--red-ui-primary-text-color)',
  bad: 'var(--red-ui-text-color-error)',
  none: 'var(--red-ui-secondary-text-color)',
};
const MUTED_STYLE = 'color: var(--red-ui-secondary-text-color); font-size: 0.9em';
const CELL_STYLE = 'padding: 3px 10px 3px 0; vertical-align: top; text-align: left';
const COLUMNS = ['type', 'time', 'lag', 'state'] as const;

function createElement(tag: string, style: string, ...content: (string | Node)[]): HTMLElement {
  const created = document.createElement(tag);
  created.style.cssText = style;
  created.append(...content);
  return created;
}

function createTable({ streams }: NodePosition, translate: Translate): HTMLElement {
  const now = Date.now();
  const head = COLUMNS.map((column) => {
    const cell = createElement(
      'th',
      `${CELL_STYLE}; font-weight: normal; ${MUTED_STYLE}`,
      translate(`position.column.${column}`),
    );
    cell.setAttribute('scope', 'col');
    return cell;
  });
  const rows = streams.map((stream) => {
    const { level, text } = describeState(stream, translate);
    const details = describeCursor(stream, translate);
    const state = createElement('td', CELL_STYLE, createElement('span', `color: ${COLOURS[level]}`, text));
    if (details !== '') state.append(createElement('div', MUTED_STYLE, details));
    const name = createElement('th', `${CELL_STYLE}; font-weight: normal; white-space: nowrap`, stream.type);
    name.setAttribute('scope', 'row');
    const times = [formatPositionTime(stream, now), formatLag(stream)].map((time) =>
      createElement('td', `${CELL_STYLE}; white-space: nowrap`, time),
    );
    return createElement(
      'tr',
      'border-top: 1px solid var(--red-ui-secondary-border-color)',
      name,
      ...times,
      state,
    );
  });
  return createElement('table', 'width: 100%', createElement('tr', '', ...head), ...rows);
}

/** For a node in a subflow template: one table per instance. */
function createTables(nodes: readonly NodePosition[], translate: Translate): HTMLElement[] {
  return nodes.flatMap((node) => {
    const table = createTable(node, translate);
    return nodes.length === 1
      ? [table]
      : [createElement('div', 'margin-top: 8px', node.name || node.id), table];
  });
}

type Action = 'move' | 'replay' | 'reset';

/** Keys of the button and of the question. */
const TEXTS: Readonly<Record<Action, { readonly button: string; readonly question: string }>> = {
  move: { button: 'position.move', question: 'position.askMove' },
  replay: { button: 'position.replay', question: 'position.askReplay' },
  reset: { button: 'position.reset', question: 'position.askReset' },
};

/**
 * Initializes the panel that shows and moves the position of each stream. It acts on the deployed node at
 * once, not with the next deploy. URLs are relative, because only then the editor adds the login token.
 */
export function initPosition(id: string, translate: Translate): void {
  const result = document.getElementById(`${ID_PREFIX}-result`);
  const list = document.getElementById(`${ID_PREFIX}-list`);
  const range = initRangeFields();
  const question = document.getElementById(`${ID_PREFIX}-question`);
  const moveButton = buttonOf(`${ID_PREFIX}-move`);
  const resetButton = buttonOf(`${ID_PREFIX}-reset`);
  const confirmButton = buttonOf(`${ID_PREFIX}-yes`);
  const cancelButton = buttonOf(`${ID_PREFIX}-no`);
  if (!(result && list && range && question && moveButton && resetButton && confirmButton && cancelButton))
    return;
  const url = `mimecast/position/${encodeURIComponent(id)}`;
  let pendingAction: Action | undefined;
  /** The result of an action stays visible until the next one. */
  let lastResult = { text: '', isProblem: false };

  const showMessage = (text: string, isProblem = false): void => {
    if (result.textContent !== text) result.textContent = text;
    result.style.color = isProblem ? COLOURS.bad : '';
  };
  const show = (body: unknown): void => {
    const nodes = parsePositions(body);
    list.replaceChildren(...createTables(nodes, translate));
    setVisible(`${ID_PREFIX}-actions`, nodes.length > 0);
    if (nodes.length === 0) {
      showMessage(translate('position.absent'));
      return;
    }
    const paused = nodes.some((node) => node.paused) ? translate('position.paused') : '';
    showMessage([paused, lastResult.text].filter((part) => part !== '').join(' · '), lastResult.isProblem);
  };
  const errorMessage = (request: JQuery.jqXHR, unknown: string): string => {
    if (request.status === 401 || request.status === 403) return translate('position.permission');
    return errorTextIn(request.responseJSON) ?? translate(unknown);
  };
  /** Repeats while the dialog is open. */
  const refresh = (): void => {
    if (!list.isConnected) return;
    $.ajax({ url: `${url}?absent=empty`, method: 'GET' })
      .done(show)
      .fail((request) => {
        setVisible(`${ID_PREFIX}-actions`, false);
        showMessage(errorMessage(request, 'position.unreachable'), true);
      })
      .always(() => setTimeout(refresh, REFRESH_MS));
  };
  /** With an end, a range is read again. Without one, the position moves. */
  const startAction = (): Action => (range.read().end === undefined ? 'move' : 'replay');
  const closeQuestion = (): void => {
    const opener = pendingAction === 'reset' ? resetButton : moveButton;
    pendingAction = undefined;
    setVisible(`${ID_PREFIX}-confirm`, false);
    opener.focus();
  };
  const confirmAction = (action: Action): void => {
    pendingAction = action;
    const hours = formValue('node-input-lookback');
    const { start, end = '' } = range.read();
    question.textContent = translate(TEXTS[action].question, { time: start, end, hours });
    confirmButton.textContent = translate(TEXTS[action].button);
    setVisible(`${ID_PREFIX}-confirm`, true);
    cancelButton.focus();
  };
  const runAction = (): void => {
    if (pendingAction === undefined) return;
    const request =
      pendingAction === 'reset'
        ? { url, method: 'DELETE' }
        : { url, method: 'PUT', contentType: 'application/json', data: JSON.stringify(range.read()) };
    closeQuestion();
    for (const button of [moveButton, resetButton]) button.disabled = true;
    showMessage(translate('position.running'));
    $.ajax(request)
      .done((response: unknown) => {
        const text = errorTextIn(response);
        lastResult = { text: text ?? translate('position.moved'), isProblem: false };
        if (text === undefined) show(response);
        else showMessage(text);
      })
      .fail((failed) => {
        lastResult = { text: errorMessage(failed, 'position.unreachable'), isProblem: true };
        showMessage(lastResult.text, true);
      })
      .always(() => {
        for (const button of [moveButton, resetButton]) button.disabled = false;
      });
  };
  range.onChange(() => {
    moveButton.textContent = translate(TEXTS[startAction()].button);
  });
  moveButton.addEventListener('click', () => confirmAction(startAction()));
  resetButton.addEventListener('click', () => confirmAction('reset'));
  cancelButton.addEventListener('click', closeQuestion);
  confirmButton.addEventListener('click', runAction);
  refresh();
}
