import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { OUTCOMES_VARIABLE, type Outcome, parseOutcome, slowest, sum } from '../../run/outcome';
import { isStep, STEPS } from '../../run/steps';

const outcome = (part: Partial<Outcome>): Outcome => ({
  passed: 0,
  failed: 0,
  pending: 0,
  specs: [],
  ...part,
});
const spec = (title: string, ms: number): Outcome['specs'][number] => ({ file: 'test/a.spec.ts', title, ms });

describe('The summary of a test run', () => {
  it('adds up the counts of the suites, and each step that failed without a failed spec', () => {
    const outcomes = [outcome({ passed: 5, failed: 1, pending: 2 }), outcome({ passed: 7, pending: 1 })];
    assert.deepEqual(sum(outcomes, 2), { passed: 12, failed: 3, pending: 3 });
  });

  it('names the slowest specs of all suites, the slowest first', () => {
    const outcomes = [
      outcome({ specs: [spec('b', 2000), spec('c', 300)] }),
      outcome({ specs: [spec('a', 12_345)] }),
    ];
    assert.deepEqual(slowest(outcomes, 2), ['  12.3 s  test/a.spec.ts: a', '   2.0 s  test/a.spec.ts: b']);
  });

  it('rejects an invalid outcome, instead of counting nothing', () => {
    assert.throws(() => parseOutcome('{}'));
  });

  it('splits the real specs in two, without a gap', () => {
    assert.equal(STEPS.rest.command, `${STEPS.smoke.command.replace('--smoke ', '')} --invert`);
    assert.ok(!isStep('toString'));
  });
});

describe('npm run spec', function () {
  // Each run starts its own Node.js process.
  this.timeout(60_000);

  // Its counts are not part of this run's counts.
  const env = { ...process.env, [OUTCOMES_VARIABLE]: undefined };
  const run = (...args: string[]): { status: number | null; stdout: string } =>
    spawnSync(process.execPath, ['--import', 'tsx', join('test', 'run', 'spec.ts'), ...args], {
      encoding: 'utf8',
      env,
    });

  it('runs the specs of one file whose titles contain the words', () => {
    const { status, stdout } = run('test/unit/util/async.spec.ts', '--', 'sleeps for the given');
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^ {2}1 passing/m);
  });

  it('fails when nothing ran', () => {
    assert.equal(run('test/unit/util/async.spec.ts', '--', 'no such title').status, 1);
  });
});
