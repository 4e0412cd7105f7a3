/** What a record of a log, or of a state, says to an indicator. Vendor fields: mimecast-api.md 4.3, 7, 9, 10, 12.2. */
import { isMembers } from '../../formats/members';
import { jsonObject } from '../../formats/readers/json-text';
import { releasedBy } from '../../streams/window/logs/held';
import { readTime } from '../../streams/window/times';
import type { Counts, Range, Value, Vote } from './types';

const SAMPLE = 5;
const HOUR_MS = 60 * 60 * 1000;

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const lower = (value: unknown): string => textOf(value).toLowerCase();

/** The first of these members that says something. */
export const idFrom =
  (...names: readonly string[]) =>
  (record: Value): string =>
    names.map((name) => textOf(record[name])).find((text) => text !== '') ?? '';

/** 10.3: the documented actions are hold, bounce and none. */
export function impersonation(record: Value): Vote {
  const details = ['taggedMalicious', 'taggedExternal'].filter((tag) => record[tag] === true);
  return lower(record['action']) === 'none' ? { counted: true, details } : { counted: false };
}

/** 10.2: a comma list of what policies did; what was let go or left alone arrived. */
export function attachment(record: Value): Vote {
  const actions = lower(record['actionTriggered']).split(',');
  const released = actions.some((action) => action.includes('release'));
  const counted = released || actions.some((action) => action.trim() === 'none');
  return { counted, details: released ? ['released'] : [] };
}

/** Told of, but no part of a share. */
export const beside = (name: string) => (): Vote => ({ counted: false, outside: true, details: [name] });

const NO_OVERRIDE = new Set(['', 'none', 'n/a', 'na']);

/** 10.1: allowed though the scan found it malicious; a user may have insisted. */
export function click(record: Value): Vote {
  const details = ['userOverride', 'adminOverride'].filter((name) => !NO_OVERRIDE.has(lower(record[name])));
  return lower(record['action']) === 'allow' ? { counted: true, details } : { counted: false };
}

/** 9.3: nothing says who released it but the operator. */
export function release(record: Value): Vote {
  const by = releasedBy(record);
  return { counted: by === 'user', details: by === undefined ? [] : [`by_${by}`] };
}

/** 7.3: categories are an open list, so the type of an event is looked at too. */
export function policyChange(record: Value): Vote {
  const counted =
    lower(record['category']) === 'policy_logs' || /\bpolic(y|ies)\b/i.test(textOf(record['auditType']));
  return { counted };
}

/** 4.3, 10.7: only what came from outside and was checked. The sample is who failed. */
export function receiptAlignment(record: Value): Vote {
  if (lower(record['direction']) !== 'inbound') return { counted: false, outside: true };
  const check = jsonObject(record['spamProcessingDetail'])?.['dmarc'];
  const { allow, info } = isMembers(check) ? check : {};
  const passed = typeof allow === 'boolean' ? allow : { true: true, false: false }[lower(allow)];
  // A domain that publishes no policy is let through without being aligned to anything.
  if (passed === undefined || lower(info) === 'none')
    return { counted: false, outside: true, details: ['notChecked'] };
  return { counted: passed, sampled: !passed };
}

/** 9.1: one row for each recipient. */
export function queueSize(rows: readonly Value[]): Counts {
  const newest = received(rows).sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
  return { numerator: rows.length, denominator: null, details: {}, sample: reasons(newest) };
}

export function queueAge(rows: readonly Value[], { to }: Range): Counts | undefined {
  const oldest = received(rows)
    .flatMap(({ row, at }) => (at === undefined ? [] : [{ row, at }]))
    .sort((a, b) => a.at - b.at);
  const [first] = oldest;
  // Messages of no known age are no young ones.
  if (first === undefined && rows.length > 0) return undefined;
  const age = first === undefined ? 0 : Math.max(0, to - first.at) / HOUR_MS;
  const untimed = rows.length - oldest.length;
  return {
    numerator: Math.round(age * 100) / 100,
    denominator: null,
    details: untimed === 0 ? {} : { withoutTime: untimed },
    sample: reasons(oldest),
  };
}

interface Received {
  readonly row: Value;
  /** epoch ms */
  readonly at: number | undefined;
}

/** Read once each: a sort of a long queue would do it a million times. */
const received = (rows: readonly Value[]): Received[] =>
  rows.map((row) => ({ row, at: readTime(row['dateReceived']) }));

const reasons = (rows: readonly Received[]): readonly string[] =>
  rows
    .slice(0, SAMPLE)
    .map(({ row }) => `${textOf(row['dateReceived'])} ${textOf(row['policyInfo']) || textOf(row['reason'])}`);

const ENFORCED = new Set(['quarantine', 'reject']);

/** 12.2: `dmarcPolicy` of each domain; those that are not active send nothing. The sample is what is missing. */
export function enforcement(domains: readonly Value[]): Counts | undefined {
  if (domains.length > 0 && !domains.some((one) => 'dmarcPolicy' in one)) return undefined;
  const active = domains.filter((one) => !['inactive', 'deleted'].includes(lower(one['activityStatus'])));
  const lax = active.filter((one) => !ENFORCED.has(lower(one['dmarcPolicy'])));
  return {
    numerator: active.length - lax.length,
    denominator: active.length,
    details: { atNone: lax.length },
    sample: lax.slice(0, SAMPLE).map((one) => textOf(one['domain'])),
  };
}

/** Minutes of the source that is furthest behind; without sources there is nothing that could be behind. */
export function lag(streams: readonly Value[]): Counts | undefined {
  if (streams.length === 0) return undefined;
  const behind = streams
    .map((one) => ({ name: textOf(one['name']), minutes: Number(one['minutes']) }))
    .sort((a, b) => b.minutes - a.minutes);
  const worst = behind[0]?.minutes ?? 0;
  return {
    numerator: Math.round(worst * 10) / 10,
    denominator: null,
    details: { streams: behind.length },
    sample: behind.slice(0, SAMPLE).map(({ name, minutes }) => `${name}: ${Math.round(minutes)} min`),
  };
}
