import { isJsonObject } from '../../lib/contracts/json';
import { DEFAULT_TARGETS, type Targets } from '../../lib/properties/values/policy-checks';
import { splitList } from './checkbox-list';
import { inputOf, isVariable, setValue, type Translate } from './fields';

const FIELD_ID = 'node-input-targets';

/** Placeholder for a list that is empty on purpose, where the default would be misleading. */
const EMPTY_LIST = '–';

type TargetName = keyof Targets;
const TARGET_NAMES: readonly TargetName[] = Object.keys(DEFAULT_TARGETS).filter(isTargetName);

function isTargetName(name: string): name is TargetName {
  return Object.hasOwn(DEFAULT_TARGETS, name);
}

type TargetValues = Readonly<Record<string, unknown>>;

/** The value of the field; undefined where rows can't show it: a variable, or text that is no JSON object. */
function parseTargets(text: string): TargetValues | undefined {
  try {
    const value: unknown = text.trim() === '' ? {} : JSON.parse(text);
    return isJsonObject(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const formatValue = (value: unknown): string =>
  value === undefined || value === null ? '' : Array.isArray(value) ? value.join(', ') : String(value);

interface TargetRow {
  readonly name: TargetName;
  readonly isList: boolean;
  readonly input: HTMLInputElement;
  readonly row: HTMLElement;
}

function createRow(name: TargetName, translate: Translate): TargetRow {
  const isList = Array.isArray(DEFAULT_TARGETS[name]);
  const input = document.createElement('input');
  input.type = 'text';
  input.id = `node-input-target-${name}`;
  input.style.width = isList ? '100%' : '80px';
  const label = document.createElement('label');
  label.htmlFor = input.id;
  label.style.cssText = 'width: auto; margin: 0';
  label.textContent = translate(`target.${name}`);
  const row = document.createElement('tr');
  const cells = isList ? [[label, input]] : [[label], [input]];
  for (const content of cells) {
    const cell = row.insertCell();
    cell.style.padding = '2px 8px 2px 0';
    cell.colSpan = 3 - cells.length;
    cell.append(...content);
  }
  return { name, isList, input, row };
}

/**
 * One row per target, each a member of the JSON in the field; other members stay. An empty row means the
 * default. An empty list in the JSON means no entries, and stays until the row is edited.
 */
export function initTargets(translate: Translate): void {
  const json = inputOf(FIELD_ID);
  const body = document.getElementById(`${FIELD_ID}-rows`);
  if (json === undefined || body === null) return;
  const rows = TARGET_NAMES.map((name) => createRow(name, translate));
  body.replaceChildren(...rows.map(({ row }) => row));
  const showAll = (): void => {
    const values = parseTargets(json.value);
    for (const { name, input } of rows) {
      const ownValue = values?.[name];
      input.value = formatValue(ownValue);
      input.placeholder =
        Array.isArray(ownValue) && ownValue.length === 0 ? EMPTY_LIST : formatValue(DEFAULT_TARGETS[name]);
      input.disabled = isVariable(json.value) || values === undefined;
    }
  };
  for (const { name, isList, input } of rows) {
    input.addEventListener('input', () => {
      const { [name]: _, ...others } = parseTargets(json.value) ?? {};
      const text = input.value.trim();
      const ownValue = text === '' ? {} : { [name]: isList ? splitList(text) : parseNumber(text) };
      setValue(json, JSON.stringify({ ...others, ...ownValue }));
    });
  }
  json.addEventListener('input', showAll);
  if (json.value === '') json.value = '{}';
  showAll();
}

/** Invalid numbers stay as typed, so that validation can report them. */
const parseNumber = (text: string): number | string => (Number.isFinite(Number(text)) ? Number(text) : text);
