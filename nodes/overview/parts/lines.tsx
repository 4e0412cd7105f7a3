/** Lines as SVG. Each has a name that says in words what it shows. */

import { type Points, pathOf } from './path';

const SPARK = { width: 168, height: 24 } as const;

/** @param name what it shows, in words */
export function Spark({ points, name }: { readonly points: Points; readonly name: string }) {
  const max = points.reduce<number>((top, value) => Math.max(top, value ?? 0), 0);
  const step = SPARK.width / Math.max(1, points.length - 1);
  const y = (value: number): number =>
    SPARK.height - 1.5 - (max === 0 ? 0 : (value / max) * (SPARK.height - 3));
  return (
    <svg
      class="mo-spark"
      role="img"
      aria-label={name}
      viewBox={`0 0 ${SPARK.width} ${SPARK.height}`}
      preserveAspectRatio="none"
    >
      <title>{name}</title>
      <path d={pathOf(points, (at) => at * step, y)} vector-effect="non-scaling-stroke" />
    </svg>
  );
}

export interface Limits {
  readonly amber: number;
  readonly red: number;
}

const CHART = { width: 240, height: 64 } as const;

/** A line with its limits drawn. */
export function LimitsLine(props: {
  readonly points: Points;
  readonly limits: Limits;
  readonly name: string;
}) {
  const { points, limits, name } = props;
  const { width, height } = CHART;
  const max = points.reduce<number>(
    (top, value) => Math.max(top, value ?? 0),
    Math.max(limits.amber, limits.red, 1),
  );
  const y = (value: number): number => height - 3 - (value / (max * 1.05)) * (height - 6);
  const step = (width - 4) / Math.max(1, points.length - 1);
  const limit = (kind: 'amber' | 'red') => (
    <line class={`mo-limit-${kind}`} x1="0" x2={width} y1={y(limits[kind])} y2={y(limits[kind])} />
  );
  return (
    <svg
      class="mo-chart"
      role="img"
      aria-label={name}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
    >
      <title>{name}</title>
      {limit('amber')}
      {limit('red')}
      <path d={pathOf(points, (at) => 2 + at * step, y)} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
