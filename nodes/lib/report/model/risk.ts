/** The indicators of an account. Pure. */
import { dailyValues, type IndicatorHistory, indicatorHistory } from '../../assessments/kri/history';
import {
  INDICATORS,
  type IndicatorDefinition,
  isSlug,
  type Slug,
} from '../../properties/values/kri-indicators';
import { numberText, stateText } from './texts';
import type { AccountInput, Point, Rating, RiskRow, Unmeasured } from './types';

export interface Risks {
  readonly rows: readonly RiskRow[];
  readonly unmeasured: readonly Unmeasured[];
}

const RATINGS: readonly Rating[] = ['red', 'amber', 'unknown', 'green'];

export function buildRisks({ kris }: AccountInput, from: number, at: number): Risks {
  const rows: RiskRow[] = [];
  const unmeasured: Unmeasured[] = [];
  for (const { node, history } of kris) {
    const slugs = Object.keys(history.indicators).filter(isSlug);
    for (const slug of slugs) {
      const indicator = indicatorHistory(history, slug);
      const row = buildRow(slug, node, indicator, from, at);
      if (row === undefined) continue;
      rows.push(row);
      unmeasured.push(...limitsOf(row, indicator, from));
    }
    if (slugs.length === 0)
      unmeasured.push({ what: nodeText('Key risk indicators', node), why: 'no run has ended yet' });
  }
  return {
    rows: rows.sort((one, other) => RATINGS.indexOf(one.rating) - RATINGS.indexOf(other.rating)),
    unmeasured,
  };
}

export const nodeText = (what: string, node: string): string => (node === '' ? what : `${what} (${node})`);

function buildRow(
  slug: Slug,
  node: string,
  indicator: IndicatorHistory,
  from: number,
  at: number,
): RiskRow | undefined {
  const newest = indicator.values.at(-1);
  if (newest === undefined) return undefined;
  const { title, unit, direction, thresholds }: IndicatorDefinition = INDICATORS[slug];
  const { last } = indicator;
  const trend = trendOf(indicator, from, at);
  return {
    ...{ slug, title, node, state: newest.state, asOf: newest.asOf, trend },
    value: newest.measured ? newest.value : null,
    unit: last?.unit ?? unit,
    rating: ratingOf(newest.measured ? newest.rag : ''),
    warn: last?.warn ?? thresholds.warn,
    critical: last?.critical ?? thresholds.critical,
    isLowerWorse: (last?.direction ?? direction) === 'lower-is-worse',
    coverage: last?.coverage ?? null,
    change: changeOf(trend),
  };
}

const ratingOf = (rag: string): Rating => RATINGS.find((one) => one === rag) ?? 'unknown';

function trendOf(indicator: IndicatorHistory, from: number, at: number): readonly Point[] {
  return dailyValues(indicator).flatMap(({ at: time, value, measured }) => {
    const when = Date.parse(time);
    return when >= from && when <= at ? [{ at: when, value: measured ? value : null }] : [];
  });
}

export function changeOf(trend: readonly Point[]): number | null {
  const values = trend.flatMap(({ value }) => value ?? []);
  const [first] = values;
  const last = values.at(-1);
  return values.length < 2 || first === undefined || last === undefined ? null : last - first;
}

/** What a reader must know about a row: it has no value, a part of one, an old one, or a limitation. */
function limitsOf(row: RiskRow, { last }: IndicatorHistory, from: number): readonly Unmeasured[] {
  const what = nodeText(row.title, row.node);
  const reason = last?.warning ?? '';
  const why: string[] = [];
  if (row.value === null) why.push(join(stateText(row.state), reason));
  else if (row.state === 'partial') {
    const share =
      row.coverage === null || row.coverage >= 1 ? '' : `${numberText(row.coverage * 100)} % of the time`;
    why.push(join('measured in part', join(share, reason)));
  } else if (reason !== '') why.push(reason);
  if (Date.parse(row.asOf) < from)
    why.push(`the value is from ${row.asOf.slice(0, 10)}, before this report begins`);
  return why.map((one) => ({ what, why: one }));
}

const join = (one: string, other: string): string => [one, other].filter((part) => part !== '').join(': ');
