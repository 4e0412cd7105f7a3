/**
 * Where the members of Mimecast's records end up in a format: in a field of the standard, in a field of the vendor,
 * or nowhere. A member is in a field when the field changes with the member's value, so that a field that happens to
 * have the same text does not count.
 */
import type { Sample } from '../unit/formats/samples';
import { leavesOf } from '../unit/formats/support/leaves';
import { ALL_RECORDS, type ReadFormat, readBack, turnRound } from '../unit/formats/support/read-back';

export type Place = 'standard' | 'vendor' | 'nowhere';

export interface Coverage {
  /** log and type */
  readonly records: string;
  readonly members: number;
  readonly share: Readonly<Record<Place, number>>;
  /** names of members, by place */
  readonly names: Readonly<Record<Place, readonly string[]>>;
}

/** What the format defines is standard, anything else is the vendor's. */
const IS_VENDOR: Readonly<Partial<Record<ReadFormat, (path: string) => boolean>>> = {
  ocsf: (path) => path.startsWith('unmapped.'),
  ecs: (path) => path.startsWith('mimecast.'),
  cef: (path) => /^values\.Mimecast/.test(path),
};

export const COVERED_FORMATS: readonly ReadFormat[] = ['ecs', 'ocsf', 'cef'];

/** Book-keeping of the transport, which says nothing about a message or a user. */
const TRANSPORT = new Set(['_offset', '_partition']);

function flatten(value: unknown, path = '', into = new Map<string, string>()): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) into.set(path, String(value));
  else
    for (const [name, one] of Object.entries(value))
      flatten(one, path === '' ? name : `${path}.${name}`, into);
  return into;
}

const changedPaths = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The same value with each of its leaves turned round. */
function turnAll(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnAll);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, turnAll(one)]));
  return value === null ? value : turnRound(value);
}

/** Members with the same text say the same: `subtype` repeats the action. Numbers and truth values do not count. */
const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 2 && !/^(?:\d+|true|false|yes|no)$/i.test(value);

const saysTheSame = (name: string, value: unknown, other: unknown): boolean =>
  (REPEATS_ANOTHER.has(name) && value === other) ||
  (isText(value) && isText(other) && value.toLowerCase() === other.toLowerCase());

/** The action again, or whether a message was delivered. */
const REPEATS_ANOTHER = new Set(['subtype', 'subType']);

function turnMember(record: Sample['record'], name: string): Sample['record'] {
  const value = record[name];
  return Object.fromEntries(
    Object.entries(record).map(([other, one]) => [
      other,
      other === name || saysTheSame(name, value, one) ? turnAll(one) : one,
    ]),
  );
}

function placeOf(sample: Sample, name: string, format: ReadFormat): Place {
  const isVendor = IS_VENDOR[format] ?? (() => false);
  const other = { ...sample, record: turnMember(sample.record, name) };
  const paths = changedPaths(flatten(readBack(sample, format)), flatten(readBack(other, format)));
  if (paths.length === 0) return 'nowhere';
  return paths.some((path) => !isVendor(path)) ? 'standard' : 'vendor';
}

/** Where a public fixture was made anonymous, a name was replaced as if it were an address. */
const isMemberName = (name: string): boolean => /^[A-Za-z]\w*$/.test(name) && !TRANSPORT.has(name);

const informative = ({ record }: Sample): readonly string[] =>
  Object.keys(record).filter((name) => isMemberName(name) && leavesOf(record[name]).length > 0);

/** One row for each log and type, over all samples and cases. */
export function coverageOf(format: ReadFormat): readonly Coverage[] {
  const rows = new Map<string, Map<string, Place>>();
  for (const [title, sample] of ALL_RECORDS) {
    const key = sample.log === sample.type ? sample.log : `${sample.log}/${sample.type}`;
    const row = rows.get(key) ?? new Map<string, Place>();
    rows.set(key, row);
    for (const name of informative(sample)) row.set(`${title}\0${name}`, placeOf(sample, name, format));
  }
  return [...rows].map(([records, members]) => summary(records, members));
}

function summary(records: string, members: ReadonlyMap<string, Place>): Coverage {
  const namesAt = (place: Place): readonly string[] => [
    ...new Set([...members].filter(([, at]) => at === place).map(([key]) => key.split('\0')[1] ?? '')),
  ];
  const shareAt = (place: Place): number =>
    [...members.values()].filter((at) => at === place).length / members.size;
  return {
    records,
    members: members.size,
    share: { standard: shareAt('standard'), vendor: shareAt('vendor'), nowhere: shareAt('nowhere') },
    names: { standard: namesAt('standard'), vendor: namesAt('vendor'), nowhere: namesAt('nowhere') },
  };
}
