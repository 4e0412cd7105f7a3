/** What is known of one account: of the last 30 days by the hour. It is one document, with everything that changes often. */
import { z } from 'zod';
import type { KriRecord } from '../../assessments/kri/types';
import type { Finding } from '../../assessments/policy/finding';
import { type CalendarGap, KEPT_DAYS } from '../../contracts/overview';
import { DAY_MS } from '../../util/time';
import { dayOf } from './day-counts';
import { HourCounts, hourOf } from './hour-counts';
import { addMeasurement, indicatorSchema, type StoredIndicator } from './indicator-history';
import { addRun, postureSchema, type StoredPosture } from './posture-history';
import { type PollEnd, RowHistory, rowSchema } from './row-history';

/** More than any account has. They bound memory and file. */
const MAX_ROWS = 300;
const MAX_INDICATORS = 100;
const MAX_POSTURES = 20;
/**
 * Characters. An account with 6 sources has 50,000, and one whose lists are all full has less than this: what was written
 * is read again.
 */
export const MAX_DOCUMENT_LENGTH = 32 * 1024 * 1024;
/** Characters. Ids of nodes come from flow files: one that is longer has no history, else the file could not be read. */
export const MAX_KEY_LENGTH = 500;
/** Sources that nothing was heard of for this time were deleted from the flows. */
const MAX_SILENCE_MS = 30 * DAY_MS;
/** Of an assessment: it may run once a month, or on messages only. */
const MAX_ASSESSMENT_AGE_MS = KEPT_DAYS * DAY_MS;

const key = z.string().min(1).max(MAX_KEY_LENGTH);
const documentSchema = z.object({
  version: z.literal(1),
  /** Mimecast's account code; '' where it is not known */
  code: z.string().max(100),
  /** days since the epoch: earlier days are in the archive */
  archivedTo: z.number().int(),
  calls: z.string().max(20_000),
  throttled: z.string().max(20_000),
  rows: z.array(z.tuple([key, rowSchema])).max(MAX_ROWS),
  indicators: z.array(z.tuple([key, indicatorSchema])).max(MAX_INDICATORS),
  postures: z.array(z.tuple([key, postureSchema])).max(MAX_POSTURES),
});

export const rowKey = (node: string, stream: string): string => `${node} ${stream}`;
export const tileKey = (node: string, indicator: string): string => `${node} ${indicator}`;

export class AccountHistory {
  readonly #rows = new Map<string, RowHistory>();
  readonly #indicators = new Map<string, StoredIndicator>();
  readonly #postures = new Map<string, StoredPosture>();
  calls = new HourCounts();
  throttled = new HourCounts();
  #code = '';
  /** days since the epoch */
  archivedTo = 0;

  /** @returns undefined when the text is not such a document */
  static parse(text: string): AccountHistory | undefined {
    const saved = parseDocument(text);
    if (saved === undefined) return undefined;
    const history = new AccountHistory();
    for (const [id, row] of saved.rows) history.#rows.set(id, RowHistory.parse(row));
    for (const [id, indicator] of saved.indicators) history.#indicators.set(id, indicator);
    for (const [id, posture] of saved.postures) history.#postures.set(id, posture);
    history.calls = HourCounts.parse(saved.calls);
    history.throttled = HourCounts.parse(saved.throttled);
    history.#code = saved.code;
    history.archivedTo = saved.archivedTo;
    return history;
  }

