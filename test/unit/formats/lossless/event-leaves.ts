/** What a record says, leaf by leaf, and whether an event still says it. */
import type { Event } from '../../../../nodes/lib/formats/event';
import { parseJsonObject } from '../../../../nodes/lib/formats/parsers/json-text';
import { isBlank } from '../../../../nodes/lib/formats/parsers/scalar';
import { parseTime } from '../../../../nodes/lib/formats/parsers/time';

type Leaf = string | number | boolean;

/** The values of a record, without blank ones. The members of JSON in a text are values of their own. */
export function leavesOf(value: unknown): readonly Leaf[] {
  if (isBlank(value)) return [];
  const decoded = typeof value === 'string' ? parseJsonObject(value) : undefined;
  if (decoded !== undefined) return leavesOf(decoded);
  if (typeof value === 'object' && value !== null) return Object.values(joinAddress(value)).flatMap(leavesOf);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [value] : [];
}

/** An address that is divided into two members is one value. */
function joinAddress(value: object): object {
  const { address, domain, ...others }: { address?: unknown; domain?: unknown } = { ...value };
  return typeof address === 'string' && typeof domain === 'string' && !address.includes('@')
    ? { ...others, address: `${address}@${domain}` }
    : value;
}

const normal = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

/** Members that summarise the record in our words: a value that is only there is lost. */
const SUMMARIES: ReadonlySet<string> = new Set([
  ...['record', 'kind', 'activity', 'name', 'level', 'outcome', 'disposition', 'verdict'],
]);

export function textsOf(event: Event): ReadonlySet<string> {
  const members = Object.entries(event).filter(([name]) => !SUMMARIES.has(name));
  const texts = members.flatMap(([, value]) => leavesOf(value)).map(String);
  return new Set([...texts.map(normal), ...texts.flatMap(partsOf)]);
}

/** The parts of a text that a parser may take apart: names, addresses, and names of files. */
const partsOf = (text: string): readonly string[] =>
  text
    .split(/[<>,;"\\]/)
    .map(normal)
    .filter((part) => part !== '');

/** Truth values are compared by turning them round, see `turnedRound`. */
const TRUTH = /^(?:true|false|yes|no)$/i;
export const isTruth = (leaf: unknown): leaf is string | boolean => TRUTH.test(String(leaf));

export function turnedRound(leaf: string | boolean): string | boolean {
  if (typeof leaf === 'boolean') return !leaf;
  return { true: 'false', false: 'true', yes: 'No', no: 'Yes' }[leaf.toLowerCase()] ?? leaf;
}

const isTimeOf = (event: Event, leaf: Leaf): boolean => {
  const time = parseTime(leaf);
  return time !== undefined && time === event.time;
};

/** The values of a record that its event does not have. */
export function lostLeaves(record: unknown, event: Event): readonly Leaf[] {
  const texts = textsOf(event);
  return leavesOf(record).filter((leaf) => {
    if (isTruth(leaf) || texts.has(normal(String(leaf))) || isTimeOf(event, leaf)) return false;
    return !(typeof leaf === 'string' && partsOf(leaf).every((part) => texts.has(part)));
  });
}
