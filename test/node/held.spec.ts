import assert from 'node:assert/strict';
import { eachTest } from './each-test';
import { assertWhole, linesOf, load, logNode, ofType, startLogs } from './log-rig';
import { type SiemRig, until } from './siem-rig';

const HOUR = 3_600_000;

describe('The node of held messages', () => {
  let rig: SiemRig;
  eachTest(async () => {
    rig = await startLogs({ logPageSize: 7 });
    return rig;
  });

  const changes = (type: string): readonly unknown[] =>
    ofType(rig, type).map(({ mimecast }) => mimecast['change']);

  it('reads new messages in the queue, and who released messages, by default', async () => {
    const { types: _, ...node } = logNode('held');
    await load(rig, { ...node, id: 'siem', type: 'mimecast-held' });
    await rig.poll();
    assert.deepEqual([...new Set(rig.kinds('poll').map(({ type }) => type))].sort(), ['held', 'releases']);
    assertWhole(rig, 'held.releases', 'releases');
    assert.deepEqual(
      linesOf(rig, 'held'),
      [],
      'a flow without the property only remembers the first reading',
    );
  });

  it('reports the size of the baseline where the first reading is not sent, and later that nothing is new', async () => {
    await load(rig, logNode('held', { types: 'held', baseline: false }));
    await rig.poll();
    const { expected } = rig.simulator.logs.compare('held.held', []);
    const known = (at: number): number => Number(rig.kinds('poll').at(at)?.['known'] ?? 0);
    const count = known(0);
    assert.ok(count > 0 && count <= expected, `${count} of ${expected}`);
    const shown = new RegExp(`^${count} known · changes only · \\d\\d:\\d\\d$`);
    await until(() => rig.statuses.some(({ text = '' }) => shown.test(text)), 'how many are known');
    await rig.poll();
    assert.equal(known(-1), 0);
    await until(() => /^nothing new/.test(rig.statuses.at(-1)?.text ?? ''), 'that nothing is new');
  });

  it('sends the whole queue first where selected, all recipients, then what is new', async () => {
    await load(rig, logNode('held', { types: 'held', baseline: true, output: 'event' }));
    await rig.poll();
    const before = assertWhole(rig, 'held.held', 'held');
    assert.deepEqual([...new Set(changes('held'))], ['baseline']);
    await rig.poll();
    assert.equal(ofType(rig, 'held').length, before, 'other ids are no news');
    rig.simulator.advance(6 * HOUR);
    await rig.poll();
    const later = changes('held').slice(before);
    assert.ok(later.length > 0);
    assert.deepEqual([...new Set(later)], ['added'], 'nothing is said of what has disappeared');
  });

  it('sends the whole queue at each poll where configured', async () => {
    await load(rig, logNode('held', { types: 'held', snapshot: 'whole' }));
    await rig.poll();
    const rows = assertWhole(rig, 'held.held', 'held');
    await rig.poll();
    assert.equal(linesOf(rig, 'held').length, 2 * rows);
  });

  it('reports who released a message', async () => {
    await load(rig, logNode('held', { types: 'releases', output: 'event', lookback: 24 }));
    await rig.poll();
    const by = new Set(ofType(rig, 'releases').map(({ mimecast }) => mimecast['releasedBy']));
    assert.ok(by.has('user') && by.has('admin'), [...by].join());
    const known = ['user', 'admin', 'expired', 'unknown', undefined];
    for (const one of by)
      assert.ok(
        known.some((word) => word === one),
        String(one),
      );
  });

  it('reads rejections of all users: without `admin` there would be none', async () => {
    await load(rig, logNode('held', { types: 'rejections' }));
    await rig.poll();
    assertWhole(rig, 'held.rejections', 'rejections');
  });

  it('reads how many messages each policy holds', async () => {
    await load(rig, logNode('held', { types: 'summary', baseline: true }));
    await rig.poll();
    assertWhole(rig, 'held.summary', 'summary');
  });
});
