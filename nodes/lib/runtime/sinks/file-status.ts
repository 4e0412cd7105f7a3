import { formatScaled, pluralize } from '../../util/format-number';
import type { Status } from '../node-red/node-status';

export interface FileTotals {
  /** messages written since the node was started */
  readonly messages: number;
  /** before gzip */
  readonly bytes: number;
  /** the path of the last write */
  readonly path: string;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `512 bytes`, `1.5 kB`, `23 MB`: decimal units, as the rotation uses. */
export function formatSize(bytes: number): string {
  return formatScaled(bytes, UNITS);
}

export function fileStatus({ messages, bytes, path }: FileTotals): Status {
  return {
    fill: 'green',
    shape: 'dot',
    text: `${pluralize(messages, 'message')} · ${formatSize(bytes)}`,
    messages,
    bytes,
    path,
  };
}
