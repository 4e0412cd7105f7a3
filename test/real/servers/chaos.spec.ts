import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { type FaultName, planOf } from '../../chaos/plan';
import { ALLOWED_PER_KILL, problemsOf, resultOf, type TenantComparison } from '../../chaos/result';
import type { Round } from '../../chaos/round';
import { REPOSITORY } from '../harness/process/paths';

const result = z.strictObject({
  rounds: z.number(),
  kills: z.number(),
  records: z.number(),
  lost: z.number(),
  duplicatesBeforeDedup: z.number(),
  maxDuplicatesPerKill: z.number(),
  allowedPerKill: z.number(),
  duplicatesAfterDedup: z.number(),
});

interface Ended {
  readonly code: number;
  readonly result: z.infer<typeof result>;
  readonly said: string;
}

/** The program as `npm run chaos` starts it. */
function chaos(...args: string[]): Promise<Ended> {
  const program = ['--import', 'tsx', join('test', 'chaos', 'main.ts'), '--json', ...args];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, program, { cwd: REPOSITORY, timeout: 280_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code !== 'number' || stdout === '')
        reject(new Error(`the program broke off: ${stderr || error}`));
      else resolve({ code, result: result.parse(JSON.parse(stdout)), said: stderr });
    });
  });
}

describe('Chaos', () => {
  it('loses nothing in five rounds, and duplicates only what was in flight', async () => {
    const { code, result, said } = await chaos('--rounds', '5');
    console.log(`      ${JSON.stringify(result)}`);
    assert.equal(code, 0, said);
    assert.equal(result.rounds, 5);
    assert.ok(result.kills >= 1 && result.kills <= 3, `${result.kills} kills`);
    assert.ok(result.records >= 100_000, `only ${result.records} records`);
    assert.deepEqual([result.lost, result.duplicatesAfterDedup], [0, 0]);
    assert.ok(result.maxDuplicatesPerKill <= result.allowedPerKill);
    // Without batches in flight there would be no duplicates.
    assert.ok(result.duplicatesBeforeDedup > 0);
  });

  it('detects a build that saves the position before the acknowledgement', async () => {
    const { code, result, said } = await chaos('--rounds', '3', '--mutant');
    assert.equal(code, 1);
    assert.ok(result.lost > 0, 'nothing was lost');
    assert.match(said, /records were lost/);
  });
});

describe('The plan of a chaos run', () => {
  it('follows from the seed', () => {
    assert.deepEqual(planOf(20, 7), planOf(20, 7));
    assert.notDeepEqual(planOf(20, 7), planOf(20, 8));
  });

  it('kills in every other round, and has used every other fault after fourteen', () => {
    const plan = planOf(20, 3).map(({ what }) => what);
    assert.ok(plan.every((what, round) => (what === 'kill') === (round % 2 === 0)));
    assert.equal(new Set(plan.slice(0, 14)).size, 8);
  });
});

describe('The result of a chaos run', () => {
  const comparisons: TenantComparison = { lost: 0, duplicatesAfterDedup: 0, invented: 0 };

  function round(what: FaultName, twice: number, over: Partial<Round> = {}): Round {
    return {
      plan: { what, at: 0.4, seed: 1 },
      note: '',
      records: 21_000,
      reached: { http: 0.4, file: 0.5 },
      unanswered: 2,
      lost: { http: 0, file: 0 },
      twice: { http: twice, file: 0 },
      seconds: 1,
      ...over,
    };
  }

  it('is empty when nothing went wrong', () => {
    assert.deepEqual(problemsOf([round('kill', ALLOWED_PER_KILL), round('faults', 0)], [comparisons]), []);
  });

  it('names lost records', () => {
    assert.deepEqual(problemsOf([round('kill', 0)], [comparisons, { ...comparisons, lost: 3 }]), [
      '3 records were lost',
    ]);
  });

  it('names duplicates that were not in flight', () => {
    assert.deepEqual(problemsOf([round('kill', 0), round('redeploy', ALLOWED_PER_KILL + 1)], [comparisons]), [
      'round 2 (redeploy): 2001 came twice, 2000 may',
    ]);
  });

  it('allows no duplicate where nothing has to be sent again', () => {
    assert.deepEqual(problemsOf([round('kill', 0), round('disk full', 1)], [comparisons]), [
      'round 2 (disk full): 1 came twice, 0 may',
    ]);
  });

  it('names changed ids, and lines that are not records', () => {
    const bad = { lost: 0, duplicatesAfterDedup: 2, invented: 2 };
    assert.deepEqual(problemsOf([round('kill', 0)], [bad]), [
      '2 records came again with another id',
      '2 lines are no records',
    ]);
  });

  for (const [why, over] of [
    ['with nothing in flight', { unanswered: 0 }],
    ['before 5 %', { reached: { http: 0.04, file: 0.5 } }],
    ['behind 95 %', { reached: { http: 0.5, file: 0.96 } }],
  ] as const) {
    it(`does not count a kill ${why}`, () => {
      const rounds = [round('kill', 0, over)];
      assert.equal(resultOf(rounds, [comparisons]).kills, 0);
      assert.deepEqual(problemsOf(rounds, [comparisons]), ['no kill came in the middle: nothing was proved']);
    });
  }
});
