/**
 * Kinds of node property. One table (index.ts) of these serves both sides: the build writes the editor's
 * `defaults` from it, the editor's validators and the run time ask the same `parse`. No imports, so that it
 * bundles small into the editor.
 */

/** Why a value is refused: a key of `reasons` in locales/<lang>/shared.json and what its sentence mentions. */
export interface Problem {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

export interface Property<T> {
  /** As flows store it. */
  readonly value: string | number | boolean;
  /** Accepts what editors, environment variables and old flows bring: numbers as strings, spaces, undefined. */
  parse(raw: unknown): Parsed<T>;
  /** For references to config nodes: their type. */
  readonly refersTo?: string;
  readonly required?: boolean;
  /** Where it is one of a few words: these, for the select of its dialog. */
  readonly choices?: readonly string[];
}

export type PropertyTable = Readonly<Record<string, Property<unknown>>>;

/** What a table's properties are at run time. */
export type Settings<Table extends PropertyTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Property<infer T> ? T : never;
};

const ok = <T>(value: T): Parsed<T> => ({ ok: true, value });
const refuse = (key: string, values: Problem['values'] = {}): Parsed<never> => ({
  ok: false,
  problem: { key, values },
});
const blank = (raw: unknown): boolean =>
  raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '');
const shown = (raw: unknown): string => String(raw).slice(0, 60);

export function text(): Property<string> {
  return { value: '', parse: (raw) => ok(blank(raw) ? '' : String(raw).trim()) };
}

/** @param options.min, options.max both inclusive; `whole` refuses fractions */
export function number(options: {
  value: number;
  min: number;
  max?: number;
  whole?: boolean;
}): Property<number> {
  const { value, min, max = Number.MAX_SAFE_INTEGER, whole = true } = options;
  return {
    value,
    parse(raw) {
      if (blank(raw)) return ok(value);
      const parsed = typeof raw === 'number' ? raw : Number(String(raw).trim());
      if (!Number.isFinite(parsed)) return refuse('number', { value: shown(raw) });
      if (whole && !Number.isInteger(parsed)) return refuse('whole', { value: shown(raw) });
      if (parsed < min) return refuse('atLeast', { value: parsed, min });
      if (parsed > max) return refuse('atMost', { value: parsed, max });
      return ok(parsed);
    },
  };
}

export function choice<const T extends string>(value: NoInfer<T>, choices: readonly T[]): Property<T> {
  return {
    value,
    choices,
    parse(raw) {
      if (blank(raw)) return ok(value);
      const wanted = String(raw).trim();
      const found = choices.find((one) => one === wanted);
      return found === undefined
        ? refuse('choice', { value: shown(raw), choices: choices.join(', ') })
        : ok(found);
    },
  };
}

/**
 * Off unless it says so; environment variables bring text.
 * @param fresh what new nodes have. Flows that have no such property were made before there was one: off.
 */
export function flag(fresh = false): Property<boolean> {
  return {
    value: fresh,
    parse(raw) {
      if (blank(raw) || typeof raw === 'boolean') return ok(raw === true);
      const wanted = String(raw).trim().toLowerCase();
      return wanted === 'true' || wanted === 'false'
        ? ok(wanted === 'true')
        : refuse('choice', { value: shown(raw), choices: 'true, false' });
    },
  };
}

/** A comma-separated list; empty means all. Each entry must match `form`, which `reason` explains. */
export function list(form: RegExp, reason: string): Property<readonly string[]> {
  return {
    value: '',
    parse(raw) {
      const entries = (Array.isArray(raw) ? raw.map(String) : blank(raw) ? [] : String(raw).split(','))
        .map((entry) => entry.trim())
        .filter((entry) => entry !== '');
      const wrong = entries.find((entry) => !form.test(entry));
      return wrong === undefined ? ok([...new Set(entries)]) : refuse(reason, { value: shown(wrong) });
    },
  };
}

/** A comma-separated list of these words; empty means all of them. Never set, it is `value`. */
export function choices<const T extends string>(value: string, known: readonly T[]): Property<readonly T[]> {
  return {
    value,
    parse(raw) {
      const text = raw === undefined || raw === null ? value : String(raw);
      const wanted = text.split(',').map((one) => one.trim());
      const wrong = wanted.find((one) => one !== '' && !known.some((word) => word === one));
      return wrong === undefined
        ? ok(known.filter((word) => wanted.includes(word)))
        : refuse('choice', { value: shown(wrong), choices: known.join(', ') });
    },
  };
}

/** The id of a config node. Whether it exists is asked at run time. */
export function reference(refersTo: string, required: boolean): Property<string> {
  return {
    value: '',
    refersTo,
    required,
    parse: (raw) =>
      blank(raw) ? (required ? refuse('missing', { type: refersTo }) : ok('')) : ok(String(raw).trim()),
  };
}

/** Free text with a rule of its own. */
export function checked(value: string, check: (text: string) => Problem | undefined): Property<string> {
  return {
    value,
    parse(raw) {
      const given = blank(raw) ? value : String(raw).trim();
      const problem = check(given);
      return problem === undefined ? ok(given) : { ok: false, problem };
    },
  };
}

export interface Reading<Table extends PropertyTable> {
  readonly settings: Settings<Table> | undefined;
  readonly problems: readonly (Problem & { readonly property: string })[];
}

/** All properties of a node at once; `settings` only when there is no problem. */
export function readSettings<Table extends PropertyTable>(
  table: Table,
  raw: Readonly<Record<string, unknown>>,
): Reading<Table> {
  const problems: (Problem & { property: string })[] = [];
  const settings: Record<string, unknown> = {};
  for (const [property, kind] of Object.entries(table)) {
    const parsed = kind.parse(raw[property]);
    if (parsed.ok) settings[property] = parsed.value;
    else problems.push({ ...parsed.problem, property });
  }
  return { settings: problems.length === 0 ? (settings as Settings<Table>) : undefined, problems };
}
