/** Records of the key risk indicators: `{ slug, title, value, unit, measured, state, rag, window, asOf … }`. */
import type { JsonObject } from '../../contracts/json';
import { type Assessment, type Event, findingUid, type Level } from '../event';
import { derived, type LogMapping, mergeFields } from '../field-mapping';
import { parseText, parseWord } from '../parsers/scalar';
import { parseTime } from '../parsers/time';
import { toJson } from '../to-json';

interface RagResult {
  readonly verdict: Assessment['verdict'];
  readonly level: Level;
}

const RESULT_BY_RAG: ReadonlyMap<string, RagResult> = new Map<string, RagResult>([
  ['green', { verdict: 'pass', level: 'informational' }],
  ['amber', { verdict: 'warning', level: 'medium' }],
  ['red', { verdict: 'fail', level: 'high' }],
]);
const UNKNOWN: RagResult = { verdict: 'unknown', level: 'low' };

function deriveIndicator(event: Event, record: JsonObject, slug: string): void {
  const title = parseText(record['title']) ?? slug;
  const state = parseWord(record['state']) ?? 'unknown';
  const { verdict, level } = RESULT_BY_RAG.get(parseWord(record['rag'])?.toLowerCase() ?? '') ?? UNKNOWN;
  const value = parseText(record['value']);
  const unit = parseText(record['unit']);
  event.kind = 'compliance';
  event.activity = activityOf(state, record['previous']);
  event.assessment = {
    uid: findingUid(event.origin, slug),
    control: slug,
    title,
    status: state,
    verdict,
    description: undefined,
    remediation: undefined,
    standards: [],
    requirements: [],
    evidence: [],
  };
  event.name = title;
  // not measured is not zero, even if the value is 0
  event.message =
    value === undefined || record['measured'] === false
      ? `${title}: not measured (${state})`
      : `${title}: ${value}${unit === undefined ? '' : ` ${unit}`}`;
  event.action = state;
  event.reason = parseText(record['warning']);
  event.level = state === 'removed' ? 'informational' : level;
  event.time = parseTime(record['asOf']);
}

/** @param previous the last measured value, if any */
function activityOf(state: string, previous: unknown): Event['activity'] {
  if (state === 'removed') return 'close';
  return parseText(previous) === undefined ? 'create' : 'update';
}

export const indicator: LogMapping = {
  fields: mergeFields({
    slug: derived(parseText),
    title: derived(parseText),
    state: derived(parseWord),
    warning: derived(parseText),
  }),
  derive(event, record) {
    const slug = parseText(record['slug']);
    if (slug === undefined) {
      event.name = 'Indicator run';
      event.unmapped = Object.assign({}, toJson(record));
    } else deriveIndicator(event, record, slug);
  },
};
