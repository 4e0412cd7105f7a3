import { HOUR, MINUTE } from './common/dates';
import { type DemoTenant, scenarioOf } from './scenarios';
import { createSimulator, type Simulator } from './simulator';

/**
 * Starts the tenant of region `demo`: the mail of a small company, about ten thousand events in the first look-back of
 * 24 hours, and new events for every poll of five minutes. Other scenarios differ from it.
 */
export async function startDemoTenant(
  tenant: DemoTenant = { scenario: 'healthy', number: 1 },
): Promise<Simulator> {
  const { options, faults } = scenarioOf(tenant);
  const simulator = createSimulator({
    seed: 20_26,
    accountCode: 'CDEMO00A000',
    accountName: 'Demo Example Ltd',
    history: 49 * HOUR,
    slotMs: 5 * MINUTE,
    publishDelayMs: 5_000,
    lateByMs: HOUR,
    varied: true,
    recordsPerFile: {
      receipt: 7,
      process: 6,
      delivery: 9,
      journal: 4,
      spam: 2,
      'url protect': 2,
      av: 1,
      'attachment protect': 1,
      'impersonation protect': 1,
      'internal email protect': 1,
      entities: 4,
      mailflow: 4,
      urlclick: 1,
    },
    logRates: {
      audit: 8,
      dlp: 3,
      'ttp.url': 10,
      'ttp.attachment': 4,
      'ttp.impersonation': 3,
      'held.releases': 4,
      'held.rejections': 8,
    },
    users: 60,
    directoryChanges: 24,
    // so high that a demonstration does not reach them
    quotas: {
      token: { calls: 1_000, windowMs: MINUTE },
      'siem-batch': { calls: 2_000, windowMs: 15 * MINUTE },
      'siem-stream': { calls: 5_000, windowMs: HOUR },
      api: { calls: 800, windowMs: 5_000 },
    },
    latencyMs: 15,
    ...options,
  });
  for (const { name, rate } of faults) simulator.faults.set(name, rate);
  await simulator.start();
  return simulator;
}
