/** What the checks find on the simulated tenants of the region `demo`. */
import assert from 'node:assert/strict';
import { STANDARD_CHECKS } from '../../nodes/lib/properties/values/policy-checks';
import { scenarioOf } from '../../nodes/lib/simulator/scenarios';
import { PolicyHarness } from './support/policy-harness';

async function statusesOf(scenario: 'healthy' | 'troubled'): Promise<Readonly<Record<string, string>>> {
  const harness = await PolicyHarness.start(scenarioOf({ scenario, number: 1 }).options);
  try {
    const found: Record<string, string> = {};
    for (const check of STANDARD_CHECKS) found[check] = (await harness.runOne(check)).status;
    return found;
  } finally {
    await harness.stop();
  }
}

describe('The region demo', () => {
  it('has no failing check in the healthy scenario', async () => {
    const bad = Object.entries(await statusesOf('healthy')).filter(([, status]) => status === 'fail');
    assert.deepEqual(bad, []);
  });

  it('has checks that fail, and one that is not licensed, in the troubled scenario', async () => {
    const {
      blocked_senders,
      greylisting,
      journaling,
      archive_retention,
      account_features,
      dmarc_enforcement,
    } = await statusesOf('troubled');
    assert.deepEqual(
      { blocked_senders, greylisting, journaling, archive_retention, account_features, dmarc_enforcement },
      {
        blocked_senders: 'not_configured',
        greylisting: 'disabled',
        journaling: 'disabled',
        archive_retention: 'fail',
        account_features: 'fail',
        dmarc_enforcement: 'not_licensed',
      },
    );
  });
});
