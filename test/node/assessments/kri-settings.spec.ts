/** The KRI node with settings that do not work. */
import assert from 'node:assert/strict';
import { SLUGS } from '../../../nodes/lib/properties/values/kri-indicators';
import { waitUntil } from '../../doubles/wait-until';
import { KriHarness, QUEUE } from '../support/kri-harness';
import { pause } from '../support/siem-harness';

const WRONG: Readonly<
  Record<string, { readonly given: Readonly<Record<string, unknown>>; readonly says: RegExp }>
> = {
  'thresholds that are not JSON': {
    given: { thresholds: '{"warn":' },
    says: /not the JSON that is expected here: an object with the names of indicators/,
  },
  'limits of an unknown indicator': {
    given: { thresholds: '{"mimecast_weather":{"warn":1}}' },
    says: /mimecast_weather is not one of mimecast_impersonation_not_blocked_24h, /,
  },
  'limits that are words': {
    given: { thresholds: `{"${QUEUE}":{"warn":"many"}}` },
    says: /limits of mimecast_hold_queue_size have to be numbers/,
  },
  'a red limit before the amber one': {
    given: { thresholds: `{"${QUEUE}":{"warn":9,"critical":2}}` },
    says: /red limit of mimecast_hold_queue_size has to be worse/,
  },
  'overrides that are not JSON': {
    given: { overrides: 'path=/api' },
    says: /not the JSON that is expected here/,
  },
  'an override of an unknown indicator': {
    given: { overrides: '{"mimecast_weather":{"path":"/api/x"}}' },
    says: /mimecast_weather is not one of/,
  },
  'an override that leads to another host': {
    given: { overrides: `{"${QUEUE}":{"path":"https://evil.example/x"}}` },
    says: /override of mimecast_hold_queue_size needs a path on the API's host/,
  },
  'an override with an invalid filter': {
    given: { overrides: `{"${QUEUE}":{"path":"/api/x","filter":"released"}}` },
    says: /filter of the override of mimecast_hold_queue_size/,
  },
  'an override with an odd name of the range': {
    given: { overrides: `{"${QUEUE}":{"path":"/api/x","start":"from date"}}` },
    says: /start and end of the override of mimecast_hold_queue_size/,
  },
  'an invalid time of day': { given: { at: '25:10' }, says: /25:10 is not a valid time: use hh:mm/ },
  'an unknown indicator': {
    given: { indicators: `${QUEUE},mimecast_weather` },
    says: /mimecast_weather is not one of/,
  },
  'an unknown value for unlicensed indicators': {
    given: { unlicensed: 'maybe' },
    says: /maybe is not one of zero, null/,
  },
  'a store that is not there': {
    given: { store: 'context:redis' },
    says: /no context store called redis/,
  },
};

describe('The settings of a KRI node', () => {
  let harness: KriHarness;
  afterEach(() => harness.stop());

  for (const [what, { given, says }] of Object.entries(WRONG)) {
    it(`are rejected with a message: ${what}`, async () => {
      harness = await KriHarness.start();
      await harness.load({ indicators: QUEUE, every: 24, ...given });
      await waitUntil(() => harness.collected.errors.length > 0, 'the refusal at the start');
      assert.match(harness.lastError, says);
      assert.match(harness.lastError, /MIMECAST_CONFIG/);
      const [status] = harness.collected.statuses.slice(-1).map((one) => one['status']);
      assert.match(JSON.stringify(status), /"fill":"red"/);
      await harness.send();
      assert.match(harness.lastError, says);
      await pause(20);
      assert.deepEqual([harness.records, harness.summaries, harness.simulator.requests.length], [[], [], 0]);
    });
  }

  it('delay a run until the configured time of day', async () => {
    harness = await KriHarness.start();
    const later = new Date(Date.now() + 2 * 3_600_000);
    const at = `${later.getHours()}:${String(later.getMinutes()).padStart(2, '0')}`;
    await harness.load({ indicators: QUEUE, every: 24, at });
    await pause(100);
    assert.equal(harness.records.length, 0);
    await harness.send();
    assert.equal(harness.records.length, 1, 'a message does not wait');
  });
});

describe('The history of a KRI node', () => {
  let harness: KriHarness;
  afterEach(() => harness.stop());

  it('reports each deselected indicator once, before anything is measured', async () => {
    harness = await KriHarness.start();
    await harness.load({ indicators: SLUGS.join(',') });
    await harness.send();
    assert.equal(harness.records.length, SLUGS.length);
    await harness.deploy({ indicators: '' });
    const removed = () => harness.records.filter(({ payload }) => payload.state === 'removed');
    await waitUntil(() => removed().length === SLUGS.length, 'all removals');
    assert.deepEqual(
      removed()
        .map(({ topic }) => topic)
        .sort(),
      [...SLUGS].sort(),
    );
    assert.ok(
      removed().every(
        ({ payload: { value, measured, rag } }) => value === null && !measured && rag === 'unknown',
      ),
    );
    assert.equal(harness.summaries.length, 1, 'that is no run');
    await harness.deploy({ indicators: '', name: 'again' });
    await pause(50);
    assert.equal(removed().length, SLUGS.length);
    assert.deepEqual(JSON.parse(await harness.history()).indicators, {});
  });
});
