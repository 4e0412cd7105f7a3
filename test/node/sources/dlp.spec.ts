import assert from 'node:assert/strict';
import { useHarness } from '../support/each-test';
import { assertComplete, linesOf, load, logNode, ofType, startLogs } from '../support/log-harness';
import type { SiemHarness } from '../support/siem-harness';

describe('The DLP node', () => {
  let harness: SiemHarness;
  useHarness(async () => {
    harness = await startLogs({ logPageSize: 7 });
    return harness;
  });

  it('sends every event once', async () => {
    await load(harness, logNode('dlp'));
    await harness.poll();
    assertComplete(harness, 'dlp', 'dlp');
    await harness.poll();
    assertComplete(harness, 'dlp', 'dlp');
    assert.equal(ofType(harness, 'dlp')[0]?.topic, 'mimecast/dlp/dlp');
  });

  it('sends events of selected routes and actions only', async () => {
    await load(harness, logNode('dlp', { routes: 'outbound,internal', actions: 'hold' }));
    await harness.poll();
    const chosen = [...harness.simulator.logs.lines('dlp')].filter(
      (line) => /"route":"(outbound|internal)"/.test(line) && /"action":"hold"/.test(line),
    );
    assert.ok(chosen.length > 0 && chosen.length < harness.simulator.logs.count('dlp'));
    assert.equal(linesOf(harness, 'dlp').length, chosen.length);
  });

  it('rejects an unknown route', async () => {
    await load(harness, logNode('dlp', { routes: 'sideways' }));
    await harness.poll();
    assert.match(
      String(harness.errors[0]?.message),
      /routes: sideways is not one of inbound, outbound, internal/,
    );
  });
});