  serialize(now: number): string {
    this.#forget(now);
    const document: z.input<typeof documentSchema> = {
      version: 1,
      code: this.#code,
      archivedTo: this.archivedTo,
      calls: this.calls.serialize(),
      throttled: this.throttled.serialize(),
      rows: [...this.#rows].map(([id, row]) => [id, row.toJson()]),
      indicators: [...this.#indicators],
      postures: [...this.#postures],
    };
    return `${JSON.stringify(document)}\n`;
  }

  /** Mimecast's account code; '' where it is not known */
  get code(): string {
    return this.#code;
  }

  /** Call it when the code is known. Another account was asked before: what it answered proves nothing for this one. */
  tellCode(code: string): void {
    if (code === this.#code) return;
    if (this.#code !== '') {
      this.#rows.clear();
      this.#indicators.clear();
      this.archivedTo = 0;
    }
    this.#code = code;
  }

  row(id: string): RowHistory | undefined {
    return this.#rows.get(id);
  }

  indicator(id: string): StoredIndicator | undefined {
    return this.#indicators.get(id);
  }

  posture(node: string): StoredPosture | undefined {
    return this.#postures.get(node);
  }

  get rows(): ReadonlyMap<string, RowHistory> {
    return this.#rows;
  }

  get indicators(): ReadonlyMap<string, StoredIndicator> {
    return this.#indicators;
  }

  addPoll(id: string, poll: PollEnd, calls: number): void {
    this.#rowFor(id).addPoll(poll);
    this.addCalls(poll.at, calls);
  }

  addRecords(id: string, at: number, records: number): void {
    this.#rowFor(id).addRecords(at, records);
  }

  addCalls(at: number, calls: number): void {
    this.calls.add(hourOf(at), calls);
  }

  addThrottled(at: number): void {
    this.throttled.add(hourOf(at), 1);
  }

  addGap(id: string, gap: CalendarGap): void {
    this.#rowFor(id).addGap(gap);
  }

  addQuarantined(id: string, at: number, lines: number): void {
    this.#rowFor(id).addQuarantined(at, lines);
  }

  /** @returns false: this batch was counted before */
  addRejected(id: string, at: number, since: number): boolean {
    return this.#rowFor(id).addRejected(at, since);
  }

  /** Ranges that the ledger of a day has. */
  addRanges(id: string, ranges: readonly (readonly [from: number, to: number])[]): void {
    const row = this.#rowFor(id);
    for (const [from, to] of ranges) row.addRange(from, to);
  }

  addMeasurement(node: string, record: KriRecord): void {
    const id = tileKey(node, record.slug);
    if (id.length > MAX_KEY_LENGTH) return;
    const next = addMeasurement(this.#indicators.get(id), record);
    this.#indicators.delete(id);
    if (next !== undefined) this.#indicators.set(id, next);
    dropOldest(this.#indicators, MAX_INDICATORS);
  }

  addRun(node: string, findings: readonly Finding[], runAt: string): void {
    if (node.length > MAX_KEY_LENGTH) return;
    const next = addRun(this.#postures.get(node), findings, runAt);
    this.#postures.delete(node);
    this.#postures.set(node, next);
    dropOldest(this.#postures, MAX_POSTURES);
  }

  #rowFor(id: string): RowHistory {
    const row = this.#rows.get(id) ?? new RowHistory();
    if (id.length > MAX_KEY_LENGTH) return row;
    this.#rows.set(id, row);
    dropOldest(this.#rows, MAX_ROWS);
    return row;
  }

  #forget(now: number): void {
    for (const [id, { polledAt, days }] of this.#rows) {
      const last = polledAt ?? (days.at(-1)?.day ?? dayOf(now)) * DAY_MS;
      if (now - last > MAX_SILENCE_MS) this.#rows.delete(id);
    }
    for (const [id, { asOf }] of this.#indicators)
      if (now - Date.parse(asOf) > MAX_ASSESSMENT_AGE_MS) this.#indicators.delete(id);
    for (const [id, { runAt }] of this.#postures)
      if (now - Date.parse(runAt) > MAX_ASSESSMENT_AGE_MS) this.#postures.delete(id);
  }
}

function dropOldest(map: Map<string, unknown>, max: number): void {
  const [oldest] = map.keys();
  if (map.size > max && oldest !== undefined) map.delete(oldest);
}

function parseDocument(text: string): z.output<typeof documentSchema> | undefined {
  if (text.length > MAX_DOCUMENT_LENGTH) return undefined;
  try {
    return documentSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
