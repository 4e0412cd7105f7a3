import { DEFAULT_TARGETS, type Targets } from '../../lib/properties/policy-checks';
import { enter, inputOf, isVariable, type Translate } from './fields';
import { splitWords } from './ticks';

const FIELD = 'node-input-targets';

/** Placeholder for a list that is empty on purpose, where the default would be misleading. */
const NONE = '–';

type TargetName = keyof Targets;
const NAMES: readonly TargetName[] = Object.keys(DEFAULT_TARGETS).filter(isTargetName);

function isTargetName(name: string): name is TargetName {
  return Object.hasOwn(DEFAULT_TARGETS, name);
}

type Rows = Readonly<Record<string, unknown>>;

/** The value of the field; undefined where rows can't show it: a variable, or text that is no JSON object. */
function rowsOf(text: string): Rows | undefined {
  try {
    const value: unknown = text.trim() === '' ? {} : JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const shown = (value: unknown): string =>
  value === undefined || value === null ? '' : Array.isArray(value) ? value.join(', ') : String(value);

interface TargetRow {
  readonly name: TargetName;
  readonly isList: boolean;
  readonly input: HTMLInputElement;
  readonly row: HTMLElement;
}

function rowOf(name: TargetName, translate: Translate): TargetRow {
  const isList = Array.isArray(DEFAULT_TARGETS[name]);
  const input = document.createElement('input');
  input.type = 'text';
  input.id = `node-input-target-${name}`;
  input.style.width = isList ? '100%' : '80px';
  const label = document.createElement('label');
  label.htmlFor = input.id;
  label.style.cssText = 'width: auto; margin: 0';
  label.textContent = translate(`target.${name}`);
  const [about, field] = [document.createElement('td'), document.createElement('td')];
  about.style.cssText = 'width: 45%; padding: 2px 8px 2px 0';
  about.append(label);
  field.append(input);
  const row = document.createElement('tr');
  row.append(about, field);
  return { name, isList, input, row };
}

/**
 * One row per target, each a member of the JSON in the field; other members stay. An empty row means the
 * default. An empty list in the JSON means no entries, and stays until the row is edited.
 */
export function targets(translate: Translate): void {
  const json = inputOf(FIELD);
  const body = document.getElementById(`${FIELD}-rows`);
  if (json === undefined || body === null) return;
  const rows = NAMES.map((name) => rowOf(name, translate));
  body.replaceChildren(...rows.map(({ row }) => row));
  const fill = (): void => {
    const given = rowsOf(json.value);
    for (const { name, input } of rows) {
      const own = given?.[name];
      input.value = shown(own);
      input.placeholder = Array.isArray(own) && own.length === 0 ? NONE : shown(DEFAULT_TARGETS[name]);
      input.disabled = isVariable(json.value) || given === undefined;
    }
  };
  for (const { name, isList, input } of rows) {
    input.addEventListener('input', () => {
      const { [name]: _, ...others } = rowsOf(json.value) ?? {};
      const text = input.value.trim();
      const own = text === '' ? {} : { [name]: isList ? splitWords(text) : numberOf(text) };
      enter(json, JSON.stringify({ ...others, ...own }));
    });
  }
  json.addEventListener('input', fill);
  if (json.value === '') json.value = '{}';
  fill();
}

/** Invalid numbers stay as typed, so that validation can report them. */
const numberOf = (text: string): number | string => (Number.isFinite(Number(text)) ? Number(text) : text);
