import { isJsonObject } from '../../lib/contracts/json';
import {
  INDICATORS,
  type IndicatorDefinition,
  isSlug,
  type Slug,
  type Thresholds,
} from '../../lib/properties/values/kri-indicators';
import { type CheckboxOption, joinList, splitList } from './checkbox-list';
import { inputOf, isVariable, setValue, type Translate } from './fields';

type ThresholdValues = Partial<Record<Slug, Partial<Thresholds>>>;
type Limit = keyof Thresholds;

/** The value of the field; undefined where rows can't show it: a variable, or text that is no JSON object. */
function parseThresholds(text: string): ThresholdValues | undefined {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const factsOf = (slug: Slug): IndicatorDefinition => INDICATORS[slug];

function createLimitField(slug: Slug, limit: Limit, translate: Translate): HTMLInputElement {
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

function createCheckboxCell(slug: Slug, about: string): { cell: HTMLElement; box: HTMLInputElement } {
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
export function initThresholds(options: readonly CheckboxOption[], translate: Translate): void {
  const indicators = inputOf('node-input-indicators');
  const limits = inputOf('node-input-thresholds');
  const body = document.querySelector('#node-input-indicators-rows tbody');
  if (indicators === undefined || limits === undefined || body === null) return;
  if (limits.value === '') limits.value = '{}';
  const rows = options.flatMap(({ value, about }) =>
    isSlug(value) ? [createRow(value, about, translate)] : [],
  );
  body.replaceChildren(...rows.map(({ row }) => row));

  const showAll = (): void => {
    const selected = splitList(indicators.value);
    const values = parseThresholds(limits.value);
    for (const { slug, box, warn, critical } of rows) {
      box.checked = selected.includes(slug);
      box.disabled = isVariable(indicators.value);
      for (const [limit, field] of [
        ['warn', warn],
        ['critical', critical],
      ] as const) {
        field.value = String(values?.[slug]?.[limit] ?? '');
        field.disabled = values === undefined;
      }
    }
  };
  const saveIndicators = (): void => {
    const selected = rows.filter(({ box }) => box.checked).map(({ slug }) => slug);
    setValue(indicators, joinList(selected, ''));
  };
  const saveLimits = (): void => {
    const changed: ThresholdValues = {};
    for (const { slug, warn, critical } of rows) {
      const ownLimits: { -readonly [Name in Limit]?: number } = {};
      if (warn.value !== '') ownLimits.warn = Number(warn.value);
      if (critical.value !== '') ownLimits.critical = Number(critical.value);
      if (Object.keys(ownLimits).length > 0) changed[slug] = ownLimits;
    }
    setValue(limits, JSON.stringify(changed));
  };
  for (const { box, warn, critical } of rows) {
    box.addEventListener('change', saveIndicators);
    warn.addEventListener('input', saveLimits);
    critical.addEventListener('input', saveLimits);
  }
  indicators.addEventListener('input', showAll);
  limits.addEventListener('input', showAll);
  showAll();
}

function createRow(slug: Slug, about: string, translate: Translate) {
  const { cell, box } = createCheckboxCell(slug, about);
  const warn = createLimitField(slug, 'warn', translate);
  const critical = createLimitField(slug, 'critical', translate);
  const row = document.createElement('tr');
  row.style.verticalAlign = 'top';
  row.append(cell, ...[warn, critical].map(wrapInCell));
  return { slug, row, box, warn, critical };
}

function wrapInCell(input: HTMLElement): HTMLElement {
  const cell = document.createElement('td');
  cell.append(input);
  return cell;
}
