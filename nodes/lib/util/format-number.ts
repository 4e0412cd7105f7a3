/** Amounts as short texts for a status. */

/**
 * `1.5 kB`, `23 MB`: decimal, with one decimal place below 10.
 * @param units from 1 upwards, each 1000 times the previous one; an empty one is left out
 */
export function formatScaled(amount: number, units: readonly string[]): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(amount, 1)) / 3)));
  const scaledAmount = amount / 1000 ** power;
  // Truncated, not rounded: 999.9 kB must not become 1000 kB.
  const shown =
    power > 0 && scaledAmount < 10 ? Math.floor(scaledAmount * 10) / 10 : Math.floor(scaledAmount);
  return `${shown} ${units[power]}`.trimEnd();
}

const COUNTS = ['', 'k', 'M', 'G'] as const;

/** `999`, `12 k`, `1.2 M`: the text changes rarely while a large number grows. */
export function formatShortCount(count: number): string {
  return formatScaled(count, COUNTS);
}

/** `1,234 records`, `1 record` */
export function pluralize(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
