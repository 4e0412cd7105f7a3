import assert from 'node:assert/strict';
import { formatPollSummary } from '../../../../nodes/lib/collector/reports/poll-report';

describe('formatPollSummary', () => {
  it('counts records by type, and states the duration', () => {
    const counts = new Map([
      ['receipt', 900],
      ['av', 0],
      ['delivery', 334],
    ]);
    assert.equal(formatPollSummary(counts, 2140), 'fetched 1234 events (receipt 900, delivery 334) in 2.1 s');
  });

  it('is empty when nothing was read', () => {
    assert.equal(formatPollSummary(new Map([['av', 0]]), 2140), undefined);
    assert.equal(formatPollSummary(new Map(), 2140), undefined);
  });
});
