import type { Status } from './status-line';

export interface FileTotals {
  /** messages written since the node was started */
  readonly messages: number;
  /** before gzip */
  readonly bytes: number;
  /** the last one */
  readonly path: string;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `512 bytes`, `1.5 kB`, `23 MB`: decimal, as the rotation counts. */
export function sizeText(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const amount = bytes / 1000 ** step;
  // Cut, not rounded: 999.9 kB are not 1000 kB.
  const shown = step > 0 && amount < 10 ? Math.floor(amount * 10) / 10 : Math.floor(amount);
  return `${shown} ${UNITS[step]}`;
}

export function writtenStatus({ messages, bytes, path }: FileTotals): Status {
  const count = `${messages.toLocaleString('en-US')} message${messages === 1 ? '' : 's'}`;
  return { fill: 'green', shape: 'dot', text: `${count} · ${sizeText(bytes)}`, messages, bytes, path };
}
