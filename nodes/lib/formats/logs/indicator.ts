/** What the key risk indicators emit: `{ slug, title, value, unit, measured, state, rag, window, asOf … }`. */
import { type Event, type Judgement, type Level, type Members, seriesOf } from '../event';
import { plain } from '../plain';
import { text, word } from '../readers/scalar';
import { time } from '../readers/time';
import { known, lookup } from '../table';
import type { Log } from './log';

interface Light {
  readonly verdict: Judgement['verdict'];
  readonly level: Level;
}

const LIGHTS: ReadonlyMap<string, Light> = new Map<string, Light>([
  ['green', { verdict: 'pass', level: 'informational' }],
  ['amber', { verdict: 'warning', level: 'medium' }],
  ['red', { verdict: 'fail', level: 'high' }],
]);
const UNKNOWN: Light = { verdict: 'unknown', level: 'low' };

function judge(event: Event, record: Members, slug: string): void {
  const title = text(record['title']) ?? slug;
  const state = word(record['state']) ?? 'unknown';
  const { verdict, level } = LIGHTS.get(word(record['rag'])?.toLowerCase() ?? '') ?? UNKNOWN;
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
  // not measured is not zero, whatever stands in for the value
  event.message =
    value === undefined || record['measured'] === false
      ? `${title}: not measured (${state})`
      : `${title}: ${value}${unit === undefined ? '' : ` ${unit}`}`;
  event.action = state;
  event.reason = text(record['warning']);
  event.level = state === 'removed' ? 'informational' : level;
  event.time = time(record['asOf']);
}

/** `previous` is the last value that was measured. */
function activityOf(state: string, previous: unknown): Event['activity'] {
  if (state === 'removed') return 'close';
  return text(previous) === undefined ? 'create' : 'update';
}

export const indicator: Log = {
  takes: lookup({ slug: known, title: known, state: known, warning: known }),
  finish(event, record) {
    const slug = text(record['slug']);
    if (slug === undefined)
      Object.assign(event, { name: 'Indicator run', rest: Object.assign({}, plain(record)) });
    else judge(event, record, slug);
  },
};
