import assert from 'node:assert/strict';
import { PROPERTIES } from '../../../nodes/lib/properties';
import { type PropertyTable, readSettings } from '../../../nodes/lib/properties/kinds';

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

describe('properties of the sources', () => {
  it('poll as often as each log is worth it, unless told otherwise', () => {
    const interval = ({ every, everyUnit }: { every: number; everyUnit: string }): string =>
      `${every} ${everyUnit}`;
    assert.equal(interval(settingsOf(PROPERTIES['mimecast-siem'])), '5 minutes');
    assert.equal(interval(settingsOf(PROPERTIES['mimecast-ttp'])), '5 minutes');
    assert.equal(interval(settingsOf(PROPERTIES['mimecast-audit'])), '15 minutes');
    assert.equal(interval(settingsOf(PROPERTIES['mimecast-dlp'])), '15 minutes');
    assert.equal(interval(settingsOf(PROPERTIES['mimecast-held'])), '15 minutes');
    assert.equal(interval(settingsOf(PROPERTIES['mimecast-directory'])), '24 hours');
  });

  describe('types of a closed list', () => {
    const types = (raw: Readonly<Record<string, unknown>>): readonly string[] =>
      settingsOf(PROPERTIES['mimecast-held'], raw).types;

    it('are those of the table where nothing was ever chosen', () => {
      assert.deepEqual(types({}), ['held', 'releases']);
    });

    it('are none by name, which means all, where the last tick was removed', () => {
      assert.deepEqual(types({ types: '' }), []);
    });

    it('are taken with spaces and twice, in the order of the list', () => {
      assert.deepEqual(types({ types: ' summary,held , held' }), ['held', 'summary']);
    });

    it('are refused where there is no such type', () => {
      assert.equal(refusal(PROPERTIES['mimecast-held'], 'types', 'held,quarantined'), 'choice');
    });
  });

  it('take subtypes in the feeds of SIEM, and nothing that could be a path', () => {
    assert.deepEqual(settingsOf(PROPERTIES['mimecast-siem'], { types: 'process:Hld,receipt' }).types, [
      'process:Hld',
      'receipt',
    ]);
    assert.equal(refusal(PROPERTIES['mimecast-siem'], 'types', 'receipt/../x'), 'typeName');
  });

  it('take codes of categories, actions and results that nobody listed, and no sentences', () => {
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
    it(`${node} sends the first reading of new nodes; flows that never said so keep theirs`, () => {
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
