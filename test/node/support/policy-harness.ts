/** A Node-RED with one policy check and a simulated tenant. */
import { join } from 'node:path';
import { z } from 'zod';
import type { SimulatorOptions } from '../../../nodes/lib/simulator/simulator';
import type { FlowNode } from './account-helper';
import { policyNode } from './flow-nodes';
import { savedText } from './saved-text';
import { listenerNodes, SiemHarness, tab } from './siem-harness';

import policyCheck = require('../../../nodes/policy-check/mimecast-policy-check');

/** An administrator of the simulated tenant. */
export const ADMIN = 'ana@corp.example';

const findingSchema = z.looseObject({
  check: z.string(),
  status: z.string(),
  severity: z.string(),
  summary: z.string().min(1),
  evidence: z.array(
    z.strictObject({
      tier: z.enum(['direct', 'unpublished', 'snapshot', 'attested', 'inferred']),
      endpoint: z.string(),
      httpStatus: z.number().nullable(),
      collectedAt: z.iso.datetime(),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .nullable(),
      excerpt: z.string(),
    }),
  ),
  remediation: z.string().min(1),
  controls: z.record(z.string(), z.array(z.string())),
  previousStatus: z.string().nullable(),
  changed: z.boolean(),
  drift: z
    .looseObject({
      added: z.array(z.unknown()),
      removed: z.array(z.unknown()),
      changed: z.array(z.unknown()),
      explainedBy: z.array(z.looseObject({ at: z.string(), user: z.string() })).nullable(),
    })
    .nullable(),
  runId: z.string(),
});
type Finding = z.infer<typeof findingSchema>;

type Properties = Readonly<Record<string, unknown>>;

interface PolicyCheck {
  readonly harness: SiemHarness;
  load(properties?: Properties, options?: SimulatorOptions): Promise<void>;
  /** Deploys again with other properties. */
  deploy(properties: Properties): Promise<void>;
  /** The findings of one run, by check. */
  run(): Promise<ReadonlyMap<string, Finding>>;
  statuses(): Promise<ReadonlyMap<string, string>>;
  savedBaseline(): Promise<string>;
  /** Changes a policy of the tenant. */
  readonly change: SiemHarness['simulator']['policies']['change'];
}

/** For each test its own; `load` starts it. */
export function usePolicyCheck(): PolicyCheck {
  let harness: SiemHarness;
  const flow = (properties: Properties): FlowNode[] => [
    tab,
    harness.account(),
    policyNode(properties),
    ...listenerNodes(['policy']),
  ];
  afterEach(() => harness.stop());

  async function run(): Promise<ReadonlyMap<string, Finding>> {
    const before = harness.messages.length;
    await harness.poll('policy');
    const findings = harness.messages.slice(before).map(({ payload }) => findingSchema.parse(payload));
    return new Map(findings.map((finding) => [finding.check, finding]));
  }

  return {
    get harness() {
      return harness;
    },
    run,
    async load(properties = {}, options = {}) {
      // One second later, so that changes made now lie within the requested range.
      harness = await SiemHarness.start({
        history: 48 * 3_600_000,
        lateRecords: 0,
        now: () => Date.now(),
        ...options,
      });
      await harness.load(flow(properties), undefined, {}, [policyCheck]);
    },
    async deploy(properties) {
      await harness.deploy(flow(properties), 'full');
    },
    statuses: async () => new Map([...(await run())].map(([check, { status }]) => [check, status])),
    savedBaseline: () => savedText(join(harness.userDir, 'mimecast', 'baselines', 'policy.json')),
    change: (...rest) => harness.simulator.policies.change(...rest),
  };
}
