/** The simulated tenant in a process of its own, and the digest of its records. */
import { createSimulator } from '../../nodes/lib/simulator/simulator';
import type { Cleanup } from '../real/harness/process/cleanup';
import { Simulator } from '../real/harness/servers/simulator';
import { type Digest, DigestBuilder, MODULUS } from './measure/digest';

/** An email in the gateway: three lines of different length, 860 bytes each on average. */
export const TYPES = ['receipt', 'process', 'delivery'] as const;
export const RECORDS_PER_FILE = 10_000;

const DAY = 86_400_000;
const QUOTA = 1_000_000;
const CACHE_BYTES = 2 ** 31;

/** The records to collect. */
export interface ExpectedDigest {
  readonly events: number;
  /** each line as the tenant wrote it */
  readonly lines: Digest;
  /** parsed and stringified again */
  readonly written: Digest;
  /** of `timestamp`, modulo 2^52 */
  readonly timestamps: number;
}

export interface Tenant {
  readonly simulator: Simulator;
  readonly expected: ExpectedDigest;
  /** first day with files, as a request by date contains it */
  readonly day: string;
}

/** All of yesterday's files existed at midnight, and no more appear before the next one. */
export async function startTenant(filesPerType: number, home: string, cleanup: Cleanup): Promise<Tenant> {
  const origin = Math.floor(Date.now() / DAY - 1) * DAY;
  const simulator = await Simulator.start(home, [
    ...['--types', TYPES.join(','), '--ci-types', '', '--origin', String(origin), '--slot-ms', String(DAY)],
    ...['--files-per-slot', String(filesPerType), '--records-per-file', String(RECORDS_PER_FILE)],
    ...['--publish-delay-ms', '0', '--late-share', '0', '--quota', String(QUOTA)],
    // Compressed once and then kept: the measured program must not wait for the server.
    ...['--link-lifetime-ms', String(DAY), '--cache-bytes', String(CACHE_BYTES)],
  ]);
  cleanup.add(() => simulator.stop());
  await simulator.warmUp();
  const expected = expectedOf(filesPerType, origin);
  const served = await simulator.count();
  if (served !== expected.events) throw new Error(`the tenant has ${served} records, not ${expected.events}`);
  return { simulator, expected, day: new Date(origin).toISOString().slice(0, 10) };
}

/** From the ledger, which follows from the same settings. */
function expectedOf(filesPerSlot: number, origin: number): ExpectedDigest {
  const { ledger } = createSimulator({
    ...{ types: TYPES, ciTypes: [], origin, slotMs: DAY, filesPerSlot },
    ...{ recordsPerFile: RECORDS_PER_FILE, publishDelayMs: 0, lateShare: 0 },
  });
  const [lines, written] = [new DigestBuilder(), new DigestBuilder()];
  let timestamps = 0;
  for (const type of TYPES) {
    for (const line of ledger.lines(type)) {
      const record: unknown = JSON.parse(line);
      lines.add(line);
      written.add(JSON.stringify(record));
      timestamps = (timestamps + timestampOf(record)) % MODULUS;
    }
  }
  return { events: lines.digest.lines, lines: lines.digest, written: written.digest, timestamps };
}

function timestampOf(record: unknown): number {
  if (typeof record !== 'object' || record === null || !('timestamp' in record)) return 0;
  return Number(record.timestamp);
}
