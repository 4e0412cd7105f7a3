import assert from 'node:assert/strict';
import { eachTest } from './each-test';
import { assertWhole, linesOf, load, logNode, ofType, startLogs } from './log-rig';
import type { SiemRig } from './siem-rig';

describe('The DLP node', () => {
  let rig: SiemRig;
  eachTest(async () => {
    rig = await startLogs({ logPageSize: 7 });
    return rig;
  });

  it('sends every event once', async () => {
    await load(rig, logNode('dlp'));
    await rig.poll();
    assertWhole(rig, 'dlp', 'dlp');
    await rig.poll();
    assertWhole(rig, 'dlp', 'dlp');
    assert.equal(ofType(rig, 'dlp')[0]?.topic, 'mimecast/dlp/dlp');
  });

  it('sends events of selected routes and actions only', async () => {
    await load(rig, logNode('dlp', { routes: 'outbound,internal', actions: 'hold' }));
    await rig.poll();
    const chosen = [...rig.simulator.logs.lines('dlp')].filter(
      (line) => /"route":"(outbound|internal)"/.test(line) && /"action":"hold"/.test(line),
    );
    assert.ok(chosen.length > 0 && chosen.length < rig.simulator.logs.count('dlp'));
    assert.equal(linesOf(rig, 'dlp').length, chosen.length);
  });

  it('rejects an unknown route', async () => {
    await load(rig, logNode('dlp', { routes: 'sideways' }));
    await rig.poll();
    assert.match(
      String(rig.errors[0]?.message),
      /routes: sideways is not one of inbound, outbound, internal/,
    );
  });
});
