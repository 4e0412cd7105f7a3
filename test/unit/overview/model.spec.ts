/** What the overview does with its data, without a browser. */
import assert from 'node:assert/strict';
import { applyChange } from '../../../nodes/overview/model/apply-change';
import { controlsOf, differencesOf, findingsOf } from '../../../nodes/overview/model/findings';
import { storedToken, tokenKey } from '../../../nodes/overview/model/host';
import { indexOf, matching, pageOf, sorted } from '../../../nodes/overview/model/select-rows';
import { sampleOverview } from '../../doubles/overview-sample';

const sample = sampleOverview(4);
const { collection, posture } = sample;
assert.ok(collection && posture);

describe('The rows of the overview', () => {
  const rows = [
    { id: 'a', value: 2 },
    { id: 'b', value: null },
    { id: 'c', value: 3 },
    { id: 'd', value: 2 },
  ];
  const ids = (list: readonly { readonly id: string }[]): string => list.map(({ id }) => id).join('');

  it('are sorted in both directions, with what was not measured at the end', () => {
    assert.equal(
      ids(
        sorted(
          rows,
          false,
          ({ value }) => value,
          ({ id }) => id,
        ),
      ),
      'adcb',
    );
    assert.equal(
      ids(
        sorted(
          rows,
          true,
          ({ value }) => value,
          ({ id }) => id,
        ),
      ),
      'cadb',
    );
  });

  it('are those that match text and level', () => {
    const words = ({ name }: { readonly name: string }): string => name;
    const named = [
      { name: 'Österreich', level: 'ok' },
      { name: 'Ost', level: 'bad' },
    ] as const;
    assert.equal(matching(named, { text: ' öST ', failing: false }, words).length, 1);
    assert.equal(matching(named, { text: '', failing: true }, words)[0]?.name, 'Ost');
    assert.equal(matching(named, { text: 'öst', failing: true }, words).length, 0);
  });

  it('come in pages; a page that is gone is the last one', () => {
    assert.deepEqual(pageOf([1, 2, 3], 9, 2), { rows: [3], page: 1, pages: 2 });
    assert.deepEqual(pageOf([], 0, 2), { rows: [], page: 0, pages: 1 });
  });

  it('are sorted by the place of their account, unknown ones last', () => {
    const index = indexOf(sample.accounts);
    assert.equal(index.placeOf(sample.accounts[2]?.id ?? ''), 2);
    assert.equal(index.placeOf('gone'), 4);
  });
});

describe('A change', () => {
  const [first, second] = collection.rows;
  assert.ok(first && second);

  it('replaces the rows that it names, adds new ones, and leaves the others as they are', () => {
    const at = '2026-11-20T06:31:00.000Z';
    const next = applyChange(sample, {
      at,
      rows: [
        { ...second, waiting: 9 },
        { ...first, id: 'new' },
      ],
    });
    assert.equal(next.at, at);
    assert.equal(next.collection?.rows[0], first);
    assert.equal(next.collection?.rows[1]?.waiting, 9);
    assert.equal(next.collection?.rows.at(-1)?.id, 'new');
    assert.equal(next.risk?.tiles, sample.risk?.tiles);
  });

  it('of a part that is not loaded changes nothing', () => {
    const { version, at, accounts } = sample;
    assert.deepEqual(applyChange({ version, at, accounts }, { at, rows: [first] }), {
      version,
      at,
      accounts,
    });
  });
});

describe('Findings', () => {
  it('are counted by control, for all checks that belong to it', () => {
    const [row] = controlsOf(posture, findingsOf(posture), 'CIS v8');
    const levels = findingsOf(posture).map(({ level }) => level);
    assert.equal(row?.id, '9.6');
    assert.equal(row.level, 'bad');
    assert.equal(row.passed, levels.filter((level) => level === 'ok').length);
    assert.equal(row.failed, levels.filter((level) => level === 'bad').length);
    assert.equal(row.passed + row.failed + row.open, levels.length);
    assert.deepEqual(controlsOf(posture, findingsOf(posture), 'unknown'), []);
  });

  it('differ where the status does, and where one day has none', () => {
    const [account, ...others] = posture.accounts;
    assert.ok(account);
    const [finding, gone, ...rest] = account.findings;
    assert.ok(finding && gone);
    const later = {
      ...posture,
      accounts: [{ ...account, findings: [{ ...finding, status: 'error' } as const, ...rest] }, ...others],
    };
    assert.deepEqual(
      differencesOf(posture, later).map(({ check, before, after }) => [check, before, after]),
      [
        [finding.check, finding.status, 'error'],
        [gone.check, gone.status, 'unknown'],
      ],
    );
    assert.deepEqual(differencesOf(posture, posture), []);
  });
});

describe('The login of the editor', () => {
  it('is stored by its path', () => {
    assert.equal(tokenKey('/'), 'auth-tokens');
    assert.equal(tokenKey('/red/admin/'), 'auth-tokens-red-admin');
  });

  it('is a token, whatever else is stored', () => {
    assert.equal(storedToken('{"access_token":"abc","expires_in":1}'), 'abc');
    for (const text of [null, '', '{', 'null', '1', '[]', '{"access_token":1}', '{}'])
      assert.equal(storedToken(text), undefined, String(text));
  });
});
