import assert from 'node:assert/strict';
import type { PollFailure } from '../../../../nodes/lib/collector/reports/poll-failure';
import { PollLog } from '../../../../nodes/lib/collector/reports/poll-log';
import {
  emptyStats,
  type PollStats,
  type StreamOutcome,
} from '../../../../nodes/lib/collector/reports/poll-report';
import { CountingStream } from '../../../doubles/counting-stream';
import { withFakeClock } from '../../../doubles/fake-clock';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-20T12:00:00Z');
const FAILURE: PollFailure = {
  ...{ code: 'MIMECAST_UNAVAILABLE', message: 'down', transient: true, retryAt: undefined },
};

const outcome = (type: string, stats: Partial<PollStats> = {}, failure?: PollFailure): StreamOutcome => ({
  ...{ stream: new CountingStream(type), stats: { ...emptyStats(), ...stats }, failure },
});

/** The lines of one log, by level. */
function newLog() {
  const lines: { log: string[]; debug: string[] } = { log: [], debug: [] };
  const log = new PollLog({ log: (line) => lines.log.push(line), debug: (line) => lines.debug.push(line) });
  const pollAll = (minute: number, ...outcomes: StreamOutcome[]): Promise<void> =>
    withFakeClock(NOW + minute * MINUTE, async () => log.write(outcomes, Date.now()));
  const poll = (minute: number, stats: Partial<PollStats> = {}): Promise<void> =>
    pollAll(minute, outcome('receipt', stats));
  return { lines, poll, pollAll };
}

describe('The log line of a poll', () => {
  it('that found nothing is written once an hour, with the number of polls, and else at debug', async () => {
    const { lines, poll } = newLog();
    for (let minute = 0; minute < 120; minute += 5) await poll(minute);
    assert.deepEqual(lines.log, ['polled, nothing new', 'polled, nothing new in 12 polls']);
    assert.equal(lines.debug.length, 22);
  });

  it('that found nothing does not come more often when others brought records', async () => {
    const { lines, poll } = newLog();
    await poll(0);
    await poll(5, { records: 3 });
    await poll(10);
    assert.deepEqual(lines.log, ['polled, nothing new', 'fetched 3 events (receipt 3) in 0.0 s']);
  });

  it('says that objects are known and were not sent', async () => {
    const { lines, poll } = newLog();
    await poll(0, { known: 558 });
    assert.deepEqual(lines.log, ['polled, nothing sent: 558 known, changes only']);
  });

  it('does not say that there was nothing when not everything was read', async () => {
    const { lines, poll, pollAll } = newLog();
    await pollAll(0, outcome('receipt', {}, FAILURE), outcome('av', {}, FAILURE));
    await pollAll(0);
    await poll(0, { interrupted: true });
    await pollAll(0, outcome('receipt'), outcome('av', { interrupted: true }));
    assert.deepEqual(lines.log, []);
    assert.equal(lines.debug.length, 4);
  });

  it('that found nothing is written too while some of the types fail, and names these', async () => {
    const { lines, pollAll } = newLog();
    const failing = [outcome('receipt'), outcome('av', {}, FAILURE), outcome('spam', {}, FAILURE)];
    for (let minute = 0; minute < 120; minute += 5) await pollAll(minute, ...failing);
    await pollAll(120, outcome('receipt'), outcome('av'), outcome('spam'));
    assert.deepEqual(lines.log, [
      'polled, nothing new; failed: av, spam',
      'polled, nothing new in 12 polls; failed: av, spam',
      'polled, nothing new in 12 polls',
    ]);
  });

  it('that sent nothing is written while a type fails, and names that one', async () => {
    const { lines, pollAll } = newLog();
    await pollAll(0, outcome('held', { known: 558 }), outcome('summary', {}, FAILURE));
    assert.deepEqual(lines.log, ['polled, nothing sent: 558 known, changes only; failed: summary']);
  });
});
