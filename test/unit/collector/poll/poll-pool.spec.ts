import assert from 'node:assert/strict';
import { PollPool } from '../../../../nodes/lib/collector/poll/poll-pool';
import type { StreamOutcome } from '../../../../nodes/lib/collector/reports/poll-report';
import { emptyStats } from '../../../../nodes/lib/collector/reports/poll-report';
import type { Stream } from '../../../../nodes/lib/contracts/stream';
import { CountingStream } from '../../../doubles/counting-stream';

const well = new CountingStream('well');
const stuckOne = new CountingStream('stuck');
const outcome = (stream: Stream): StreamOutcome => ({ stream, stats: emptyStats(), failure: undefined });

describe('PollPool', () => {
  let stuck: Set<Stream>;
  let polls: PollPool;
  let release: () => void;
  let late: StreamOutcome[];
  beforeEach(() => {
    stuck = new Set();
    polls = new PollPool((stream) => stuck.has(stream));
    late = [];
  });

  const poll = (stream: Stream): Promise<StreamOutcome> => {
    const { signal } = polls;
    if (stream === well) return Promise.resolve(outcome(stream));
    return new Promise((resolve, reject) => {
      release = () => resolve(outcome(stream));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  };
  const run = (): Promise<readonly StreamOutcome[]> =>
    polls.run([well, stuckOne], poll, (one) => void late.push(one));

  it('ends when the last poll has ended', async () => {
    const running = run();
    release();
    assert.deepEqual(
      (await running).map(({ stream }) => stream.type),
      ['well', 'stuck'],
    );
    assert.equal(polls.anyRunning, false);
  });

  it('ends without the unacknowledged stream, which stays busy and reports its own end', async () => {
    const running = run();
    stuck.add(stuckOne);
    polls.notifyStuck();
    assert.deepEqual(
      (await running).map(({ stream }) => stream.type),
      ['well'],
    );
    assert.equal(polls.isRunning(stuckOne), true);
    assert.equal(polls.isRunning(well), false);
    release();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(late, [outcome(stuckOne)]);
    assert.equal(polls.anyRunning, false);
  });

  it('ends all polls, stuck ones too, after an abort', async () => {
    const running = run();
    stuck.add(stuckOne);
    polls.notifyStuck();
    await running;
    await polls.abort(new Error('closed'));
    assert.equal(polls.anyRunning, false);
    assert.deepEqual(late, []);
    assert.equal(polls.signal.aborted, false, 'the next polls listen to a fresh signal');
  });

  it('rejects with the reason when it is aborted under way', async () => {
    const running = assert.rejects(run(), /closed/);
    await polls.abort(new Error('closed'));
    await running;
  });
});
