import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { type LeaseEntry, longestOverlap } from '../../chaos/cluster/lease-log';
import { ALLOWED_PER_MOVE, type ClusterRound } from '../../chaos/cluster/round';
import { type ClusterResult, problemsOf } from '../../chaos/cluster/run';
import { REPOSITORY } from '../harness/process/paths';
import { needRedis } from '../harness/servers/with-redis';

const LEASE_S = 5;
const result = z.object({
  rounds: z.number(),
  records: z.number(),
  lost: z.number(),
  moves: z.number(),
  longestTakeOver: z.number(),
  longestOverlap: z.number(),
});

/** The program as `npm run chaos` starts it. */
function chaos(...args: string[]): Promise<{ code: number; stdout: string; said: string }> {
  const program = ['--import', 'tsx', join('test', 'chaos', 'main.ts'), '--cluster', '--json', ...args];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, program, { cwd: REPOSITORY, timeout: 280_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code !== 'number' || stdout === '')
        reject(new Error(`the program broke off: ${stderr || error}`));
      else resolve({ code, stdout, said: stderr });
    });
  });
}

describe('Chaos in a cluster', () => {
  it('loses nothing, and no account is read by two replicas, whatever happens to a replica or to Redis', async function () {
    needRedis(this);
    const { code, stdout, said } = await chaos('--rounds', '6', '--lease', String(LEASE_S));
    console.log(`      ${stdout.trim()}`);
    assert.equal(code, 0, said);
    const run = result.parse(JSON.parse(stdout));
    assert.deepEqual([run.rounds, run.lost], [6, 0]);
    assert.ok(run.records >= 100_000, `only ${run.records} records`);
    assert.ok(run.moves >= 12, `only ${run.moves} accounts moved: nothing was proved`);
    assert.ok(run.longestTakeOver <= LEASE_S * 1000 + 5_000);
    assert.ok(run.longestOverlap <= LEASE_S * 1000);
  });

  it('detects replicas that ignore the end of their lease', async function () {
    needRedis(this);
    const { code, stdout, said } = await chaos('--rounds', '2', '--lease', String(LEASE_S), '--mutant');
    console.log(`      ${stdout.trim()}`);
    assert.equal(code, 1);
    assert.match(said, /was read by two replicas for/);
    assert.ok(result.parse(JSON.parse(stdout)).longestOverlap > LEASE_S * 1000);
  });
});

describe('The result of chaos in a cluster', () => {
  const fine: ClusterResult = {
    ...{ rounds: 1, accounts: 12, records: 100, lost: 0, twice: 0, allowedPerMove: ALLOWED_PER_MOVE },
    ...{ moves: 4, longestTakeOver: 0, longestOverlap: 0, leaseMs: 15_000 },
  };
  const round = (over: Partial<ClusterRound>): ClusterRound => ({
    ...{ what: 'kill', records: 100, reached: 0.3, lost: 0, twice: 0, moves: 4, takeOverMs: 9_000 },
    seconds: 1,
    ...over,
  });

  it('is empty when nothing went wrong', () => {
    const most = 4 * ALLOWED_PER_MOVE;
    assert.deepEqual(problemsOf([round({ twice: most, takeOverMs: 20_000 })], fine, 0), []);
  });

  it('names lost records, excess duplicates, and late takeovers', () => {
    const rounds = [round({ twice: 4 * ALLOWED_PER_MOVE + 1 }), round({ takeOverMs: 20_001 })];
    assert.deepEqual(problemsOf(rounds, { ...fine, lost: 2 }, 0), [
      '2 records were lost',
      'round 1 (kill): 801 came twice, 800 may',
      'round 2 (kill): taken over after 20001 ms, 20000 may pass',
    ]);
  });

  it('names accounts that moved without need, and the duplicates then', () => {
    const blink = { what: 'redis emptied', takeOverMs: undefined } as const;
    assert.deepEqual(problemsOf([round({ ...blink, moves: 1 }), round({ ...blink, moves: 0 })], fine, 0), [
      'round 1 (redis emptied): 1 accounts moved, none has to',
    ]);
    assert.deepEqual(problemsOf([round({ ...blink, moves: 0, twice: 1 })], fine, 0), [
      'round 1 (redis emptied): 1 came twice, 0 may',
    ]);
  });

  it('names two replicas that read one account, and a password in a log', () => {
    assert.deepEqual(problemsOf([], { ...fine, longestOverlap: 15_001 }, 1), [
      'an account was read by two replicas for 15001 ms',
      'the password of Redis stands in a log',
    ]);
  });

  it('measures how long the old replica still sent requests after a takeover', () => {
    const acquired = (replica: number, token: number, at: number): LeaseEntry => ({
      ...{ replica, client: 'x', kind: 'acquired', token, at },
    });
    const call = (replica: number, at: number) => ({ replica, client: 'x', at });
    const leases = [acquired(0, 1, 0), acquired(1, 2, 100), acquired(0, 3, 500)];
    assert.equal(longestOverlap([call(0, 90), call(1, 110), call(1, 490), call(0, 510)], leases), 0);
    assert.equal(longestOverlap([call(0, 130), call(1, 110)], leases), 30);
    assert.equal(longestOverlap([{ ...call(0, 130), client: 'y' }], leases), 0);
  });
});
