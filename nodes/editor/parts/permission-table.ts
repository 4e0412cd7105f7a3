/** Shows the result of the permission check as a table. */

import type { Translate } from './fields';
import type { Row } from './findings';
import { COLOURS } from './level';

function element(tag: string, text: string, style = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.style.cssText = style;
  return made;
}

const LINE = 'border-top: 1px solid var(--red-ui-secondary-border-color)';
const CELL = 'padding: 3px 8px 3px 0; vertical-align: top; overflow-wrap: anywhere';
const FAINT = 'color: var(--red-ui-secondary-text-color); font-size: 0.9em';
export function permissionTable(rows: readonly Row[], translate: Translate): HTMLElement {
  const table = element('table', '', 'width: 100%; margin: 6px 0; table-layout: fixed');
  const head = document.createElement('tr');
  for (const [key, width] of [
    ['what', '34%'],
    ['state', '22%'],
    ['needs', '44%'],
  ] as const) {
    const cell = element(
      'th',
      translate(`doctor.column.${key}`),
      `${CELL}; text-align: left; width: ${width}`,
    );
    cell.setAttribute('scope', 'col');
    head.append(cell);
  }
  table.append(head, ...rows.map((row) => lineOf(row, translate)));
  return table;
}

function lineOf(row: Row, translate: Translate): HTMLElement {
  const line = element('tr', '', LINE);
  line.dataset['state'] = row.state;
  const what = element('td', row.about, CELL);
  if (row.usedBy.length > 0) what.append(element('div', row.usedBy.map(String).join(', '), FAINT));
  line.dataset['level'] = row.level;
  const state = element(
    'td',
    translate(`doctor.state.${row.state}`),
    `${CELL}; color: ${COLOURS[row.level]}`,
  );
  const missing = element('td', '', CELL);
  missing.append(...missingOf(row, translate).map((text) => element('div', text)));
  line.append(what, state, missing);
  line.title = row.reason;
  return line;
}

/** What to request; the reason where no permission would help. */
function missingOf(row: Row, translate: Translate): readonly string[] {
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
