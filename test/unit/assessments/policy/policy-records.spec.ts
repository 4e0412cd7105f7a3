import assert from 'node:assert/strict';
import {
  buildPolicyRecords,
  chunkRecords,
  countChanges,
  type PolicyRecord,
  type PolicyRun,
} from '../../../../nodes/lib/assessments/policy/policy-records';
import { EMPTY_BASELINE, parseBaseline } from '../../../../nodes/lib/assessments/policy/stored/baseline';

import type { SourceResult, SourceResults } from '../../../../nodes/lib/assessments/policy/types';
import type { JsonObject } from '../../../../nodes/lib/contracts/json';
import { evidence, requestInfo } from './check-context';

const FIRST = { runId: 'run-1', at: '2026-11-21T00:00:00.000Z' };
const SECOND = { runId: 'run-2', at: '2026-11-22T00:00:00.000Z' };

/** As it is after a restart. */
const reloaded = ({ history }: PolicyRun) => {
  const baseline = parseBaseline(JSON.stringify({ ...EMPTY_BASELINE, policies: history }));
  assert.ok(baseline?.policies);
  return baseline.policies;
};
const run = (sources: SourceResults, before?: PolicyRun): PolicyRun =>
  buildPolicyRecords(sources, before && reloaded(before), before === undefined ? FIRST : SECOND);
const changesOf = ({ records }: PolicyRun) => records.map(({ name, change }) => [name, change]);

describe('The records of policies', () => {
  const one: JsonObject = { id: 'eNo1', description: 'one', enabled: true, sourceIPs: ['192.0.2.1'] };
  const two: JsonObject = { id: 'eNo2', description: 'two', enabled: true };

  it('have the whole configuration, and where it comes from', () => {
    const long = { ...one, comment: 'x'.repeat(5000) };
    const { records } = run({ greylisting: evidence(long) });
    const [record] = records;
    assert.deepEqual(record?.configuration, long);
    const { configuration: _, sha256, ...rest } = record ?? assert.fail();
    assert.match(sha256, /^[0-9a-f]{64}$/);
    assert.deepEqual(rest, {
      policy: 'greylisting',
      name: 'one',
      change: 'first',
      since: null,
      members: null,
      tier: 'direct',
      endpoint: '/path',
      collectedAt: requestInfo.collectedAt,
      runId: 'run-1',
    });
  });

  it('say what was added, changed and removed since the last run', () => {
    const first = run({ greylisting: evidence(one, two) });
    const changed = { ...one, id: 'eNo9', enabled: false };
    const second = run({ greylisting: evidence(changed, { description: 'three' }) }, first);
    assert.deepEqual(changesOf(second), [
      ['one', 'changed'],
      ['three', 'added'],
      ['two', 'removed'],
    ]);
    const [record, , removed] = second.records;
    assert.deepEqual(record?.members, { enabled: { before: true, after: false } });
    assert.equal(record?.since, FIRST.at);
    assert.deepEqual(removed?.configuration, { description: 'two', enabled: true });
    assert.deepEqual(countChanges(second.records), {
      first: 0,
      added: 1,
      changed: 1,
      unchanged: 0,
      removed: 1,
    });
    const third = run({ greylisting: evidence(changed, { description: 'three' }) }, second);
    assert.deepEqual(changesOf(third), [
      ['one', 'unchanged'],
      ['three', 'unchanged'],
    ]);
  });

  it('do not call a policy changed because of ids and order, nor removed because it could not be read', () => {
    const first = run({ greylisting: evidence(one, two) });
    const second = run({ greylisting: evidence({ ...two, id: 'a' }, { ...one, id: 'b' }) }, first);
    assert.deepEqual(
      second.records.map(({ change }) => change),
      ['unchanged', 'unchanged'],
    );
    const unread: SourceResult = { kind: 'forbidden', reason: 'no', requestInfo };
    const third = run({ greylisting: unread }, second);
    assert.deepEqual(third.records, []);
    assert.deepEqual(third.history, reloaded(second));
    const emptied = run({ greylisting: { kind: 'empty', requestInfo } }, third);
    assert.deepEqual(
      emptied.records.map(({ change }) => change),
      ['removed', 'removed'],
    );
  });

  it('hold evidence of logs and statistics back: it is no configuration', () => {
    assert.deepEqual(run({ urlLog: evidence({ definition: 'a', records: 1 }) }).records, []);
  });

  it('of a long list are kept as hashes, and still say what changed', () => {
    const links = (count: number, more: JsonObject = {}) =>
      Array.from({ length: count }, (_, n) => ({
        domain: `site${n}.example`,
        action: 'permit',
        comment: 'c'.repeat(200),
        ...(n === 7 ? more : {}),
      }));
    const first = run({ managedUrls: evidence(...links(6000)) });
    assert.ok(JSON.stringify(first.history).length < 1_200_000);
    assert.equal(first.history['managedUrls']?.digest, true);
    const second = run({ managedUrls: evidence(...links(5999, { action: 'block' })) }, first);
    const different = second.records.filter(({ change }) => change !== 'unchanged');
    assert.deepEqual(
      different.map(({ name, change, members }) => [name, change, members]),
      [
        ['site7.example', 'changed', null],
        ['site5999.example', 'removed', null],
      ],
    );
    assert.equal(different[1]?.configuration, null);
  });
});

describe('Messages with policies', () => {
  const record = (policy: string, size = 10): PolicyRecord => ({
    policy,
    name: 'n'.repeat(size),
    change: 'first',
    since: null,
    members: null,
    configuration: {},
    sha256: '',
    tier: 'direct',
    endpoint: '',
    collectedAt: '',
    runId: '',
  });
  const chunksOf = (...records: readonly PolicyRecord[]) => [...chunkRecords(records)];

  it('have policies of one kind, and lose none', () => {
    const chunks = chunksOf(record('a'), record('a'), record('b'));
    assert.deepEqual(
      chunks.map((chunk) => chunk.map(({ policy }) => policy)),
      [['a', 'a'], ['b']],
    );
    assert.deepEqual(chunksOf(), []);
  });

  it('are limited by number and by bytes', () => {
    const many = chunksOf(...Array.from({ length: 2500 }, () => record('a')));
    assert.deepEqual(
      many.map(({ length }) => length),
      [1000, 1000, 500],
    );
    const large = chunksOf(...Array.from({ length: 10 }, () => record('a', 300_000)));
    assert.equal(large.flat().length, 10);
    for (const chunk of large) assert.ok(Buffer.byteLength(JSON.stringify(chunk)) <= 1_000_001);
  });

  it('keep a larger policy whole, in a message of its own', () => {
    const sizes = chunksOf(record('a'), record('a', 1_500_000), record('a')).map(({ length }) => length);
    assert.deepEqual(sizes, [1, 1, 1]);
  });
});
