/** The choice between the strict counts and those of the product that introduced the slugs. */
import assert from 'node:assert/strict';
import type { LogName } from '../../nodes/lib/simulator/common/log-names';
import { HOUR, KriHarness, TENANT_INDICATORS } from './support/kri-harness';

const CLICKS = 'mimecast_url_clicks_post_delivery_7d';
const MALWARE = 'mimecast_malware_delivered_24h';

describe('The definition of the indicators', function () {
  this.timeout(120_000);
  let harness: KriHarness;
  before(async () => {
    harness = await KriHarness.start();
  });
  after(() => harness.stop());
  beforeEach(() => harness.forget());

  const lines = (log: LogName, days: number): readonly Readonly<Record<string, unknown>>[] => {
    const to = harness.simulator.now();
    const range = { from: to - days * 24 * HOUR, to };
    return [...harness.simulator.logs.lines(log, range)].map((line) => JSON.parse(line));
  };

  it('draxis counts all allowed inbound clicks', async () => {
    const record = await harness.runOne(CLICKS, { definition: 'draxis' });
    const inbound = lines('ttp.url', 7).filter(({ route }) => route === 'inbound');
    const allowed = inbound.filter(({ action }) => action === 'allow');
    assert.deepEqual([record.numerator, record.denominator], [allowed.length, inbound.length]);
    assert.deepEqual([record.definition, record.state, record.crossChecks], ['draxis', 'ok', []]);
    assert.equal(record.title, 'Clicks on links that were let through');
  });

  it('draxis counts released malware of all routes', async () => {
    const record = await harness.runOne(MALWARE, { definition: 'draxis' });
    const malicious = lines('ttp.attachment', 1).filter(({ result }) => result === 'malicious');
    const released = malicious.filter(({ actionTriggered }) => /release/.test(String(actionTriggered)));
    assert.deepEqual([record.numerator, record.denominator], [released.length, malicious.length]);
  });

  it('strict is the default, and both say which', async () => {
    const { records } = await harness.run({ indicators: TENANT_INDICATORS });
    harness.compare(records);
    assert.ok(records.every(({ definition }) => definition === 'strict'));
    const others = TENANT_INDICATORS.filter((slug) => slug !== CLICKS && slug !== MALWARE);
    harness.forget();
    const draxis = await harness.run({ indicators: others, definition: 'draxis' });
    harness.compare(draxis.records);
  });

  it('is none where an override selects the records', async () => {
    harness.simulator.grants.unpublished = true;
    const overrides = { [CLICKS]: { path: '/api/v2/ttp/url/get-logs', filter: { action: 'allow' } } };
    const record = await harness.runOne(CLICKS, { overrides, definition: 'draxis' });
    assert.equal(record.definition, null);
  });

  it('compares no values of different definitions, and counts anew', async () => {
    await harness.runOne(CLICKS);
    const changed = await harness.runOne(CLICKS, { definition: 'draxis' });
    assert.deepEqual([changed.previous, changed.delta, changed.coverage], [null, null, 1]);
    const back = await harness.runOne(CLICKS);
    harness.compare([back]);
  });
});
