import assert from 'node:assert/strict';
import { PROPERTIES } from '../../../nodes/lib/properties';
import { type PropertyTable, readSettings } from '../../../nodes/lib/properties/property-types';

const settingsOf = <Table extends PropertyTable>(
  table: Table,
  raw: Readonly<Record<string, unknown>> = {},
) => {
  const { settings, problems } = readSettings(table, { account: 'account', ...raw });
  assert.ok(settings, JSON.stringify(problems));
  return settings;
};

const refusal = (table: PropertyTable, property: string, value: unknown): string | undefined => {
  const parsed = table[property]?.parse(value);
  return parsed === undefined || parsed.ok ? undefined : parsed.problem.key;
};

describe('Properties of the sources', () => {
  it('have a suitable default interval for each log', () => {
    const interval = ({ every, everyUnit }: { every: number; everyUnit: string }): string =>
      `${every} ${everyUnit}`;
    assert.equal(interval(settingsOf(PROPERTIES['mimecast-siem'])), '5 minutes');
    assert.equal(interval(settingsOf(PROPERTIES['mimecast-ttp'])), '5 minutes');
    assert.equal(interval(settingsOf(PROPERTIES['mimecast-audit'])), '15 minutes');
    assert.equal(interval(settingsOf(PROPERTIES['mimecast-dlp'])), '15 minutes');
    assert.equal(interval(settingsOf(PROPERTIES['mimecast-held'])), '15 minutes');
    assert.equal(interval(settingsOf(PROPERTIES['mimecast-directory'])), '24 hours');
  });

  describe('Types of a closed list', () => {
    const types = (raw: Readonly<Record<string, unknown>>): readonly string[] =>
      settingsOf(PROPERTIES['mimecast-held'], raw).types;

    it('default to those of the table', () => {
      assert.deepEqual(types({}), ['held', 'releases']);
    });

    it('are empty, which means all, where the last checkbox was cleared', () => {
      assert.deepEqual(types({ types: '' }), []);
    });

    it('accept spaces and duplicates, in the order of the list', () => {
      assert.deepEqual(types({ types: ' summary,held , held' }), ['held', 'summary']);
    });

    it('reject unknown types', () => {
      assert.equal(refusal(PROPERTIES['mimecast-held'], 'types', 'held,quarantined'), 'choice');
    });
  });

  it('accept subtypes in the feeds of SIEM, and nothing that could be a path', () => {
    assert.deepEqual(settingsOf(PROPERTIES['mimecast-siem'], { types: 'process:Hld,receipt' }).types, [
      'process:Hld',
      'receipt',
    ]);
    assert.equal(refusal(PROPERTIES['mimecast-siem'], 'types', 'receipt/../x'), 'typeName');
  });

  it('accept unknown codes of categories, actions and results, but no sentences', () => {
    for (const [node, property, reason] of [
      ['mimecast-audit', 'categories', 'categoryCode'],
      ['mimecast-dlp', 'actions', 'actionName'],
      ['mimecast-ttp', 'results', 'resultName'],
    ] as const) {
      assert.equal(refusal(PROPERTIES[node], property, 'brand_new, other'), undefined);
      assert.equal(refusal(PROPERTIES[node], property, 'Brand New'), reason);
    }
  });

  for (const node of ['mimecast-held', 'mimecast-directory'] as const) {
    it(`${node} sends the baseline of new nodes; flows without the option keep it off`, () => {
      assert.equal(PROPERTIES[node].baseline.value, true, 'what the editor gives a new node');
      const { snapshot, baseline } = settingsOf(PROPERTIES[node]);
      assert.deepEqual([snapshot, baseline], ['changes', false], 'hand-written, without the property');
      for (const [stored, read] of [
        ['', false],
        [false, false],
        ['false', false],
        [true, true],
        ['true', true],
      ] as const)
        assert.deepEqual(PROPERTIES[node].baseline.parse(stored), { ok: true, value: read });
    });
  }
});
