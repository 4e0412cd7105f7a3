import { DEFAULT_TARGETS } from '../../lib/properties/policy-checks';
import { enter, inputOf, isVariable } from './fields';

const FIELD = 'node-input-targets';

type Rows = Readonly<Record<string, unknown>>;

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

/** One row a target, each a part of the JSON that the field holds. What is left empty is the proposed value. */
export function targets(): void {
  const json = inputOf(FIELD);
  if (json === undefined) return;
  const rows = Object.entries(DEFAULT_TARGETS).flatMap(([name, proposed]) => {
    const input = inputOf(`node-input-target-${name}`);
    if (input !== undefined) input.placeholder = shown(proposed);
    return input === undefined ? [] : [{ name, input, isList: Array.isArray(proposed) }];
  });
  const fill = (): void => {
    const given = rowsOf(json.value);
    for (const { name, input } of rows) {
      input.value = shown(given?.[name]);
      input.disabled = isVariable(json.value);
    }
  };
  const write = (): void => {
    const value = Object.fromEntries(
      rows
        .filter(({ input }) => input.value.trim() !== '')
        .map(({ name, input, isList }) => [name, isList ? listOf(input.value) : numberOf(input.value)]),
    );
    enter(json, JSON.stringify(value));
  };
  for (const { input } of rows) input.addEventListener('input', write);
  json.addEventListener('input', fill);
  if (json.value === '') json.value = '{}';
  fill();
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** What is no number stays as it was typed, so that the field can say so. */
const numberOf = (text: string): number | string => (Number.isFinite(Number(text)) ? Number(text) : text);
