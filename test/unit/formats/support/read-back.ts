/** Reads an output back as its receiver does. */
import { createFormatter, runSync } from '../../../../nodes/lib/formats/format';
import type { FormatName } from '../../../../nodes/lib/properties/values/format-options';
import type { Sample } from '../samples';
import { CASES } from '../samples/cases';
import { SAMPLES } from '../samples/index';
import { parseCef } from '../wire-readers/cef';
import { parseLeef } from '../wire-readers/leef';
import { parseSyslog } from '../wire-readers/rfc5424';
import { COLLECTED, ID, optionsOf } from './format-sample';

const same = (payload: unknown): unknown => payload;

/** HEC has the record itself, and documents for Elasticsearch are those of ECS. */
const READERS = {
  ocsf: same,
  ecs: same,
  cef: (payload) => parseCef(String(payload)),
  leef: (payload) => parseLeef(String(payload)),
  syslog: (payload) => parseSyslog(String(payload)),
  json: same,
} as const satisfies Partial<Record<FormatName, (payload: unknown) => unknown>>;

export type ReadFormat = keyof typeof READERS;
export const READ_FORMATS: readonly ReadFormat[] = ['ocsf', 'ecs', 'cef', 'leef', 'syslog', 'json'];

function withoutMaps(value: unknown): unknown {
  if (value instanceof Map) return withoutMaps(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(withoutMaps);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutMaps(one)]));
}

/** The metadata that a source gives to the record: its own id and account where it has them. */
const metadataOf = ({ log, type, record, marks }: Sample) => ({
  ...{ log, type, ...marks },
  id: typeof record['id'] === 'string' ? record['id'] : ID,
  account: typeof record['accountId'] === 'string' ? record['accountId'] : 'CUSA00A000',
  collectedAt: new Date(COLLECTED).toISOString(),
});

const FORMATTERS = new Map<ReadFormat, ReturnType<typeof createFormatter>>(
  READ_FORMATS.map((format) => [format, createFormatter({ format, options: optionsOf(), pseudonymKey: '' })]),
);

/** The output of a record, as its receiver reads it. */
export function readBack(sample: Sample, format: ReadFormat): unknown {
  const formatter = FORMATTERS.get(format);
  if (formatter === undefined) throw new Error(format);
  const message = { payload: sample.record, mimecast: metadataOf(sample) };
  const { payload } = runSync(formatter(message));
  return withoutMaps(READERS[format](payload));
}

/** Every sample and every case, with a title. */
export const ALL_RECORDS: readonly (readonly [title: string, sample: Sample])[] = [
  ...Object.entries(SAMPLES),
  ...CASES.map((one) => [`${one.log}/${one.type} ${one.source}`, one] as const),
];

/** Another value of the same kind. */
export function turnRound(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  const text = String(value);
  const word = text.toLowerCase();
  const other = OPPOSITES.get(word);
  if (other !== undefined) return other;
  return /^\d{1,15}$/.test(text) ? String(Number(text) + 1) : `${text}q`;
}

const OPPOSITES: ReadonlyMap<string, string> = new Map([
  ['true', 'false'],
  ['false', 'true'],
  ['yes', 'No'],
  ['no', 'Yes'],
  ['inbound', 'Outbound'],
  ['outbound', 'Internal'],
  ['internal', 'Inbound'],
]);
