import { inputOf, type Translate } from './fields';

interface Row {
  readonly about: string;
  readonly state: string;
  readonly permission: string;
  readonly product: string;
  readonly reason: string;
  readonly usedBy: readonly string[];
}

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' &&
  value !== null &&
  ['about', 'state', 'permission', 'product', 'reason'].every(
    (name) => typeof Reflect.get(value, name) === 'string',
  ) &&
  'usedBy' in value &&
  Array.isArray(value.usedBy);

const rowsOf = (body: unknown): readonly Row[] | undefined =>
  typeof body === 'object' && body !== null && 'rows' in body && Array.isArray(body.rows)
    ? body.rows.filter(isRow)
    : undefined;
const textOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'text' in body ? String(body.text) : '';

function element(tag: string, text: string, style = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.style.cssText = style;
  return made;
}

const CELL = 'padding: 2px 8px 2px 0; vertical-align: top';
const COLOURS: Readonly<Record<string, string>> = {
  works: 'var(--red-ui-text-color-success)',
  broken: 'var(--red-ui-text-color-error)',
};

function tableOf(rows: readonly Row[], translate: Translate): HTMLElement {
  const table = element('table', '', 'width: 100%; margin: 4px 0');
  const head = document.createElement('tr');
  for (const key of ['what', 'state', 'needs']) {
    const cell = element('th', translate(`doctor.column.${key}`), `${CELL}; text-align: left`);
    cell.setAttribute('scope', 'col');
    head.append(cell);
  }
  table.append(head, ...rows.map((row) => lineOf(row, translate)));
  return table;
}

function lineOf(row: Row, translate: Translate): HTMLElement {
  const line = document.createElement('tr');
  const names = row.usedBy.map(String).join(', ');
  const colour = COLOURS[row.state] ?? 'var(--red-ui-text-color-warning)';
  const state = element('td', translate(`doctor.state.${row.state}`), `${CELL}; color: ${colour}`);
  const needs = [row.product, row.permission].filter((part) => part !== '').join(': ');
  const why = row.state === 'broken' || row.state === 'notReadable' ? row.reason : needs;
  line.append(element('td', row.about, CELL), state, element('td', row.state === 'works' ? '' : why, CELL));
  line.title = [names, row.reason].filter((part) => part !== '').join('\n');
  return line;
}

/** Brings the button to life. The URL is relative: only then does the editor add the login token. */
export function doctor(id: string, translate: Translate): void {
  const button = document.getElementById('mimecast-doctor');
  const result = document.getElementById('mimecast-doctor-result');
  if (!(button instanceof HTMLButtonElement) || result === null) return;
  button.addEventListener('click', () => {
    button.disabled = true;
    result.textContent = translate('doctor.running');
    $.ajax({
      url: `mimecast/account/${encodeURIComponent(id)}/doctor`,
      method: 'POST',
      contentType: 'application/json',
      data: JSON.stringify({ all: inputOf('mimecast-doctor-all')?.checked === true }),
    })
      .done((body: unknown) => {
        const rows = rowsOf(body);
        if (rows === undefined) result.textContent = translate('doctor.failed');
        else result.replaceChildren(tableOf(rows, translate), element('div', textOf(body)));
      })
      .fail((request) => {
        const notDeployed = request.status === 404;
        const text = textOf(request.responseJSON);
        result.textContent = translate(notDeployed ? 'doctor.notDeployed' : 'doctor.failed');
        if (!notDeployed && text !== '') result.append(` ${text}`);
      })
      .always(() => {
        button.disabled = false;
      });
  });
}
