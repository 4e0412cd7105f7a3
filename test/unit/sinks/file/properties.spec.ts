import assert from 'node:assert/strict';
import { fileProperties } from '../../../../nodes/lib/properties/node/file';
import { readSettings } from '../../../../nodes/lib/properties/property-types';

describe('The properties of a file node', () => {
  it('have defaults that work', () => {
    assert.deepEqual(readSettings(fileProperties, {}).settings, {
      name: '',
      path: 'mimecast-events/{log}/{type}-{yyyy-MM-dd}.ndjson',
      rotate: { by: 'none' },
      sync: 'batch',
      gzip: false,
    });
  });

  it('accept the values of environment variables', () => {
    const { settings } = readSettings(fileProperties, { rotate: ' 10 kB', sync: ' none', gzip: 'True' });
    assert.deepEqual(
      [settings?.rotate, settings?.sync, settings?.gzip],
      [{ by: 'size', bytes: 10_000 }, 'none', true],
    );
  });

  it('name the invalid ones, and why', () => {
    const { settings, problems } = readSettings(fileProperties, {
      path: '{type}.json',
      rotate: 'week',
      sync: 'always',
      gzip: 'perhaps',
    });
    assert.equal(settings, undefined);
    assert.deepEqual(
      problems.map(({ property, key }) => [property, key]),
      [
        ['path', 'pathFolder'],
        ['rotate', 'rotation'],
        ['sync', 'choice'],
        ['gzip', 'choice'],
      ],
    );
  });
});
