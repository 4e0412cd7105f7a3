import { buttonOf, formValue, inputOf, showIf, type Translate, textOf } from './fields';
import { cursorOf, type Level, lagOf, type NodeStand, standsIn, stateOf, timeOf } from './position-view';

/** Refresh interval while the dialog is open, ms. */
const REFRESH_MS = 3000;
const ID = 'mimecast-position';
const COLOURS: Readonly<Record<Level, string>> = {
  good: 'var(--red-ui-text-color-success)',
  busy: 'var(--red-ui-primary-text-color)',
  bad: 'var(--red-ui-text-color-error)',
  none: 'var(--red-ui-secondary-text-color)',
};
const MUTED = 'color: var(--red-ui-secondary-text-color); font-size: 0.9em';
const CELL = 'padding: 3px 10px 3px 0; vertical-align: top; text-align: left';
const COLUMNS = ['type', 'time', 'lag', 'state'] as const;

function element(tag: string, style: string, ...content: (string | Node)[]): HTMLElement {
  const made = document.createElement(tag);
  made.style.cssText = style;
  made.append(...content);
  return made;
}

function tableOf({ streams }: NodeStand, translate: Translate): HTMLElement {
  const now = Date.now();
  const head = COLUMNS.map((column) => {
    const cell = element(
      'th',
      `${CELL}; font-weight: normal; ${MUTED}`,
      translate(`position.column.${column}`),
    );
    cell.setAttribute('scope', 'col');
    return cell;
  });
  const rows = streams.map((stream) => {
    const { level, text } = stateOf(stream, translate);
    const details = cursorOf(stream, translate);
    const state = element('td', CELL, element('span', `color: ${COLOURS[level]}`, text));
    if (details !== '') state.append(element('div', MUTED, details));
    const name = element('th', `${CELL}; font-weight: normal; white-space: nowrap`, stream.type);
    name.setAttribute('scope', 'row');
    const times = [timeOf(stream, now), lagOf(stream)].map((words) =>
      element('td', `${CELL}; white-space: nowrap`, words),
    );
    return element('tr', 'border-top: 1px solid var(--red-ui-secondary-border-color)', name, ...times, state);
  });
  return element('table', 'width: 100%', element('tr', '', ...head), ...rows);
}

/** For a node in a subflow template: one table per instance. */
function listOf(nodes: readonly NodeStand[], translate: Translate): HTMLElement[] {
  return nodes.flatMap((node) => {
    const table = tableOf(node, translate);
    return nodes.length === 1 ? [table] : [element('div', 'margin-top: 8px', node.name || node.id), table];
  });
}

type Action = 'move' | 'reset';

/**
 * Initializes the panel that shows and moves the position of each stream. It acts on the deployed node at
 * once, not with the next deploy. URLs are relative, because only then the editor adds the login token.
 */
export function position(id: string, translate: Translate): void {
  const result = document.getElementById(`${ID}-result`);
  const list = document.getElementById(`${ID}-list`);
  const start = inputOf(`${ID}-start`);
  const question = document.getElementById(`${ID}-question`);
  const move = buttonOf(`${ID}-move`);
  const reset = buttonOf(`${ID}-reset`);
  const yes = buttonOf(`${ID}-yes`);
  const no = buttonOf(`${ID}-no`);
  if (!(result && list && start && question && move && reset && yes && no)) return;
  const url = `mimecast/position/${encodeURIComponent(id)}`;
  let pending: Action | undefined;
  /** The result of an action stays visible until the next one. */
  let said = { text: '', isProblem: false };

  const say = (text: string, isProblem = false): void => {
    if (result.textContent !== text) result.textContent = text;
    result.style.color = isProblem ? COLOURS.bad : '';
  };
  const show = (body: unknown): void => {
    const nodes = standsIn(body);
    list.replaceChildren(...listOf(nodes, translate));
    showIf(`${ID}-actions`, nodes.length > 0);
    if (nodes.length === 0) {
      say(translate('position.absent'));
      return;
    }
    const paused = nodes.some((node) => node.paused) ? translate('position.paused') : '';
    say([paused, said.text].filter((part) => part !== '').join(' · '), said.isProblem);
  };
  const wordsFor = (request: JQuery.jqXHR, unknown: string): string => {
    if (request.status === 401 || request.status === 403) return translate('position.permission');
    return textOf(request.responseJSON) ?? translate(unknown);
  };
  /** Repeats while the dialog is open. */
  const refresh = (): void => {
    if (!list.isConnected) return;
    $.ajax({ url: `${url}?absent=empty`, method: 'GET' })
      .done(show)
      .fail((request) => {
        showIf(`${ID}-actions`, false);
        say(wordsFor(request, 'position.unreachable'), true);
      })
      .always(() => setTimeout(refresh, REFRESH_MS));
  };
  const close = (): void => {
    const opener = pending === 'reset' ? reset : move;
    pending = undefined;
    showIf(`${ID}-confirm`, false);
    opener.focus();
  };
  const ask = (action: Action): void => {
    pending = action;
    const hours = formValue('node-input-lookback');
    const words = { time: start.value.trim() || start.placeholder, hours };
    question.textContent = translate(action === 'move' ? 'position.askMove' : 'position.askReset', words);
    yes.textContent = translate(`position.${action}`);
    showIf(`${ID}-confirm`, true);
    no.focus();
  };
  const act = (): void => {
    if (pending === undefined) return;
    const body = { start: start.value.trim() || start.placeholder };
    const request =
      pending === 'move'
        ? { url, method: 'PUT', contentType: 'application/json', data: JSON.stringify(body) }
        : { url, method: 'DELETE' };
    close();
    for (const button of [move, reset]) button.disabled = true;
    say(translate('position.running'));
    $.ajax(request)
      .done((answer: unknown) => {
        const text = textOf(answer);
        said = { text: text ?? translate('position.moved'), isProblem: false };
        if (text === undefined) show(answer);
        else say(text);
      })
      .fail((failed) => {
        said = { text: wordsFor(failed, 'position.unreachable'), isProblem: true };
        say(said.text, true);
      })
      .always(() => {
        for (const button of [move, reset]) button.disabled = false;
      });
  };
  move.addEventListener('click', () => ask('move'));
  reset.addEventListener('click', () => ask('reset'));
  no.addEventListener('click', close);
  yes.addEventListener('click', act);
  refresh();
}
