import assert from 'node:assert/strict';
import { createClient } from '../../../nodes/lib/api/client';
import { createKriDataSource } from '../../../nodes/lib/assessments/kri/data-source';
import {
  EMPTY_HISTORY,
  type History,
  parseHistory,
  serializeHistory,
} from '../../../nodes/lib/assessments/kri/history';
import { type RunResult, type RunSettings, runKri } from '../../../nodes/lib/assessments/kri/run';
import type { KriRecord } from '../../../nodes/lib/assessments/kri/types';
import type { ApiClient } from '../../../nodes/lib/contracts/api-client';
import type { JsonObject } from '../../../nodes/lib/contracts/json';
import { SLUGS, type Slug } from '../../../nodes/lib/properties/values/kri-indicators';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../../nodes/lib/simulator/simulator';

export const HOUR = 3_600_000;
const SETTINGS: RunSettings = { indicators: SLUGS, thresholds: {}, unlicensed: 'zero', overrides: {} };
export const TENANT_INDICATORS: readonly Slug[] = SLUGS.filter(
  (slug) => slug !== 'mimecast_collection_lag_minutes',
);

/** The client, the data source and the evaluation, against a tenant with known values. */
export class KriHarness {
  history: History = EMPTY_HISTORY;
  /** the lag of this account's collectors */
  lags: readonly JsonObject[] = [{ name: 'siem', minutes: 12.34 }];

  private constructor(
    readonly simulator: Simulator,
    readonly client: ApiClient,
  ) {}

  static async start(options: SimulatorOptions = {}): Promise<KriHarness> {
    // Whole seconds, as in the API; everything of the current second has happened.
    const now = Math.floor(Date.now() / 1000) * 1000;
    const simulator = createSimulator({
      now: () => now,
      history: 8 * 24 * HOUR,
      recordsPerFile: 2,
      logRates: 20,
      lateShare: 0,
      streamDelayMs: 0,
      lateRecords: 0,
      veryLateRecords: 0,
      ...options,
    });
    await simulator.start();
    const client = createClient({
      origin: simulator.apiUrl,
      demo: false,
      clientId: 'kri',
      clientSecret: 'secret',
      timeoutMs: 10_000,
    });
    return new KriHarness(simulator, client);
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.simulator.stop();
  }

  /** Removes a product or a permission from the application. */
  without({ product, permission }: { readonly product?: string; readonly permission?: string }): void {
    const { grants } = this.simulator;
    grants.products = grants.products.filter((one) => one !== product);
    grants.permissions = grants.permissions.filter((one) => one !== permission);
  }

  forget(): void {
    this.history = EMPTY_HISTORY;
  }

  async run(
    settings: Partial<RunSettings> = {},
    client: ApiClient = this.client,
  ): Promise<{ records: KriRecord[]; result: RunResult }> {
    const records: KriRecord[] = [];
    const { signal } = new AbortController();
    const result = await runKri({ ...SETTINGS, ...settings }, this.history, {
      dataSource: createKriDataSource({
        context: { client, signal, stream: 'kri' },
        lag: async () => this.lags,
      }),
      runId: 'run',
      now: () => this.simulator.now(),
      calls: () => client.calls,
      emit: (record) => records.push(record),
      save: async (history) => {
        // As it would be loaded after a restart.
        this.history = parseHistory(serializeHistory(history)) ?? assert.fail('not readable');
      },
    });
    return { records, result };
  }

  async runOne(slug: Slug, settings: Partial<RunSettings> = {}, client?: ApiClient): Promise<KriRecord> {
    const { records } = await this.run({ indicators: [slug], ...settings }, client);
    return records[0] ?? assert.fail('no record');
  }

  /** The measured values, in the form of the tenant's own values. */
  compare(records: readonly KriRecord[]): void {
    const measured = records.map(({ slug, numerator, denominator }) => [slug, [numerator, denominator]]);
    const expectedValues = this.simulator.kris();
    const expected = records.map(({ slug }) => [slug, expectedValues[slug]]);
    assert.deepEqual(measured, expected);
  }
}
