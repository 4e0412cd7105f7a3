/** The KRI node with settings that do not work. */
import assert from 'node:assert/strict';
import { SLUGS } from '../../nodes/lib/properties/kri-indicators';
import { KriRig, QUEUE } from './kri-rig';
import { pause, until } from './siem-rig';

const WRONG: Readonly<
  Record<string, { readonly given: Readonly<Record<string, unknown>>; readonly says: RegExp }>
> = {
  'limits that are no JSON': {
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
  'overrides that are no JSON': {
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
  'an override with a filter that is none': {
    given: { overrides: `{"${QUEUE}":{"path":"/api/x","filter":"released"}}` },
    says: /filter of the override of mimecast_hold_queue_size/,
  },
  'an override with an odd name of the range': {
    given: { overrides: `{"${QUEUE}":{"path":"/api/x","start":"from date"}}` },
    says: /start and end of the override of mimecast_hold_queue_size/,
  },
  'a time of day that is none': { given: { at: '25:10' }, says: /25:10 is no time of day: use hh:mm/ },
  'an unknown indicator': {
    given: { indicators: `${QUEUE},mimecast_weather` },
    says: /mimecast_weather is not one of/,
  },
  'an unknown word for what is not licensed': {
    given: { unlicensed: 'maybe' },
    says: /maybe is not one of zero, null/,
  },
  'a store that is not there': {
    given: { store: 'context:redis' },
    says: /no context store called redis/,
  },
};

describe('The settings of a KRI node', () => {
  let rig: KriRig;
  afterEach(() => rig.stop());

  for (const [what, { given, says }] of Object.entries(WRONG)) {
    it(`are rejected with a message: ${what}`, async () => {
      rig = await KriRig.start();
      await rig.load({ indicators: QUEUE, every: 24, ...given });
      await until(() => rig.bins.errors.length > 0, 'the refusal at the start');
      assert.match(rig.lastError, says);
      assert.match(rig.lastError, /MIMECAST_CONFIG/);
      const [status] = rig.bins.statuses.slice(-1).map((one) => one['status']);
      assert.match(JSON.stringify(status), /"fill":"red"/);
      await rig.ask();
      assert.match(rig.lastError, says);
      await pause(20);
      assert.deepEqual([rig.records, rig.summaries, rig.simulator.requests.length], [[], [], 0]);
    });
  }

  it('let it wait for its time of day', async () => {
    rig = await KriRig.start();
    const later = new Date(Date.now() + 2 * 3_600_000);
    const at = `${later.getHours()}:${String(later.getMinutes()).padStart(2, '0')}`;
    await rig.load({ indicators: QUEUE, every: 24, at });
    await pause(100);
    assert.equal(rig.records.length, 0);
    await rig.ask();
    assert.equal(rig.records.length, 1, 'a message does not wait');
  });
});

describe('The history of a KRI node', () => {
  let rig: KriRig;
  afterEach(() => rig.stop());

  it('reports each indicator that was deselected, once, before anything is measured', async () => {
    rig = await KriRig.start();
    await rig.load({ indicators: SLUGS.join(',') });
    await rig.ask();
    assert.equal(rig.records.length, SLUGS.length);
    await rig.deploy({ indicators: '' });
    const removed = () => rig.records.filter(({ payload }) => payload.state === 'removed');
    await until(() => removed().length === SLUGS.length, 'all removals');
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
    assert.equal(rig.summaries.length, 1, 'that is no run');
    await rig.deploy({ indicators: '', name: 'again' });
    await pause(50);
    assert.equal(removed().length, SLUGS.length);
    assert.deepEqual(JSON.parse(await rig.history()).indicators, {});
  });
});
