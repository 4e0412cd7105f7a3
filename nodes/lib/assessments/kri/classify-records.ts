/** How an indicator counts the records of a log or a snapshot. Vendor fields: wire.md 4.3, 7, 9, 10, 12.2. */

import type { JsonObject } from '../../contracts/json';
import { parseJsonObject } from '../../formats/parsers/json-text';
import { parseBoolean } from '../../formats/parsers/scalar';
import { checkOutcome } from '../../formats/parsers/spam-detail';
import { parseApiTime } from '../../streams/window/api-time';
import { releasedBy } from '../../streams/window/logs/held';
import { HOUR_MS } from '../../util/time';
import type { Range } from '../evidence/read-window';
import type { Classification, Counts } from './types';

const MAX_SAMPLES = 5;

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const lowerText = (value: unknown): string => textOf(value).toLowerCase();

/** The first of these members that is not blank. */
export const firstId =
  (...names: readonly string[]) =>
  (record: JsonObject): string =>
    names.map((name) => textOf(record[name])).find((text) => text !== '') ?? '';

/** wire.md 10.3: the documented actions are hold, bounce and none. */
export function classifyImpersonation(record: JsonObject): Classification {
  const details = ['taggedMalicious', 'taggedExternal'].filter((tag) => parseBoolean(record[tag]) === true);
  return lowerText(record['action']) === 'none' ? { counted: true, details } : { counted: false };
}

/** A record that says something else than what was requested: the API ignored a filter. */
const isOther = (value: unknown, requested: string): boolean => {
  const text = lowerText(value);
  return text !== '' && text !== requested;
};
const UNREQUESTED: Classification = { counted: false, excluded: true };

function attachmentActions(record: JsonObject): { readonly released: boolean; readonly none: boolean } {
  const actions = lowerText(record['actionTriggered']).split(',');
  return {
    released: actions.some((action) => action.includes('release')),
    none: actions.some((action) => action.trim() === 'none'),
  };
}

/** wire.md 10.2: `actionTriggered` is a comma-separated list. Released attachments and those without action arrived. */
export function classifyAttachment(record: JsonObject): Classification {
  if (isOther(record['result'], 'malicious') || isOther(record['route'], 'inbound')) return UNREQUESTED;
  const { released, none } = attachmentActions(record);
  return { counted: released || none, details: released ? ['released'] : [] };
}

/** wire.md 10.7: malicious attachments of all routes that were released. */
export function classifyReleasedAttachment(record: JsonObject): Classification {
  if (isOther(record['result'], 'malicious')) return UNREQUESTED;
  const { released, none } = attachmentActions(record);
  return { counted: released, details: none && !released ? ['withoutAction'] : [] };
}

/** Reported in the details, but not part of the share. */
export const countInDetails = (name: string) => (): Classification => ({
  counted: false,
  excluded: true,
  details: [name],
});

const NO_OVERRIDE = new Set(['', 'none', 'n/a', 'na']);

const overridesOf = (record: JsonObject): readonly string[] =>
  ['userOverride', 'adminOverride'].filter((name) => !NO_OVERRIDE.has(lowerText(record[name])));
const wasAllowed = (record: JsonObject): boolean => lowerText(record['action']) === 'allow';

/** wire.md 10.1: a click that was allowed although the scan result is malicious, possibly by an override. */
export function classifyClick(record: JsonObject): Classification {
  if (isOther(record['scanResult'], 'malicious') || isOther(record['route'], 'inbound')) return UNREQUESTED;
  return wasAllowed(record) ? { counted: true, details: overridesOf(record) } : { counted: false };
}

const SCAN_RESULT = /^(clean|malicious|suspicious)$/;

/** wire.md 10.7: each inbound click that was allowed, also on a clean link. */
export function classifyAllowedClick(record: JsonObject): Classification {
  if (isOther(record['route'], 'inbound')) return UNREQUESTED;
  if (!wasAllowed(record)) return { counted: false };
  const scan = lowerText(record['scanResult']);
  return { counted: true, details: [...overridesOf(record), ...(SCAN_RESULT.test(scan) ? [scan] : [])] };
}

