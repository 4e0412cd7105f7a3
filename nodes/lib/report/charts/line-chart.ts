/**
 * A trend as a line of inline SVG, with its limits. It has no text and no style sheet: a mail program that removes it leaves a
 * table which says the same in numbers.
 */
import { type Html, html } from '../markup';
import type { Point } from '../model/types';

export interface Limit {
  readonly value: number;
  readonly color: string;
}

export interface LineChart {
  readonly points: readonly Point[];
  /** epoch ms; the width of the chart */
  readonly from: number;
  readonly to: number;
  readonly limits?: readonly Limit[];
  readonly color: string;
  /** said to people who do not see it */
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}

const PADDING = 3;
/** A line goes on over a missing day or two, such as a weekend without a run, and not over more. */
const MAX_GAP_MS = 3 * 86_400_000;

export function lineChart({
  points,
  from,
  to,
  limits = [],
  color,
  label,
  width = 120,
  height = 36,
}: LineChart): Html {
  const shown = [...points.flatMap(({ value }) => value ?? []), ...limits.map(({ value }) => value)];
  const [low, high] = rangeOf(shown);
  const x = (at: number): number =>
    round(PADDING + ((at - from) / Math.max(1, to - from)) * (width - 2 * PADDING));
  const y = (value: number): number =>
    round(height - PADDING - ((value - low) / (high - low)) * (height - 2 * PADDING));
  const lines = segmentsOf(points).map((segment) => {
    const [first] = segment;
    return segment.length === 1 && first !== undefined
      ? html`<circle cx="${x(first.at)}" cy="${y(first.value)}" r="1.8" fill="${color}"/>`
      : html`<polyline points="${segment.map(({ at, value }) => `${x(at)},${y(value)}`).join(' ')}" fill="none" stroke="${color}" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"/>`;
  });
  const limitLines = limits.map(
    (limit) =>
      html`<line x1="${PADDING}" x2="${width - PADDING}" y1="${y(limit.value)}" y2="${y(limit.value)}" stroke="${limit.color}" stroke-width="1" stroke-dasharray="3 3"/>`,
  );
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}" style="display:block">${limitLines}${lines}</svg>`;
}

/** From 0, unless the values are far from it: then a line at the top would show nothing. */
function rangeOf(values: readonly number[]): readonly [low: number, high: number] {
  const max = Math.max(0, ...values);
  const min = Math.min(max, ...values);
  const low = min > max / 2 ? min - (max - min || 1) * 0.25 : Math.min(0, min);
  return [low, max > low ? max : low + 1];
}

interface MeasuredPoint {
  readonly at: number;
  readonly value: number;
}

/** What was not measured interrupts the line. */
function segmentsOf(points: readonly Point[]): readonly (readonly MeasuredPoint[])[] {
  const segments: MeasuredPoint[][] = [];
  let current: MeasuredPoint[] | undefined;
  for (const { at, value } of points) {
    if (value === null) {
      current = undefined;
      continue;
    }
    const before = current?.at(-1);
    if (current === undefined || before === undefined || at - before.at > MAX_GAP_MS) {
      current = [];
      segments.push(current);
    }
    current.push({ at, value });
  }
  return segments;
}

const round = (value: number): number => Math.round(value * 10) / 10;
