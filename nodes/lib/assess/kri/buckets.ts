/** Hours of a window that were counted before are not read again. Pure. */
import { z } from 'zod';
import type { Counts, Range, Vote } from './types';

export const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** Records appear late: an hour counts as known when it was read so long after its end (mimecast-api.md 7.1). */
const SETTLE_MS = 30 * 60 * 1000;
const SAMPLE = 5;

export const bucketSchema = z.object({
  /** epoch ms, a whole hour */
  at: z.number(),
  /** epoch ms at which reading it began */
  readAt: z.number(),
  numerator: z.number(),
  denominator: z.number(),
  details: z.record(z.string(), z.number()),
  sample: z.array(z.string()),
});

export type Bucket = Readonly<z.infer<typeof bucketSchema>>;

/** Part of a window: a whole hour, or what is left of one at its ends. */
export interface Piece extends Range {
  readonly known: Bucket | undefined;
}

export function piecesOf({ from, to }: Range, kept: readonly Bucket[]): readonly Piece[] {
  const settled = new Map(
    kept.filter(({ at, readAt }) => readAt >= at + HOUR_MS + SETTLE_MS).map((one) => [one.at, one]),
  );
  const pieces: Piece[] = [];
  for (let at = from; at < to; ) {
    const end = Math.min((Math.floor(at / HOUR_MS) + 1) * HOUR_MS, to);
    pieces.push({ from: at, to: end, known: isHour({ from: at, to: end }) ? settled.get(at) : undefined });
    at = end;
  }
  return pieces;
}

const isHour = ({ from, to }: Range): boolean => to - from === HOUR_MS;

/**
 * What is to be read: at most a day at once, the newest first, because that is what is asked about.
 * @param reach epoch ms: nothing before it can be had
 */
export function missingOf(pieces: readonly Piece[], reach = 0): readonly Range[] {
  const ranges: Range[] = [];
  for (const { from, to, known } of pieces) {
    const last = ranges.at(-1);
    if (known !== undefined || from < reach) continue;
    if (last !== undefined && last.to === from && to - last.from <= DAY_MS) {
      ranges[ranges.length - 1] = { from: last.from, to };
    } else ranges.push({ from, to });
  }
  return ranges.reverse();
}

interface Sum {
  numerator: number;
  denominator: number;
  details: Record<string, number>;
  sample: string[];
}

const nothing = (): Sum => ({ numerator: 0, denominator: 0, details: {}, sample: [] });

/** To be filled while a range is read. */
export interface Part {
  add(time: number, vote: Vote, id: string): void;
  /** The range was read completely. */
  commit(): void;
  /** It was not, but its log comes in order of time: the hours that it has passed are complete. */
  commitPassed(): void;
  /** It was up to an instant, in epoch ms. */
  commitUntil(until: number): void;
}

/** Which hours a log has left behind. That it comes in order is not believed but seen. */
class Order {
  private first: number | undefined;
  private last = 0;
  private rising = true;
  private falling = true;

  add(time: number): void {
    if (this.first !== undefined) {
      if (time < this.last) this.rising = false;
      if (time > this.last) this.falling = false;
    }
    this.first ??= time;
    this.last = time;
  }

  hasPassed({ from, to }: Range): boolean {
    // In no order, or of one instant only.
    if (this.first === undefined || this.rising === this.falling) return false;
    return this.rising ? to <= this.last : from > this.last;
  }
}

/** Counts of a window, as they come in. Only what was read to its end counts. */
export class Tally {
  private readonly counted = new Map<number, Sum>();

  constructor(private readonly pieces: readonly Piece[]) {
    for (const { from, known } of pieces) {
      if (known === undefined) continue;
      const { numerator, denominator, details, sample } = known;
      this.counted.set(from, { numerator, denominator, details: { ...details }, sample: [...sample] });
    }
  }

  open(range: Range): Part {
    const mine = this.pieces.filter(({ from, to }) => from >= range.from && to <= range.to);
    const sums = new Map(mine.map(({ from }) => [from, nothing()]));
    const order = new Order();
    const commitWhere = (wanted: (piece: Range) => boolean): void => {
      for (const { from, to } of mine) {
        const sum = sums.get(from);
        if (sum !== undefined && wanted({ from, to })) this.counted.set(from, sum);
      }
    };
    return {
      add: (time, vote, id) => {
        order.add(time);
        const piece = mine.find(({ from, to }) => time >= from && time < to);
        const sum = piece && sums.get(piece.from);
        if (sum !== undefined) count(sum, vote, id);
      },
      commit: () => commitWhere(() => true),
      commitPassed: () => commitWhere((piece) => order.hasPassed(piece)),
      commitUntil: (until) => commitWhere(({ to }) => to <= until),
    };
  }

  /** Share of the window that was counted, 0 to 1. */
  get coverage(): number {
    const length = (pieces: readonly Piece[]): number =>
      pieces.reduce((sum, { from, to }) => sum + to - from, 0);
    const whole = length(this.pieces);
    return whole === 0 ? 1 : length(this.pieces.filter(({ from }) => this.counted.has(from))) / whole;
  }

  counts(): Counts {
    const total = nothing();
    for (const { from } of this.pieces.toReversed()) {
      const sum = this.counted.get(from);
      if (sum === undefined) continue;
      total.numerator += sum.numerator;
      total.denominator += sum.denominator;
      for (const [name, times] of Object.entries(sum.details)) {
        total.details[name] = (total.details[name] ?? 0) + times;
      }
      total.sample.push(...sum.sample);
    }
    return { ...total, sample: [...new Set(total.sample)].slice(0, SAMPLE) };
  }

  /** The whole hours, to be kept; read now, those that were not known before. */
  buckets(readAt: number): readonly Bucket[] {
    return this.pieces.flatMap((piece) => {
      const sum = this.counted.get(piece.from);
      if (sum === undefined || !isHour(piece)) return [];
      return [piece.known ?? { at: piece.from, readAt, ...sum }];
    });
  }
}

function count(
  sum: Sum,
  { counted, outside = false, sampled = counted, details = [] }: Vote,
  id: string,
): void {
  if (!outside) sum.denominator += 1;
  for (const name of details) sum.details[name] = (sum.details[name] ?? 0) + 1;
  if (counted) sum.numerator += 1;
  if (sampled && id !== '') sum.sample = [id.slice(0, 200), ...sum.sample].slice(0, SAMPLE);
}
