/**
 * Every status of every check on a simulated tenant in the matching state, and why the other statuses are impossible.
 */
import assert from 'node:assert/strict';
import { STATUSES } from '../../nodes/lib/assessments/policy/types';
import { CHECKS } from '../../nodes/lib/properties/values/policy-checks';
import { PolicyHarness } from './support/policy-harness';
import { TABLE } from './support/policy-ways';

describe('On a simulated tenant', () => {
  it('each status of each check is reached, or listed as impossible with the reason', () => {
    for (const check of CHECKS) {
      const [ways, never] = TABLE[check];
      const covered = [...Object.keys(ways), ...Object.keys(never)].sort();
      assert.deepEqual(covered, [...STATUSES].sort(), check);
    }
  });

  it('every check can both pass and fail', () => {
    const one = CHECKS.filter((check) => !('pass' in TABLE[check][0] && 'fail' in TABLE[check][0]));
    assert.deepEqual(one, []);
  });

  for (const check of CHECKS) {
    for (const [status, { tenant = {}, run = {}, prepare }] of Object.entries(TABLE[check][0])) {
      it(`${check} is ${status}`, async () => {
        const harness = await PolicyHarness.start(tenant);
        try {
          prepare?.(harness);
          const finding = await harness.runOne(check, run);
          assert.equal(finding.status, status, finding.summary);
          assert.ok(finding.summary.length > 10 && finding.evidence.length > 0);
        } finally {
          await harness.stop();
        }
      });
    }
  }
});
