/**
 * The client, the evidence and the evaluation of the policy checks, against a tenant with an editable configuration.
 */
import assert from 'node:assert/strict';
import { createClient } from '../../../nodes/lib/api/client';
import type { Finding } from '../../../nodes/lib/assessments/policy/finding';
import type { PolicyRecord } from '../../../nodes/lib/assessments/policy/policy-records';
import {
  type Baseline,
  EMPTY_BASELINE,
  parseBaseline,
} from '../../../nodes/lib/assessments/policy/stored/baseline';
import type { ApiClient } from '../../../nodes/lib/contracts/api-client';
import {
  type CheckId,
  DEFAULT_TARGETS,
  type Targets,
} from '../../../nodes/lib/properties/values/policy-checks';
import { type PolicyRunResult, runPolicyChecks } from '../../../nodes/lib/runtime/assessment/policy-run';
import type { PolicyOverrides } from '../../../nodes/lib/simulator/common/options';
import {
  createSimulator,
  PERMISSIONS,
  PRODUCTS,
  type Simulator,
  type SimulatorOptions,
} from '../../../nodes/lib/simulator/simulator';

export const ADMIN = 'ana@corp.example';
const LEGACY = { appId: 'app', appKey: 'key', accessKey: 'access', secretKey: 'c2VjcmV0' };

export type Kind = keyof PolicyOverrides;
type Fields = Readonly<Record<string, unknown>>;

export interface RunOptions {
  readonly targets?: Partial<Targets>;
  readonly unpublished?: boolean;
  /** '': the account has no secret */
  readonly credential?: string;
  /** the account has the four keys of API 1.0 */
  readonly legacy?: boolean;
  readonly output?: 'findings' | 'policies' | 'both';
}

export class PolicyHarness {
  baseline: Baseline = EMPTY_BASELINE;
  readonly #clients = new Map<boolean, ApiClient>();

  private constructor(readonly simulator: Simulator) {}

  static async start(options: SimulatorOptions = {}): Promise<PolicyHarness> {
    const simulator = createSimulator({ lateRecords: 0, veryLateRecords: 0, legacyKeys: LEGACY, ...options });
    await simulator.start();
    return new PolicyHarness(simulator);
  }

  async stop(): Promise<void> {
    for (const client of this.#clients.values()) await client.close();
    await this.simulator.stop();
  }

  #client(legacy: boolean): ApiClient {
    const existing = this.#clients.get(legacy);
    if (existing !== undefined) return existing;
    const client = createClient({
      origin: this.simulator.apiUrl,
      demo: false,
      clientId: 'policy',
      clientSecret: 'secret',
      ...(legacy && { legacy: LEGACY }),
      timeoutMs: 5_000,
    });
    this.#clients.set(legacy, client);
    return client;
  }

  async run(
    checks: readonly CheckId[],
    {
      targets,
      unpublished = false,
      credential = 'fingerprint',
      legacy = false,
      output = 'findings',
    }: RunOptions = {},
  ): Promise<{
    readonly findings: readonly Finding[];
    readonly policies: readonly PolicyRecord[];
    readonly run: PolicyRunResult;
  }> {
    const client = this.#client(legacy);
    const findings: Finding[] = [];
    const policies: PolicyRecord[] = [];
    const run = await runPolicyChecks(this.baseline, {
      settings: {
        name: '',
        account: '',
        every: 0,
        everyUnit: 'hours',
        at: '',
        checks,
        targets: { ...DEFAULT_TARGETS, ...targets },
        findings: 'all',
        output,
        unpublished,
        store: '',
      },
      client,
      label: 'harness',
      credential,
      context: { client, signal: AbortSignal.timeout(60_000), stream: 'policy-check' },
      finding: ({ payload }) => findings.push(payload as Finding),
      policies: ({ payload }) => policies.push(...(payload as PolicyRecord[])),
      summary: () => undefined,
      // As it would be loaded after a restart.
      save: async (next) => {
        this.baseline = parseBaseline(JSON.stringify(next)) ?? assert.fail('not readable');
      },
    });
    return { findings, policies, run };
  }

  async runOne(check: CheckId, options: RunOptions = {}): Promise<Finding> {
    const [finding, ...more] = (await this.run([check], options)).findings;
    assert.deepEqual(more, []);
    return finding ?? assert.fail('no finding');
  }

  /** Removes products and permissions, by their names. */
  without(...names: readonly string[]): void {
    const { grants } = this.simulator;
    for (const name of names)
      assert.ok(
        [...PRODUCTS, ...PERMISSIONS].some((one) => one === name),
        name,
      );
    grants.products = grants.products.filter((one) => !names.includes(one));
    grants.permissions = grants.permissions.filter((one) => !names.includes(one));
  }

  /** Every policy of a kind gets these members. */
  edit(kind: Kind, members: Fields): void {
    this.simulator.policies.change(kind, ADMIN, (list) => list.map((one) => ({ ...one, ...members })));
  }

  replace(kind: Kind, ...list: readonly Fields[]): void {
    this.simulator.policies.change(kind, ADMIN, () => list);
  }
}
