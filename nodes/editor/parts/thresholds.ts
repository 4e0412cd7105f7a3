import {
  INDICATORS,
  type IndicatorFacts,
  isSlug,
  type Slug,
  type Thresholds,
} from '../../lib/properties/kri-indicators';
import { enter, inputOf, isVariable, type Translate } from './fields';
import { joinWords, type Offer, splitWords } from './ticks';

type Rows = Partial<Record<Slug, Partial<Thresholds>>>;
type Limit = keyof Thresholds;

/** The value of the field; undefined where rows can't show it: a variable, or text that is no JSON object. */
function readRows(text: string): Rows | undefined {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const factsOf = (slug: Slug): IndicatorFacts => INDICATORS[slug];

function limitBox(slug: Slug, limit: Limit, translate: Translate): HTMLInputElement {
  const box = document.createElement('input');
  box.type = 'number';
  box.min = '0';
  box.step = 'any';
  box.id = `node-input-thresholds-${slug}-${limit}`;
  box.style.width = '75px';
  box.placeholder = String(factsOf(slug).thresholds[limit]);
  box.setAttribute(
    'aria-label',
    `${slug} ${translate(limit === 'warn' ? 'column.warn' : 'column.critical')}`,
  );
  return box;
}

function tickCell(slug: Slug, about: string): { cell: HTMLElement; box: HTMLInputElement } {
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.id = `node-input-indicators-${slug}`;
  box.style.cssText = 'width: auto; margin: 0 6px 0 0; vertical-align: baseline';
  const line = document.createElement('div');
  line.textContent = about;
  line.style.cssText = 'padding-left: 20px; color: var(--red-ui-secondary-text-color)';
  const name = document.createElement('label');
  name.htmlFor = box.id;
  name.style.cssText = 'display: inline; width: auto';
  name.textContent = slug;
  const cell = document.createElement('td');
  cell.append(box, name, line);
  return { cell, box };
}

/** Initializes one row per indicator, with a checkbox and two limits. An empty limit means the default. */
export function thresholds(offers: readonly Offer[], translate: Translate): void {
  const indicators = inputOf('node-input-indicators');
  const limits = inputOf('node-input-thresholds');
  const body = document.querySelector('#node-input-indicators-rows tbody');
  if (indicators === undefined || limits === undefined || body === null) return;
  if (limits.value === '') limits.value = '{}';
  const rows = offers.flatMap(({ value, about }) => (isSlug(value) ? [rowOf(value, about, translate)] : []));
  body.replaceChildren(...rows.map(({ row }) => row));

  const fill = (): void => {
    const ticked = splitWords(indicators.value);
    const known = readRows(limits.value);
    for (const { slug, box, warn, critical } of rows) {
      box.checked = ticked.includes(slug);
      box.disabled = isVariable(indicators.value);
      for (const [limit, field] of [
        ['warn', warn],
        ['critical', critical],
      ] as const) {
        field.value = String(known?.[slug]?.[limit] ?? '');
        field.disabled = known === undefined;
      }
    }
  };
  const tick = (): void => {
    const ticked = rows.filter(({ box }) => box.checked).map(({ slug }) => slug);
    enter(indicators, joinWords(ticked, ''));
  };
  const limit = (): void => {
    const given: Rows = {};
    for (const { slug, warn, critical } of rows) {
      const own: { -readonly [Name in Limit]?: number } = {};
      if (warn.value !== '') own.warn = Number(warn.value);
      if (critical.value !== '') own.critical = Number(critical.value);
      if (Object.keys(own).length > 0) given[slug] = own;
    }
    enter(limits, JSON.stringify(given));
  };
  for (const { box, warn, critical } of rows) {
    box.addEventListener('change', tick);
    warn.addEventListener('input', limit);
    critical.addEventListener('input', limit);
  }
  indicators.addEventListener('input', fill);
  limits.addEventListener('input', fill);
  fill();
}

function rowOf(slug: Slug, about: string, translate: Translate) {
  const { cell, box } = tickCell(slug, about);
  const warn = limitBox(slug, 'warn', translate);
  const critical = limitBox(slug, 'critical', translate);
  const row = document.createElement('tr');
  row.style.verticalAlign = 'top';
  row.append(cell, ...[warn, critical].map(inCell));
  return { slug, row, box, warn, critical };
}

function inCell(input: HTMLElement): HTMLElement {
  const cell = document.createElement('td');
  cell.append(input);
  return cell;
}
