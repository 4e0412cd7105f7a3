import assert from 'node:assert/strict';
import { waitUntil } from '../../doubles/wait-until';
import { useHarness } from '../support/each-test';
import { assertComplete, linesOf, load, logNode, ofType, startLogs } from '../support/log-harness';
import type { SiemHarness } from '../support/siem-harness';

const HOUR = 3_600_000;

describe('The node of held messages', () => {
  let harness: SiemHarness;
  useHarness(async () => {
    harness = await startLogs({ logPageSize: 7 });
    return harness;
  });

  const changes = (type: string): readonly unknown[] =>
    ofType(harness, type).map(({ mimecast }) => mimecast['change']);

  it('reads new messages in the queue and the release log by default', async () => {
    const { types: _, ...node } = logNode('held');
    await load(harness, { ...node, id: 'siem', type: 'mimecast-held' });
    await harness.poll();
    assert.deepEqual([...new Set(harness.kinds('poll').map(({ type }) => type))].sort(), [
      'held',
      'releases',
    ]);
    assertComplete(harness, 'held.releases', 'releases');
    assert.deepEqual(
      linesOf(harness, 'held'),
      [],
      'a flow without the property only remembers the first reading',
    );
  });

  it('reports the size of the baseline where the first reading is not sent, and later that nothing is new', async () => {
    await load(harness, logNode('held', { types: 'held', baseline: false }));
    await harness.poll();
    const { expected } = harness.simulator.logs.compare('held.held', []);
    const known = (at: number): number => Number(harness.kinds('poll').at(at)?.['known'] ?? 0);
    const count = known(0);
    assert.ok(count > 0 && count <= expected, `${count} of ${expected}`);
    const shown = new RegExp(`^${count} known · changes only · \\d\\d:\\d\\d$`);
    await waitUntil(() => harness.statuses.some(({ text = '' }) => shown.test(text)), 'how many are known');
    await harness.poll();
    assert.equal(known(-1), 0);
    await waitUntil(() => /^nothing new/.test(harness.statuses.at(-1)?.text ?? ''), 'that nothing is new');
  });

  it('sends the whole queue with all recipients first where selected, and then new messages only', async () => {
    await load(harness, logNode('held', { types: 'held', baseline: true, output: 'event' }));
    await harness.poll();
    const before = assertComplete(harness, 'held.held', 'held');
    assert.deepEqual([...new Set(changes('held'))], ['baseline']);
    await harness.poll();
    assert.equal(ofType(harness, 'held').length, before, 'other ids are no news');
    harness.simulator.advance(6 * HOUR);
    await harness.poll();
    const later = changes('held').slice(before);
    assert.ok(later.length > 0);
    assert.deepEqual([...new Set(later)], ['added'], 'nothing is said of what has disappeared');
  });

  it('sends the whole queue at each poll where configured', async () => {
    await load(harness, logNode('held', { types: 'held', snapshot: 'whole' }));
    await harness.poll();
    const rows = assertComplete(harness, 'held.held', 'held');
    await harness.poll();
    assert.equal(linesOf(harness, 'held').length, 2 * rows);
  });

  it('reports who released a message', async () => {
    await load(harness, logNode('held', { types: 'releases', output: 'event', lookback: 24 }));
    await harness.poll();
    const by = new Set(ofType(harness, 'releases').map(({ mimecast }) => mimecast['releasedBy']));
    assert.ok(by.has('user') && by.has('admin'), [...by].join());
    const known = ['user', 'admin', 'expired', 'unknown', undefined];
    for (const one of by)
      assert.ok(
        known.some((word) => word === one),
        String(one),
      );
  });

  it('reads rejections of all users, because there are none without `admin`', async () => {
    await load(harness, logNode('held', { types: 'rejections' }));
    await harness.poll();
    assertComplete(harness, 'held.rejections', 'rejections');
  });

  it('reads how many messages each policy holds', async () => {
    await load(harness, logNode('held', { types: 'summary', baseline: true }));
    await harness.poll();
    assertComplete(harness, 'held.summary', 'summary');
  });
});