/** wire.md 9.3: only the operator shows who released a message. */
export function classifyRelease(record: JsonObject): Classification {
  if (lowerText(record['status']) === 'rejected') return UNREQUESTED;
  const releaser = releasedBy(record);
  return { counted: releaser === 'user', details: releaser === undefined ? [] : [`by_${releaser}`] };
}

/** wire.md 7.3: the list of categories is open, so the type of an event is checked too. */
export function classifyPolicyChange(record: JsonObject): Classification {
  const counted =
    lowerText(record['category']) === 'policy_logs' || /\bpolic(y|ies)\b/i.test(textOf(record['auditType']));
  return { counted };
}

/** wire.md 4.3, 10.7: inbound messages with a DMARC check only. The sample contains senders that failed. */
export function classifyReceipt(record: JsonObject): Classification {
  if (lowerText(record['direction']) !== 'inbound') return { counted: false, excluded: true };
  const outcome = checkOutcome(parseJsonObject(record['spamProcessingDetail'])?.['dmarc']);
  if (outcome === 'not checked') return { counted: false, excluded: true, details: ['notChecked'] };
  const passed = outcome === 'pass';
  return { counted: passed, sampled: !passed };
}

/** wire.md 9.1: one row for each recipient. */
export function measureQueueSize(rows: readonly JsonObject[]): Counts {
  const newest = withTimes(rows).sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
  return { numerator: rows.length, denominator: null, details: {}, sample: sampleRows(newest) };
}

export function measureQueueAge(rows: readonly JsonObject[], { to }: Range): Counts | undefined {
  const oldest = withTimes(rows)
    .flatMap(({ row, at }) => (at === undefined ? [] : [{ row, at }]))
    .sort((a, b) => a.at - b.at);
  const [first] = oldest;
  // When no message has a time, the age is unknown, not zero.
  if (first === undefined && rows.length > 0) return undefined;
  const age = first === undefined ? 0 : Math.max(0, to - first.at) / HOUR_MS;
  const untimed = rows.length - oldest.length;
  return {
    numerator: Math.round(age * 100) / 100,
    denominator: null,
    details: untimed === 0 ? {} : { withoutTime: untimed },
    sample: sampleRows(oldest),
  };
}

interface TimedRow {
  readonly row: JsonObject;
  /** epoch ms */
  readonly at: number | undefined;
}

/** Parses each time once; a sort would parse them many times. */
const withTimes = (rows: readonly JsonObject[]): TimedRow[] =>
  rows.map((row) => ({ row, at: parseApiTime(row['dateReceived']) }));

const sampleRows = (rows: readonly TimedRow[]): readonly string[] =>
  rows
    .slice(0, MAX_SAMPLES)
    .map(({ row }) => `${textOf(row['dateReceived'])} ${textOf(row['policyInfo']) || textOf(row['reason'])}`);

const ENFORCED = new Set(['quarantine', 'reject']);

/** wire.md 12.2: `dmarcPolicy` of each domain. Inactive domains send nothing. The sample has domains without enforcement. */
export function measureEnforcement(domains: readonly JsonObject[]): Counts | undefined {
  if (domains.length > 0 && !domains.some((one) => 'dmarcPolicy' in one)) return undefined;
  const active = domains.filter((one) => !['inactive', 'deleted'].includes(lowerText(one['activityStatus'])));
  const unenforced = active.filter((one) => !ENFORCED.has(lowerText(one['dmarcPolicy'])));
  return {
    numerator: active.length - unenforced.length,
    denominator: active.length,
    details: { atNone: unenforced.length },
    sample: unenforced.slice(0, MAX_SAMPLES).map((one) => textOf(one['domain'])),
  };
}

/** Minutes of the source that is furthest behind; undefined when the account has no sources. */
export function measureLag(streams: readonly JsonObject[]): Counts | undefined {
  if (streams.length === 0) return undefined;
  const behind = streams
    .map((one) => ({ name: textOf(one['name']), minutes: Number(one['minutes']) }))
    .sort((a, b) => b.minutes - a.minutes);
  const worst = behind[0]?.minutes ?? 0;
  return {
    numerator: Math.round(worst * 10) / 10,
    denominator: null,
    details: { streams: behind.length },
    sample: behind.slice(0, MAX_SAMPLES).map(({ name, minutes }) => `${name}: ${Math.round(minutes)} min`),
  };
}
