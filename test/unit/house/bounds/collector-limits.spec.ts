import { addInterval, addPage, emptyLedger } from '../../../../nodes/lib/collector/checkpoint/ledger';
import { sanitizeReason } from '../../../../nodes/lib/collector/delivery/rejection-text';
import { PollTimer } from '../../../../nodes/lib/collector/poll/poll-timer';
import { allocate } from '../../../../nodes/lib/collector/poll/preview';
import type { Notice } from '../../../../nodes/lib/contracts/stream';
import { describeLimits, range, text } from './limit-rows';

const GAP: Notice = { kind: 'gap', from: 'a', to: 'b', recoverable: false, reason: 'c' };

const takesCommands = async (count: number): Promise<boolean> => {
  const controller = new AbortController();
  const timer = new PollTimer(controller.signal);
  const requests = range(count).map(() => timer.request({ action: 'poll' }));
  controller.abort();
  return (await Promise.allSettled(requests)).every(({ status }) => status === 'fulfilled');
};

const keepsIntervals = (count: number): boolean =>
  range(count).reduce((ledger, index) => addInterval(ledger, index * 9_000, index * 9_000), emptyLedger(''))
    .intervals.length === count;

describeLimits('Positions and polls', {
  'messages that wait for the end of a poll': takesCommands,
  'ranges in the ledger of a day': keepsIntervals,
  'gaps that the ledger of a day names': (count) =>
    addPage(emptyLedger(''), { records: [], notices: new Array<Notice>(count).fill(GAP) }).gaps.length ===
    count,
  'reason of a rejection': (length) => sanitizeReason(text(length)) === text(length),
  'records of a preview': (count) => allocate([count])[0] === count,
});
