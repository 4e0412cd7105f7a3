/** Records of the key risk indicators: `{ slug, title, value, unit, measured, state, rag, window, asOf … }`. */
import { type Event, type Judgement, type Level, type Members, seriesOf } from '../event';
import { plain } from '../to-json';
import { text, word } from '../parsers/scalar';
import { time } from '../parsers/time';
import { known, lookup } from '../field-mapping';
import type { Log } from './log';

interface RagResult {
  readonly verdict: Judgement['verdict'];
  readonly level: Level;
}

const RESULT_BY_RAG: ReadonlyMap<string, RagResult> = new Map<string, RagResult>([
  ['green', { verdict: 'pass', level: 'informational' }],
  ['amber', { verdict: 'warning', level: 'medium' }],
  ['red', { verdict: 'fail', level: 'high' }],
]);
const UNKNOWN: RagResult = { verdict: 'unknown', level: 'low' };

function deriveIndicator(event: Event, record: Members, slug: string): void {
  const title = text(record['title']) ?? slug;
  const state = word(record['state']) ?? 'unknown';
  const { verdict, level } = RESULT_BY_RAG.get(word(record['rag'])?.toLowerCase() ?? '') ?? UNKNOWN;
  const value = text(record['value']);
  const unit = text(record['unit']);
  event.kind = 'compliance';
  event.activity = activityOf(state, record['previous']);
  event.judgement = {
    uid: seriesOf(event.origin, slug),
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
  event.reason = text(record['warning']);
  event.level = state === 'removed' ? 'informational' : level;
  event.time = time(record['asOf']);
}

/** @param previous the last measured value, if any */
function activityOf(state: string, previous: unknown): Event['activity'] {
  if (state === 'removed') return 'close';
  return text(previous) === undefined ? 'create' : 'update';
}

export const indicator: Log = {
  takes: lookup({ slug: known, title: known, state: known, warning: known }),
  finish(event, record) {
    const slug = text(record['slug']);
    if (slug === undefined) {
      event.name = 'Indicator run';
      event.rest = Object.assign({}, plain(record));
    } else deriveIndicator(event, record, slug);
  },
};
