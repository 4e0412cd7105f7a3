/** Shares of a whole as one bar of inline SVG. It has no text, for the reason given in line-chart.ts. */
import { type Html, html } from '../markup';

export interface Share {
  readonly value: number;
  readonly color: string;
}

const HEIGHT = 10;

export function barChart(shares: readonly Share[], label: string, width = 150): Html {
  const total = shares.reduce((sum, { value }) => sum + value, 0);
  let from = 0;
  const bars = shares
    .filter(({ value }) => value > 0)
    .map(({ value, color }) => {
      const size = Math.round((value / total) * width * 10) / 10;
      const bar = html`<rect x="${Math.round(from * 10) / 10}" y="0" width="${size}" height="${HEIGHT}" fill="${color}"/>`;
      from += size;
      return bar;
    });
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${label}" style="display:block"><rect x="0" y="0" width="${width}" height="${HEIGHT}" fill="#e5e7eb"/>${bars}</svg>`;
}
