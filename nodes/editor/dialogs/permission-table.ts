import type { Translate } from '../fields/fields';
import { COLOURS } from '../fields/level';
import type { PermissionRow } from './permission-findings';

function createElement(tag: string, text: string, style = ''): HTMLElement {
  const created = document.createElement(tag);
  created.textContent = text;
  created.style.cssText = style;
  return created;
}

const LINE_STYLE = 'border-top: 1px solid var(--red-ui-secondary-border-color)';
const CELL_STYLE = 'padding: 3px 8px 3px 0; vertical-align: top; overflow-wrap: anywhere';
const MUTED_STYLE = 'color: var(--red-ui-secondary-text-color); font-size: 0.9em';

/** The result of the permission check as a table. */
export function createPermissionTable(rows: readonly PermissionRow[], translate: Translate): HTMLElement {
  const table = createElement('table', '', 'width: 100%; margin: 6px 0; table-layout: fixed');
  const head = document.createElement('tr');
  for (const [key, width] of [
    ['what', '34%'],
    ['state', '22%'],
    ['needs', '44%'],
  ] as const) {
    const cell = createElement(
      'th',
      translate(`doctor.column.${key}`),
      `${CELL_STYLE}; text-align: left; width: ${width}`,
    );
    cell.setAttribute('scope', 'col');
    head.append(cell);
  }
  table.append(head, ...rows.map((row) => createLine(row, translate)));
  return table;
}

function createLine(row: PermissionRow, translate: Translate): HTMLElement {
  const line = createElement('tr', '', LINE_STYLE);
  line.dataset['state'] = row.state;
  const what = createElement('td', row.about, CELL_STYLE);
  if (row.usedBy.length > 0)
    what.append(createElement('div', row.usedBy.map(String).join(', '), MUTED_STYLE));
  line.dataset['level'] = row.level;
  const state = createElement(
    'td',
    translate(`doctor.state.${row.state}`),
    `${CELL_STYLE}; color: ${COLOURS[row.level]}`,
  );
  const missing = createElement('td', '', CELL_STYLE);
  missing.append(...missingAccess(row, translate).map((text) => createElement('div', text)));
  line.append(what, state, missing);
  line.title = row.reason;
  return line;
}

/** What to request; the reason where no permission would help. */
function missingAccess(row: PermissionRow, translate: Translate): readonly string[] {
  const { state, product, permission, reason, instead } = row;
  if (state === 'works') return [];
  if (instead !== '') return [translate('doctor.instead', { about: instead })];
  if (state === 'broken' || state === 'notReadable') return [reason];
  const needs = [
    ...(product === '' ? [] : [translate('doctor.product', { product })]),
    ...(permission === '' ? [] : [translate('doctor.permission', { permission })]),
  ];
  if (needs.length === 0) return [reason];
  // A permission can be granted at once, a product needs a new application. The more likely one comes first.
  return state === 'forbidden' ? needs.reverse() : needs;
}
