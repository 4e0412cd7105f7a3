import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { USERS } from '../../../../nodes/lib/streams/snapshot/logs/directory';
import type { SnapshotPosition } from '../../../../nodes/lib/streams/snapshot/position';
import { createSnapshotStream } from '../../../../nodes/lib/streams/snapshot/stream';
import { codeOf, DAY, HOUR, NOW, type Polled, poll } from '../window/poll';
import { Endpoints, rest } from './endpoints';
import { changeTexts, type Fields, REST_USERS, user, users, withUsers } from './users';

/** Checks that each change fits the earlier ones: nothing is added twice, or changed to the value it had. */
function applyChange(applied: Map<string, unknown>, value: Fields, change: string | undefined): void {
  const name = String(value['emailAddress']);
  assert.equal(applied.has(name), change !== 'added');
  assert.ok(!applied.has(name) || applied.get(name) !== value['n']);
  if (change === 'removed') applied.delete(name);
  else applied.set(name, value['n']);
}

describe('snapshots: differences', () => {
  it('uses the first reading as the baseline, and emits nothing', async () => {
    const first = await poll(users, withUsers(user('ana'), user('bob'), user('eve')));
    assert.deepEqual([first.records, first.notices, first.error], [[], [], undefined]);
    const second = await poll(users, withUsers(user('eve'), user('bob', { disabled: true }), user('dan')), {
      from: first.position,
      now: NOW + DAY,
    });
    assert.deepEqual(changeTexts(second), ['changed bob', 'added dan', 'removed ana']);
    assert.deepEqual(second.records[2]?.value, { emailAddress: 'ana@corp.example' });
    const third = await poll(users, withUsers(user('dan'), user('eve'), user('bob', { disabled: true })), {
      from: second.position,
    });
    assert.deepEqual(changeTexts(third), [], 'neither another order nor other ids are a change');
  });

  it('reports the size of the baseline once, and only where it is not emitted', async () => {
    const both = withUsers(user('ana'), user('bob'));
    const first = await poll(users, both);
    assert.equal(first.known, 2);
    assert.equal((await poll(users, both, { from: first.position })).known, 0);
    const sent = createSnapshotStream(USERS, { mode: 'changes', baseline: true });
    assert.equal((await poll(sent, both)).known, 0);
  });

  it('emits the first reading where configured', async () => {
    const stream = createSnapshotStream(USERS, { mode: 'changes', baseline: true });
    const first = await poll(stream, withUsers(user('ana'), user('bob')));
    assert.deepEqual(changeTexts(first), ['baseline ana', 'baseline bob']);
  });

  it('continues an interrupted first reading as a first reading', async () => {
    const stream = createSnapshotStream(USERS, { mode: 'changes', baseline: true });
    const rows = ['ana', 'bob', 'eve'].map((name) => user(name));
    const first = await poll(stream, withUsers(...rows), { chunk: 1, pages: 1 });
    const second = await poll(stream, withUsers(...rows), { from: first.position, chunk: 1 });
    assert.deepEqual(
      [...changeTexts(first), ...changeTexts(second)],
      ['baseline ana', 'baseline bob', 'baseline eve'],
    );
  });

  it('emits everything each time where configured, unmarked', async () => {
    const stream = createSnapshotStream(USERS, { mode: 'whole', baseline: false });
    const first = await poll(stream, withUsers(user('ana'), user('bob')));
    const second = await poll(stream, withUsers(user('ana')), { from: first.position, now: NOW + DAY });
    assert.deepEqual([changeTexts(first), changeTexts(second)], [['- ana', '- bob'], ['- ana']]);
    const [before, after] = [first, second].map(({ records: [one] }) => one && stream.identify(one));
    assert.notEqual(before, after, 'what is there on two days is said on both');
  });

  it('emits everything again after an interruption', async () => {
    const stream = createSnapshotStream(USERS, { mode: 'whole', baseline: false });
    const rows = ['ana', 'bob', 'eve'].map((name) => user(name));
    const first = await poll(stream, withUsers(...rows), { chunk: 1, pages: 2 });
    assert.equal(first.position?.readAt, null);
    assert.equal((await poll(stream, withUsers(...rows), { from: first.position })).records.length, 3);
  });

  it('keeps its state when a page fails', async () => {
    const first = await poll(users, withUsers(user('ana'), user('bob'), user('eve')));
    const failing = withUsers(user('dan'), user('bob'), user('eve'));
    failing.before = ({ token }) => {
      if (token !== undefined) throw new MimecastError('MIMECAST_UNAVAILABLE', 'down', { transient: true });
    };
    const second = await poll(users, failing, { from: first.position });
    assert.deepEqual([changeTexts(second), codeOf(second.error)], [[], 'MIMECAST_UNAVAILABLE']);
    assert.deepEqual(second.position, first.position);
  });

  it('discards an incomplete list, whatever is wrong with the other part', async () => {
    const rows = [user('ana'), user('bob'), user('eve')];
    const refusing = withUsers(...rows);
    refusing.before = ({ token }) => {
      if (token !== undefined) throw new MimecastError('MIMECAST_BAD_REQUEST', 'token', { status: 400 });
    };
    const circling = new Endpoints({
      [REST_USERS]: { rows: () => rows, body: (page) => rest('users')(page, '2') },
    });
    const unreadable = new Endpoints({ [REST_USERS]: { rows: () => rows, body: () => ({ people: [] }) } });
    for (const client of [refusing, circling, unreadable]) {
      const { error, records, position } = await poll(users, client);
      assert.deepEqual([codeOf(error), records, position], ['MIMECAST_BAD_ANSWER', [], undefined]);
    }
  });

  it('gives a change that is repeated after a crash the same id, and one that happens again another id', async () => {
    const first = await poll(users, withUsers(user('ana')));
    const added = () =>
      poll(users, withUsers(user('ana'), user('bob')), { from: first.position, now: NOW + HOUR });
    const idOf = ({ records: [one] }: Polled<SnapshotPosition>): string => {
      assert.ok(one);
      return users.identify(one);
    };
    const second = await added();
    assert.equal(idOf(second), idOf(await added()));
    const gone = await poll(users, withUsers(user('ana')), { from: second.position, now: NOW + 2 * HOUR });
    const repeated = await poll(users, withUsers(user('ana'), user('bob')), {
      from: gone.position,
      now: NOW + 3 * HOUR,
    });
    assert.deepEqual([changeTexts(gone), changeTexts(repeated)], [['removed bob'], ['added bob']]);
    assert.notEqual(idOf(second), idOf(repeated));
  });

  it('identifies an address regardless of case, and a row without one by its content', async () => {
    const first = await poll(users, withUsers(user('ana'), { id: 1, name: 'x' }, { id: 2, name: 'y' }));
    const second = await poll(users, withUsers(user('Ana'), { id: 3, name: 'y' }, { id: 4, name: 'z' }), {
      from: first.position,
    });
    assert.deepEqual(
      second.records.map(({ value, marks }) => [marks?.['change'], value['name'] ?? value['emailAddress']]),
      [
        ['changed', 'Ana@corp.example'],
        ['added', 'z'],
        ['removed', 'x'],
      ],
    );
  });

  it('reports the age of its state, and starts anew when it is lost', async () => {
    const { position } = await poll(users, withUsers(user('ana')));
    assert.ok(position);
    assert.deepEqual([users.lag(position, NOW + HOUR), users.quietSince(position)], [HOUR, undefined]);
    assert.deepEqual(users.parse(JSON.parse(JSON.stringify(position))), position);
    assert.equal(users.parse({ version: 1 }), undefined);
    assert.equal(users.lag(users.startAt(0, NOW), NOW), 0);
  });

  it('quarantines values that are not objects', async () => {
    const { notices } = await poll(users, withUsers(user('ana'), 'x'));
    assert.deepEqual(notices, [
      { kind: 'quarantine', file: 'directory.users', count: 1, samples: [{ line: 2, text: '"x"' }] },
    ]);
  });

  it('treats nothing as removed while an entry can not be read', async () => {
    const first = await poll(users, withUsers(user('ana'), user('bo')));
    const second = await poll(users, withUsers(user('ana'), 'x'), { from: first.position });
    assert.deepEqual(second.records, []);
    const third = await poll(users, withUsers(user('ana'), user('bo')), { from: second.position });
    assert.deepEqual(third.records, [], 'not added again');
    const fourth = await poll(users, withUsers(user('ana')), { from: third.position });
    assert.equal(fourth.records.length, 1, 'removed');
  });

  it('reports every change once, wherever it is interrupted', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const states = fc.array(fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 0, max: 2 })), {
      maxLength: 6,
    });
    const cuts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 6, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(states, cuts, fc.integer({ min: 1, max: 3 }), async (all, pages, chunk) => {
        let from = (await poll(users, withUsers())).position;
        const applied = new Map<string, unknown>();
        for (const [i, state] of all.entries()) {
          const rows = Object.entries(state).map(([name, n]) => user(name, { n }));
          for (const most of [pages[i] ?? 1, 1e6]) {
            const polled = await poll(users, withUsers(...rows), {
              from,
              chunk,
              pages: most,
              now: NOW + i * HOUR,
            });
            from = polled.position;
            for (const { value, marks } of polled.records) applyChange(applied, value, marks?.['change']);
          }
          const truth = Object.entries(state).map(([name, n]) => [`${name}@corp.example`, n]);
          assert.deepEqual([...applied].toSorted(), truth.toSorted());
        }
      }),
      { numRuns: 60 },
    );
  });
});
