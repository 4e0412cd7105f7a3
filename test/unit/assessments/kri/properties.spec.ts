import assert from 'node:assert/strict';
import { kriProperties } from '../../../../nodes/lib/properties/node/assessments/kri';
import { readSettings } from '../../../../nodes/lib/properties/property-types';
import { DEFAULT_SLUGS } from '../../../../nodes/lib/properties/values/kri-indicators';

const QUEUE = 'mimecast_hold_queue_size';
const PERCENT = 'mimecast_auth_alignment_pct';
const read = (raw: Readonly<Record<string, unknown>>) =>
  readSettings(kriProperties, { account: 'a', ...raw });
const reasons = (raw: Readonly<Record<string, unknown>>) => read(raw).problems.map(({ key }) => key);

describe('The properties of the KRI node', () => {
  it('have these defaults', () => {
    assert.deepEqual(read({}).settings, {
      name: '',
      account: 'a',
      every: 24,
      everyUnit: 'hours',
      at: '',
      indicators: DEFAULT_SLUGS,
      thresholds: {},
      definition: 'strict',
      unlicensed: 'zero',
      overrides: {},
      store: '',
    });
    assert.deepEqual(read({ indicators: '' }).settings?.indicators, []);
  });

  it('accept thresholds as JSON or as an object, and keep the proposed one of a pair', () => {
    const expected = { [QUEUE]: { warn: 10, critical: 500 } };
    assert.deepEqual(
      read({ thresholds: JSON.stringify({ [QUEUE]: { warn: 10 } }) }).settings?.thresholds,
      expected,
    );
    assert.deepEqual(
      read({ thresholds: { [QUEUE]: { warn: '10', critical: '' } } }).settings?.thresholds,
      expected,
    );
  });

  it('reject invalid thresholds', () => {
    assert.deepEqual(reasons({ thresholds: '{' }), ['json']);
    assert.deepEqual(reasons({ thresholds: '[]' }), ['json']);
    assert.deepEqual(reasons({ thresholds: `{"${QUEUE}":4}` }), ['json']);
    assert.deepEqual(reasons({ thresholds: '{"other":{}}' }), ['choice']);
    assert.deepEqual(reasons({ thresholds: { [QUEUE]: { warn: 'many' } } }), ['threshold']);
    assert.deepEqual(reasons({ thresholds: { [QUEUE]: { warn: 600 } } }), ['thresholdOrder']);
    assert.deepEqual(reasons({ thresholds: { [PERCENT]: { warn: 80, critical: 90 } } }), ['thresholdOrder']);
  });

  it('accept overrides with a path on the host of the API only', () => {
    const override = { path: '/api/v2/ttp/url/get-logs', filter: { action: 'allow' }, start: 'from' };
    assert.deepEqual(read({ overrides: { [QUEUE]: override } }).settings?.overrides, { [QUEUE]: override });
    for (const path of [
      '//evil.example/x',
      'https://evil.example',
      '/api/../x',
      '/a?b=c',
      '/\\evil',
      '',
      4,
    ]) {
      assert.deepEqual(reasons({ overrides: { [QUEUE]: { path } } }), ['overridePath'], String(path));
    }
    assert.deepEqual(reasons({ overrides: { [QUEUE]: { path: '/x', filter: 3 } } }), ['overrideFilter']);
    assert.deepEqual(reasons({ overrides: { [QUEUE]: { path: '/x', end: 'a b' } } }), ['overrideNames']);
  });

  it('accept a time of day', () => {
    for (const at of ['03:30', '3:05', '23:59', '']) assert.deepEqual(reasons({ at }), []);
    for (const at of ['24:00', '3', '03:60', 'noon']) assert.deepEqual(reasons({ at }), ['at']);
  });
});
