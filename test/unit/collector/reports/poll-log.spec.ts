import assert from 'node:assert/strict';
import { PollLog } from '../../../../nodes/lib/collector/reports/poll-log';
import { emptyStats, type PollStats } from '../../../../nodes/lib/collector/reports/poll-report';
import { CountingStream } from '../../../doubles/counting-stream';
import { withFakeClock } from '../../../doubles/fake-clock';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-20T12:00:00Z');
const stream = new CountingStream('receipt');

/** The lines of one log, by level. */
function newLog() {
  const lines: { log: string[]; debug: string[] } = { log: [], debug: [] };
  const log = new PollLog({ log: (line) => lines.log.push(line), debug: (line) => lines.debug.push(line) });
  const poll = (minute: number, stats: Partial<PollStats> = {}): Promise<void> =>
    withFakeClock(NOW + minute * MINUTE, async () =>
      log.write([{ stream, stats: { ...emptyStats(), ...stats }, failure: undefined }], Date.now()),
    );
  return { lines, log, poll };
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
    const { lines, log, poll } = newLog();
    const failure = {
      code: 'MIMECAST_UNAVAILABLE',
      message: 'down',
      transient: true,
      retryAt: undefined,
    } as const;
    log.write([{ stream, stats: emptyStats(), failure }], NOW);
    log.write([], NOW);
    await poll(0, { interrupted: true });
    assert.deepEqual(lines.log, []);
  });
});
