/**
 * Types of node properties. The build generates the editor's `defaults` from the table in index.ts; the editor's
 * validators and the run time use the same `parse`. This file has no imports, which keeps the editor bundle small.
 */

/** Why a value is invalid: a key of `reasons` in locales/<lang>/shared.json, and the values for its placeholders. */
export interface ValidationProblem {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export type ParseResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ValidationProblem };

export interface Property<T> {
  /** The default, as it is stored in flows. */
  readonly value: string | number | boolean;
  /** For a default that changed: what flows without the property had, and keep. undefined: `value`. */
  readonly before?: string | number;
  /** Accepts values of editors, environment variables and old flows: numbers as strings, spaces, undefined. */
  parse(raw: unknown): ParseResult<T>;
  /** For references to config nodes: the type of the config node. */
  readonly refersTo?: string;
  readonly required?: boolean;
  /** For enumerations: the allowed values, for the select field of the dialog. */
  readonly choices?: readonly string[];
}

export type PropertyTable = Readonly<Record<string, Property<unknown>>>;

/** The parsed values of a table's properties. */
export type Settings<Table extends PropertyTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Property<infer T> ? T : never;
};

const ok = <T>(value: T): ParseResult<T> => ({ ok: true, value });
const invalid = (key: string, values: ValidationProblem['values'] = {}): ParseResult<never> => ({
  ok: false,
  problem: { key, values },
});
const isBlank = (raw: unknown): boolean =>
  raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '');
const preview = (raw: unknown): string => String(raw).slice(0, 60);

export function text(): Property<string> {
  return { value: '', parse: (raw) => ok(isBlank(raw) ? '' : String(raw).trim()) };
}

/** @param options.min, options.max both inclusive; `whole` refuses fractions; `before` is `Property.before` */
export function number(options: {
  value: number;
  before?: number;
  min: number;
  max?: number;
  whole?: boolean;
}): Property<number> {
  const { value, before = value, min, max = Number.MAX_SAFE_INTEGER, whole = true } = options;
  return {
    value,
    before,
    parse(raw) {
      if (isBlank(raw)) return ok(before);
      const parsed = typeof raw === 'number' ? raw : Number(String(raw).trim());
      if (!Number.isFinite(parsed)) return invalid('number', { value: preview(raw) });
      if (whole && !Number.isInteger(parsed)) return invalid('whole', { value: preview(raw) });
      if (parsed < min) return invalid('atLeast', { value: parsed, min });
      if (parsed > max) return invalid('atMost', { value: parsed, max });
      return ok(parsed);
    },
  };
}

export function enumOf<const T extends string>(
  value: NoInfer<T>,
  choices: readonly T[],
  before: NoInfer<T> = value,
): Property<T> {
  return {
    value,
    before,
    choices,
    parse(raw) {
      if (isBlank(raw)) return ok(before);
      const wanted = String(raw).trim();
      const match = choices.find((allowed) => allowed === wanted);
      return match === undefined
        ? invalid('choice', { value: preview(raw), choices: choices.join(', ') })
        : ok(match);
    },
  };
}

/**
 * A boolean; environment variables provide it as text. A missing value is false.
 * @param defaultValue the default of new nodes. In flows from before the property existed, the value is false.
 */
export function boolean(defaultValue = false): Property<boolean> {
  return {
    value: defaultValue,
    parse(raw) {
      if (isBlank(raw) || typeof raw === 'boolean') return ok(raw === true);
      const wanted = String(raw).trim().toLowerCase();
      return wanted === 'true' || wanted === 'false'
        ? ok(wanted === 'true')
        : invalid('choice', { value: preview(raw), choices: 'true, false' });
    },
  };
}

/** A comma-separated list; empty means all. Each entry must match `pattern`. `reason` is the key of the error text. */
export function listOf(pattern: RegExp, reason: string): Property<readonly string[]> {
  return {
    value: '',
    parse(raw) {
      const entries = (Array.isArray(raw) ? raw.map(String) : isBlank(raw) ? [] : String(raw).split(','))
        .map((entry) => entry.trim())
        .filter((entry) => entry !== '');
      const wrong = entries.find((entry) => !pattern.test(entry));
      return wrong === undefined ? ok([...new Set(entries)]) : invalid(reason, { value: preview(wrong) });
    },
  };
}

/** A comma-separated list of allowed values; empty means all. A missing property has the default `value`. */
export function enumListOf<const T extends string>(
  value: string,
  allowed: readonly T[],
): Property<readonly T[]> {
  return {
    value,
    parse(raw) {
      const text = raw === undefined || raw === null ? value : String(raw);
      const wanted = text.split(',').map((entry) => entry.trim());
      const wrong = wanted.find((entry) => entry !== '' && !allowed.some((item) => item === entry));
      return wrong === undefined
        ? ok(allowed.filter((item) => wanted.includes(item)))
        : invalid('choice', { value: preview(wrong), choices: allowed.join(', ') });
    },
  };
}

/** The id of a config node. Whether the node exists is checked at run time. */
export function configNode(refersTo: string, required: boolean): Property<string> {
  return {
    value: '',
    refersTo,
    required,
    parse: (raw) =>
      isBlank(raw) ? (required ? invalid('missing', { type: refersTo }) : ok('')) : ok(String(raw).trim()),
  };
}

/**
 * Text with a custom rule.
 * @param complete adds or removes what people leave out or enter too much, before the rule applies
 */
export function validatedText(
  value: string,
  check: (text: string) => ValidationProblem | undefined,
  complete: (text: string) => string = (text) => text,
): Property<string> {
  return {
    value,
    parse(raw) {
      const input = isBlank(raw) ? value : complete(String(raw).trim());
      const problem = check(input);
      return problem === undefined ? ok(input) : { ok: false, problem };
    },
  };
}

export interface SettingsResult<Table extends PropertyTable> {
  readonly settings: Settings<Table> | undefined;
  readonly problems: readonly (ValidationProblem & { readonly property: string })[];
}

/** Parses all properties of a node. `settings` is undefined when there is a problem. */
export function readSettings<Table extends PropertyTable>(
  table: Table,
  raw: Readonly<Record<string, unknown>>,
): SettingsResult<Table> {
  const problems: (ValidationProblem & { property: string })[] = [];
  const settings: Record<string, unknown> = {};
  for (const [property, definition] of Object.entries(table)) {
    const parsed = definition.parse(raw[property]);
    if (parsed.ok) settings[property] = parsed.value;
    else problems.push({ ...parsed.problem, property });
  }
  return { settings: problems.length === 0 ? (settings as Settings<Table>) : undefined, problems };
}
