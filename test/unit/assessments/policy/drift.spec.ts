import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareItems, explainingEvents } from '../../../../nodes/lib/assessments/policy/drift';
import { toConfigItems, toStableItems } from '../../../../nodes/lib/assessments/policy/normalize-policy';
import {
  addCredential,
  type Baseline,
  EMPTY_BASELINE,
  forAccount,
  parseBaseline,
} from '../../../../nodes/lib/assessments/policy/stored/baseline';

const policies = fc.array(
  fc.record({ description: fc.constantFrom('a', 'b', 'c', ''), option: fc.constantFrom('x', 'y') }),
  { maxLength: 6 },
);

describe('The difference between two states', () => {
  it('is empty when only ids, order, and save times differ', () => {
    const before = [
      {
        id: 'eNo1',
        description: 'one',
        lastUpdated: 'then',
        from: { type: 'profile_group', group: { id: 'x' } },
      },
      { id: 'eNo2', description: 'two', sourceIPs: [] },
    ];
    const after = [
      { id: 'eNo9', description: 'two' },
      {
        id: 'eNo8',
        description: 'one',
        lastUpdated: 'now',
        from: { type: 'profile_group', group: { id: 'y' } },
      },
    ];
    assert.equal(compareItems(toConfigItems(before), toConfigItems(after)), undefined);
  });

  it('is empty when lists within a policy have another order', () => {
    const one = {
      description: 'one',
      sourceIPs: ['192.0.2.1', '192.0.2.9'],
      conditions: { hostnames: ['a', 'b'] },
    };
    const other = { ...one, sourceIPs: ['192.0.2.9', '192.0.2.1'], conditions: { hostnames: ['b', 'a'] } };
    assert.equal(compareItems(toConfigItems([one]), toConfigItems([other])), undefined);
    assert.ok(compareItems(toConfigItems([one]), toConfigItems([{ ...other, sourceIPs: ['192.0.2.9'] }])));
  });

  it('is empty when times and counters of an undocumented body change', () => {
    const before = {
      description: 'Journal',
      status: 'active',
      lastMessage: 1,
      processedCount: 5,
      updatedAt: 'a',
    };
    const after = { ...before, lastMessage: 2, processedCount: 9, updatedAt: 'b' };
    assert.equal(compareItems(toStableItems([before]), toStableItems([after])), undefined);
    assert.ok(compareItems(toStableItems([before]), toStableItems([{ ...after, status: 'failed' }])));
  });

  it('lists what was added, removed, and changed member by member', () => {
    const before = [{ description: 'kept' }, { description: 'gone' }, { description: 'moved', option: 'x' }];
    const after = [{ description: 'kept' }, { description: 'new' }, { description: 'moved', enabled: true }];
    assert.deepEqual(compareItems(toConfigItems(before), toConfigItems(after)), {
      added: [{ description: 'new' }],
      removed: [{ description: 'gone' }],
      changed: [
        {
          name: 'moved',
          members: { option: { before: 'x', after: null }, enabled: { before: null, after: true } },
        },
      ],
    });
  });

  it('counts equal policies', () => {
    const one = { description: 'twice' };
    const difference = compareItems(toConfigItems([one, one]), toConfigItems([one]));
    assert.deepEqual(difference?.removed, [one]);
  });

  it('is never found between two orders of a list, and always found when an item was added', () => {
    fc.assert(
      fc.property(policies, (list) => {
        assert.equal(compareItems(toConfigItems(list), toConfigItems([...list].reverse())), undefined);
        const more = [...list, { description: 'another', option: 'z' }];
        const difference = compareItems(toConfigItems(list), toConfigItems(more));
        assert.deepEqual(difference, { added: [more.at(-1)], removed: [], changed: [] });
      }),
    );
  });
});

describe('The author of a difference', () => {
  const difference = { added: [], removed: [], changed: [{ name: 'Default greylisting', members: {} }] };
  const event = (auditType: string, eventInfo: string, user = 'ana') => ({
    auditType,
    eventInfo,
    user,
    eventTime: '2026-11-22T00:00:00+0000',
  });

  it('is taken from events that name the change, before those about policies in general', () => {
    const general = event('Policy Changed', 'Policy "Other" changed');
    const naming = event('Policy Changed', 'Policy "Default greylisting" changed', 'ben');
    assert.deepEqual(
      explainingEvents(difference, [general, naming]).map(({ user }) => user),
      ['ben'],
    );
    assert.equal(explainingEvents(difference, [general]).length, 1);
  });

  it('is not taken from events before the previous run', () => {
    const events = [event('Policy Changed', 'Policy "Other" changed')];
    const then = Date.parse('2026-11-22T00:00:00Z');
    assert.equal(explainingEvents(difference, events, then).length, 1);
    assert.deepEqual(explainingEvents(difference, events, then + 1), []);
  });

  it('is not taken from log-on events', () => {
    assert.deepEqual(
      explainingEvents(difference, [event('User Logged On', 'Successful authentication')]),
      [],
    );
  });
});

describe('The baseline', () => {
  it('survives saving and loading, and other values are rejected', () => {
    assert.deepEqual(parseBaseline(JSON.stringify(EMPTY_BASELINE)), EMPTY_BASELINE);
    assert.equal(parseBaseline('{"version":2}'), undefined);
    assert.equal(parseBaseline('{'), undefined);
  });

  it('belongs to one account, and stays when the account code is missing', () => {
    const baseline: Baseline = { ...EMPTY_BASELINE, account: 'C1', lastRun: 5 };
    assert.equal(forAccount(baseline, 'C2').lastRun, null);
    assert.equal(forAccount(baseline, 'C1').lastRun, 5);
    assert.deepEqual(forAccount(baseline, ''), baseline);
    assert.equal(forAccount({ ...baseline, account: '' }, 'C2').account, 'C2');
  });

  it('counts the age of a secret from its first use, and starts again for a new one', () => {
    const first = addCredential(EMPTY_BASELINE, 'aa', 10);
    assert.deepEqual(first.credentials, { aa: 10 });
    assert.equal(addCredential(first, 'aa', 99), first);
    assert.deepEqual(addCredential(first, 'bb', 99).credentials, { aa: 10, bb: 99 });
    assert.equal(addCredential(first, '', 99), first);
  });

  it('keeps the age of a secret that is used again, and of one whose account was renamed', () => {
    const first = addCredential({ ...EMPTY_BASELINE, account: 'C1' }, 'aa', 10);
    const back = addCredential(addCredential(first, 'bb', 20), 'aa', 30);
    assert.equal(back.credentials['aa'], 10);
    assert.equal(forAccount(back, 'C2').credentials['aa'], 10);
  });

  it('drops the oldest of more than fifty secrets', () => {
    let baseline = EMPTY_BASELINE;
    for (let day = 0; day < 60; day += 1) baseline = addCredential(baseline, `secret ${day}`, day);
    assert.equal(Object.keys(baseline.credentials).length, 50);
    assert.deepEqual([baseline.credentials['secret 9'], baseline.credentials['secret 59']], [undefined, 59]);
  });
});
