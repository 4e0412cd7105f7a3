/** The options of a format node, declared like node properties. Used by the dialog and at run time. */

import { isJsonObject } from '../../contracts/json';
import { FACILITIES, SEVERITIES } from '../../util/syslog/codes';
import { parseObject } from '../parse-object';
import {
  boolean,
  enumOf,
  number,
  type ParseResult,
  type Property,
  readSettings,
  type Settings,
  type ValidationProblem,
  validatedText,
} from '../property-types';
import { headerField } from './header-field';

export const FORMATS = ['ocsf', 'ecs', 'cef', 'leef', 'syslog', 'hec', 'elastic', 'json'] as const;
export type FormatName = (typeof FORMATS)[number];

/** The severity of an event, as the option `levels` has it; in ascending order. */
export const LEVELS = ['unknown', 'informational', 'low', 'medium', 'high', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

/** Versions of OCSF; classes and attributes differ. The first is the default. */
export const OCSF_VERSIONS = ['1.8.0', '1.9.0'] as const;
export type OcsfVersion = (typeof OCSF_VERSIONS)[number];

export const PRIVACY = ['keep', 'drop', 'pseudonymise'] as const;
export type PrivacyChoice = (typeof PRIVACY)[number];

const invalid = (key: string, values: ValidationProblem['values']): ParseResult<never> => ({
  ok: false,
  problem: { key, values },
});

/** The headers of CEF and LEEF can't contain line breaks, and those of LEEF not its delimiters. */
const headerText = (value: string): Property<string> =>
  validatedText(value, (text) =>
    text.length <= 128 && !/[\p{Cc}|^\\]/u.test(text)
      ? undefined
      : { key: 'headerText', values: { value: text.slice(0, 60) } },
  );

export type StringMap = Readonly<Record<string, string>>;

/** An object whose values are texts. `check` validates each pair. */
function stringMap(
  check: (name: string, value: string) => ValidationProblem | undefined,
): Property<StringMap> {
  return {
    value: '',
    parse(raw) {
      if (raw === undefined || raw === null || raw === '') return { ok: true, value: {} };
      if (!isJsonObject(raw)) return invalid('optionsShape', { value: String(raw).slice(0, 60) });
      const entries: [string, string][] = [];
      for (const [name, value] of Object.entries(raw)) {
        if (!['string', 'number', 'boolean'].includes(typeof value))
          return invalid('optionsShape', { value: name });
        const problem = check(name, String(value));
        if (problem !== undefined) return { ok: false, problem };
        entries.push([name, String(value)]);
      }
      return { ok: true, value: Object.fromEntries(entries) };
    },
  };
}

const isLevel = (value: string): boolean => LEVELS.some((level) => level === value);
const isSeverity = (value: string): boolean => SEVERITIES.some((severity) => severity === value);

/** Characters that all receivers accept in a field name; a subset of RFC 5424, section 6.3.3. */
const FIELD_NAME = /^[A-Za-z][A-Za-z0-9_]{0,30}$/;

export const formatOptions = {
  vendor: headerText('Mimecast'),
  product: headerText('Email Security Cloud Gateway'),
  version: headerText('2.0'),
  ocsfVersion: enumOf(OCSF_VERSIONS[0], OCSF_VERSIONS),
  /** of the syslog header, and the `host` of HEC */
  host: headerField('mimecast', 255),
  appName: headerField('mimecast', 48),
  facility: enumOf('local0', FACILITIES),
  /** syslog severities by level */
  severities: stringMap((level, severity) =>
    isLevel(level) && isSeverity(severity)
      ? undefined
      : { key: 'severityRow', values: { value: `${level}: ${severity}` } },
  ),
  /** levels by type (`spam`) or log and type (`ttp/url`) */
  levels: stringMap((type, level) =>
    type !== '' && isLevel(level) ? undefined : { key: 'levelRow', values: { value: `${type}: ${level}` } },
  ),
  /** static fields, added to every event */
  fields: stringMap((name) =>
    FIELD_NAME.test(name) ? undefined : { key: 'fieldRow', values: { value: name.slice(0, 60) } },
  ),
  /** adds the original record to the formatted event */
  raw: boolean(),
  /** for HEC and Elasticsearch; empty: the receiver's default */
  index: validatedText('', (text) =>
    /^[a-z0-9][a-z0-9._-]{0,127}$|^$/.test(text)
      ? undefined
      : { key: 'indexName', values: { value: text.slice(0, 60) } },
  ),
  /** private enterprise number in the SD-ID of the structured data (RFC 5424, section 7.2.2) */
  enterpriseNumber: number({ value: 32_473, min: 1, max: 4_294_967_295 }),
  addresses: enumOf('keep', PRIVACY),
  subjects: enumOf('keep', PRIVACY),
  ips: enumOf('keep', PRIVACY),
  urlQueries: enumOf('keep', PRIVACY),
};

export type FormatOptions = Settings<typeof formatOptions>;

/** Whether one of the privacy options needs the pseudonym key. */
export const needsKey = (options: FormatOptions): boolean =>
  [options.addresses, options.subjects, options.ips, options.urlQueries].includes('pseudonymise');

/** JSON text or an object. Missing members have their default; unknown members are refused. */
export function options(): Property<FormatOptions> {
  return {
    value: '{}',
    parse(raw) {
      const isBlank = raw === undefined || raw === null || String(raw).trim() === '';
      const input = isBlank ? {} : parseObject(raw);
      if (input === undefined) return invalid('optionsJson', {});
      const unknown = Object.keys(input).find((name) => !Object.hasOwn(formatOptions, name));
      if (unknown !== undefined) return invalid('optionUnknown', { value: unknown.slice(0, 60) });
      const { settings, problems } = readSettings(formatOptions, input);
      const [problem] = problems;
      if (settings !== undefined) return { ok: true, value: settings };
      return { ok: false, problem: problem ?? { key: 'optionsJson', values: {} } };
    },
  };
}
