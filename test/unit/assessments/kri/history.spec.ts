import assert from 'node:assert/strict';
import {
  addRun,
  deselectedIndicators,
  dropIndicators,
  EMPTY_HISTORY,
  forAccount,
  type History,
  lastMeasured,
  parseHistory,
  setBuckets,
} from '../../../../nodes/lib/assessments/kri/history';
import { dataSource, HOUR, IMPERSONATION, NOW, QUEUE, run } from './kri-run';

describe('The history of indicators', () => {
  it('keeps the last 20 runs and the last 30 values', async () => {
    let history: History = EMPTY_HISTORY;
    for (let index = 0; index < 35; index += 1) {
      history = (await run(dataSource(), { history, indicators: [QUEUE], now: NOW + index })).history;
    }
    assert.equal(history.runs.length, 20);
    assert.equal(history.indicators[QUEUE]?.values.length, 30);
    assert.equal(history.lastRun, NOW + 34);
    assert.equal(lastMeasured(history, QUEUE), 1);
  });

  it('does not count a retry as the run that the schedule counts from', async () => {
    const { history } = await run(dataSource(), { indicators: [QUEUE] });
    const repeated = await run(dataSource(), {
      indicators: [QUEUE],
      retryOnly: true,
      history,
      now: NOW + HOUR,
    });
    assert.equal(repeated.history.lastRun, NOW);
    assert.equal(repeated.history.runs.length, 2);
  });

  it('drops deselected indicators, and everything of another account', () => {
    const some = setBuckets(EMPTY_HISTORY, QUEUE, 'x', []);
    assert.deepEqual(deselectedIndicators(some, [IMPERSONATION]), [QUEUE]);
    assert.deepEqual(dropIndicators(some, [QUEUE]).indicators, {});
    const mine = forAccount(some, 'C1');
    assert.deepEqual([mine.account, Object.keys(mine.indicators)], ['C1', [QUEUE]]);
    assert.equal(forAccount(mine, ''), mine);
    assert.deepEqual(forAccount(mine, 'C2'), { ...EMPTY_HISTORY, account: 'C2' });
  });

  it('is rejected when it is damaged', () => {
    assert.equal(parseHistory('{'), undefined);
    assert.equal(parseHistory('{"version":2}'), undefined);
    const one = {
      runId: 'r',
      startedAt: '2026-11-22T03:30:00.000Z',
      durationMs: 1,
      measured: 1,
      unmeasured: 0,
      skipped: 0,
      calls: 1,
    };
    assert.deepEqual(parseHistory(JSON.stringify(addRun(EMPTY_HISTORY, one, true)))?.lastRun, NOW);
  });
});
