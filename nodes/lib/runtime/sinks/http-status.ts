import type { HttpState } from '../../sinks/http/send/outage';
import { formatScaled, pluralize } from '../../util/format-number';
import { formatDateTime } from '../../util/format-time';
import type { Status } from '../node-red/node-status';
import { joinFitting } from '../node-red/status-text';

/** Since the node was started. */
export interface HttpTotals {
  /** messages that are complete */
  readonly messages: number;
  /** before gzip */
  readonly bytes: number;
  /** records that were refused for good */
  readonly refused: number;
}

/** Colour and text of an HTTP sink; members other than the text are for flows. */
export function httpStatus(totals: HttpTotals, { waiting, trouble, retryAt }: HttpState): Status {
  const queue = waiting === 0 ? '' : `${waiting.toLocaleString('en-US')} waiting`;
  if (trouble !== undefined) {
    const nextTry = retryAt === undefined ? '' : `next try ${formatDateTime(retryAt, Date.now())}`;
    return {
      fill: 'red',
      shape: trouble.misconfigured ? 'dot' : 'ring',
      text: joinFitting([trouble.cause, queue, nextTry]),
      waiting,
      ...(trouble.misconfigured ? { code: 'HTTP_MISCONFIGURED' } : {}),
      reason: trouble.reason,
      ...(retryAt === undefined ? {} : { retryAt: new Date(retryAt).toISOString() }),
    };
  }
  const { messages, bytes, refused } = totals;
  const delivered = `${pluralize(messages, 'message')} · ${formatScaled(bytes, ['bytes', 'kB', 'MB', 'GB', 'TB'])}`;
  return {
    // Yellow: somebody has to look at the second output.
    fill: refused > 0 ? 'yellow' : 'green',
    shape: 'dot',
    text: joinFitting([delivered, refused === 0 ? '' : `${refused.toLocaleString('en-US')} refused`, queue]),
    waiting,
    ...totals,
  };
}
