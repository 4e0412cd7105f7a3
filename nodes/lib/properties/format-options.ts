/** The members of a format node's `options`, with the same kinds as properties: one table for dialog and run time. */
import {
  checked,
  choice,
  flag,
  number,
  type Parsed,
  type Problem,
  type Property,
  readSettings,
  type Settings,
} from './kinds';
import { headerField } from './syslog';
import { FACILITIES, SEVERITIES } from './syslog-codes';

export const FORMATS = ['ocsf', 'ecs', 'cef', 'leef', 'syslog', 'hec', 'elastic', 'json'] as const;
export type FormatName = (typeof FORMATS)[number];

/** How bad an event is, in the words that `levels` takes; the place in the list is the rank. */
export const LEVELS = ['unknown', 'informational', 'low', 'medium', 'high', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

export const PRIVACY = ['keep', 'drop', 'pseudonymise'] as const;
export type PrivacyChoice = (typeof PRIVACY)[number];

const refuse = (key: string, values: Problem['values']): Parsed<never> => ({
  ok: false,
  problem: { key, values },
});

/** A header of CEF and LEEF has no room for line breaks, and LEEF none for its own signs. */
const headerText = (value: string): Property<string> =>
  checked(value, (text) =>
    text.length <= 128 && !/[\p{Cc}|^\\]/u.test(text)
      ? undefined
      : { key: 'headerText', values: { value: text.slice(0, 60) } },
  );

export type Words = Readonly<Record<string, string>>;

const isWords = (raw: unknown): raw is Readonly<Record<string, unknown>> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);

/** An object of texts; `check` says what is wrong with one of its pairs. */
function words(check: (name: string, value: string) => Problem | undefined): Property<Words> {
  return {
    value: '',
    parse(raw) {
      if (raw === undefined || raw === null || raw === '') return { ok: true, value: {} };
      if (!isWords(raw)) return refuse('optionsShape', { value: String(raw).slice(0, 60) });
      const found: [string, string][] = [];
      for (const [name, value] of Object.entries(raw)) {
        if (!['string', 'number', 'boolean'].includes(typeof value))
          return refuse('optionsShape', { value: name });
        const problem = check(name, String(value));
        if (problem !== undefined) return { ok: false, problem };
        found.push([name, String(value)]);
      }
      return { ok: true, value: Object.fromEntries(found) };
    },
  };
}

const isLevel = (value: string): boolean => LEVELS.some((level) => level === value);
const isSeverity = (value: string): boolean => SEVERITIES.some((severity) => severity === value);

/** RFC 5424, 7: letters that every reader takes for a name. */
const FIELD = /^[A-Za-z][A-Za-z0-9_]{0,30}$/;

export const formatOptions = {
  vendor: headerText('Mimecast'),
  product: headerText('Email Security Cloud Gateway'),
  version: headerText('2.0'),
  /** of the syslog header, and the `host` of HEC */
  host: headerField('mimecast', 255),
  appName: headerField('mimecast', 48),
  facility: choice('local0', FACILITIES),
  /** syslog severities by level */
  severities: words((level, severity) =>
    isLevel(level) && isSeverity(severity)
      ? undefined
      : { key: 'severityRow', values: { value: `${level}: ${severity}` } },
  ),
  /** levels by type (`spam`) or log and type (`ttp/url`) */
  levels: words((type, level) =>
    type !== '' && isLevel(level) ? undefined : { key: 'levelRow', values: { value: `${type}: ${level}` } },
  ),
  /** static fields, added to every event */
  fields: words((name) =>
    FIELD.test(name) ? undefined : { key: 'fieldRow', values: { value: name.slice(0, 60) } },
  ),
  /** the record as it came, beside what was made of it */
  raw: flag(),
  /** of HEC and Elasticsearch; empty: what the receiver has set */
  index: checked('', (text) =>
    /^[a-z0-9][a-z0-9._-]{0,127}$|^$/.test(text)
      ? undefined
      : { key: 'indexName', values: { value: text.slice(0, 60) } },
  ),
  /** private enterprise number behind the name of the structured data */
  enterpriseNumber: number({ value: 32_473, min: 1, max: 4_294_967_295 }),
  addresses: choice('keep', PRIVACY),
  subjects: choice('keep', PRIVACY),
  ips: choice('keep', PRIVACY),
  urlQueries: choice('keep', PRIVACY),
};

export type FormatOptions = Settings<typeof formatOptions>;

/** Whether one of the rows about privacy needs the key. */
export const needsKey = (options: FormatOptions): boolean =>
  [options.addresses, options.subjects, options.ips, options.urlQueries].includes('pseudonymise');

function asObject(raw: unknown): Readonly<Record<string, unknown>> | undefined {
  if (isWords(raw)) return raw;
  try {
    const parsed: unknown = JSON.parse(String(raw));
    return isWords(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** JSON text or an object; what is left out has its default, what nobody knows is refused. */
export function options(): Property<FormatOptions> {
  return {
    value: '{}',
    parse(raw) {
      const blank = raw === undefined || raw === null || String(raw).trim() === '';
      const given = blank ? {} : asObject(raw);
      if (given === undefined) return refuse('optionsJson', {});
      const unknown = Object.keys(given).find((name) => !Object.hasOwn(formatOptions, name));
      if (unknown !== undefined) return refuse('optionUnknown', { value: unknown.slice(0, 60) });
      const { settings, problems } = readSettings(formatOptions, given);
      const [problem] = problems;
      if (settings !== undefined) return { ok: true, value: settings };
      return { ok: false, problem: problem ?? { key: 'optionsJson', values: {} } };
    },
  };
}
