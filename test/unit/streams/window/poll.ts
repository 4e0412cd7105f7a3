import type { ApiClient } from '../../../../nodes/lib/contracts/api-client';
import type {
  Notice,
  Position,
  ReadContext,
  SourceRecord,
  Stream,
} from '../../../../nodes/lib/contracts/stream';
import { withFakeClock } from '../../../doubles/fake-clock';

export const NOW = Date.parse('2026-11-20T12:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface Polled<P> {
  readonly records: readonly SourceRecord[];
  readonly notices: readonly Notice[];
  /** start of the next poll, as loaded from a file */
  readonly position: P | undefined;
  /** positions of all pages */
  readonly positions: readonly P[];
  readonly error: unknown;
  readonly sizes: readonly number[];
  /** see Page */
  readonly known: number;
}

export interface PollOptions<P> {
  readonly from?: P | undefined;
  readonly now?: number;
  readonly chunk?: number;
  readonly chunkBytes?: number;
  readonly lookbackMs?: number;
  /** Stops reading after this number of pages, as a crash does. */
  readonly pages?: number;
}

/** One poll; delivered pages move the position, as the collector does it. */
export async function poll<P extends Position>(
  stream: Stream<SourceRecord, P>,
  client: ApiClient,
  options: PollOptions<P> = {},
): Promise<Polled<P>> {
  const { from, now = NOW, chunk = 1000, chunkBytes = 1_000_000, lookbackMs = DAY } = options;
  const { pages = Number.POSITIVE_INFINITY } = options;
  return withFakeClock(now, async () => {
    const context: ReadContext = {
      client,
      signal: new AbortController().signal,
      chunk,
      chunkBytes,
      lookbackMs,
      onThrottled: () => undefined,
    };
    const records: SourceRecord[] = [];
    const notices: Notice[] = [];
    const positions: P[] = [];
    const sizes: number[] = [];
    let known = 0;
    let position = from;
    let error: unknown;
    try {
      for await (const page of stream.pages(from, context)) {
        records.push(...page.records);
        notices.push(...page.notices);
        sizes.push(page.records.length);
        known += page.known ?? 0;
        position = stream.parse(JSON.parse(JSON.stringify(page.next)));
        if (position === undefined) throw new Error('a position that its own stream does not know');
        positions.push(position);
        if (sizes.length >= pages) break;
      }
    } catch (thrown) {
      error = thrown;
    }
    return { records, notices, position, positions, error, sizes, known };
  });
}

export const texts = ({ records }: Polled<unknown>): string[] => records.map(({ text }) => text);
export const kinds = ({ notices }: Polled<unknown>): string[] => notices.map(({ kind }) => kind);
export const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : error;
