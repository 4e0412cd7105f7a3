import assert from 'node:assert/strict';
import type { WindowLogName } from '../../../../../nodes/lib/simulator/common/log-names';
import type { Simulator } from '../../../../../nodes/lib/simulator/simulator';
import { drainLog, type Item } from '../../support/api-client';
import { type ApiClient, HOUR, NOW, withTenant } from '../../support/tenant';

const MINUTE = 60_000;

/** A collector as the reference describes it (wire.md 18), without any error handling. */
class Collector {
  readonly #seen = new Set<string>();
  #watermark = NOW - 6 * HOUR;

  readonly #apiClient: ApiClient;
  readonly #log: WindowLogName;
  readonly #overlap: number;

  constructor(apiClient: ApiClient, log: WindowLogName, overlap: number) {
    this.#apiClient = apiClient;
    this.#log = log;
    this.#overlap = overlap;
  }

  async poll(from = this.#watermark - this.#overlap): Promise<void> {
    const to = this.#apiClient.simulator.now() - MINUTE;
    const { records } = await drainLog(this.#apiClient, this.#log, { from, to });
    for (const record of records) this.#add(record);
    this.#watermark = to;
  }

  #add({ id: _, ...rest }: Item): void {
    this.#seen.add(JSON.stringify(rest));
  }

  lost(simulator: Simulator, visibleBy: number): number {
    const range = { from: NOW - 6 * HOUR, to: this.#watermark - 20 * MINUTE, visibleBy };
    return simulator.logs.compare(this.#log, this.#seen, range).lostCount;
  }
}

/** Twelve polls with some minutes between, and the missing ones of the available records. */
async function lostBy(overlap: number, every: number, options: object, sweep = false): Promise<number> {
  let lost = 0;
  await withTenant(
    { logRates: 120, lateRecords: 0.2, veryLateRecords: 0, ...options },
    async (apiClient, simulator) => {
      const collector = new Collector(apiClient, 'dlp', overlap);
      for (let polls = 0; polls < 12; polls++) {
        await collector.poll();
        await apiClient.later(every);
      }
      const end = simulator.now();
      if (sweep) await collector.poll(NOW - 6 * HOUR);
      else await collector.poll();
      lost = collector.lost(simulator, end - 20 * MINUTE);
    },
  );
  return lost;
}

describe('simulator: what a collector can read', () => {
  it('includes all records that are late by less than ten minutes, with an overlap of ten', async () => {
    for (const every of [3 * MINUTE, 7 * MINUTE, 15 * MINUTE]) {
      assert.equal(await lostBy(10 * MINUTE, every, {}), 0, String(every));
    }
  });

  it('does not include these records without an overlap', async () => {
    assert.ok((await lostBy(0, 7 * MINUTE, {})) > 0);
  });

  it('includes later records only where the range is read again', async () => {
    const options = { veryLateRecords: 0.1, veryLateByMs: HOUR };
    assert.ok((await lostBy(10 * MINUTE, 7 * MINUTE, options)) > 0);
    assert.equal(await lostBy(10 * MINUTE, 7 * MINUTE, options, true), 0);
  });
});
