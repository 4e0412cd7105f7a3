import type { Node, NodeAPI } from 'node-red';
import type { Collector } from '../../collector/collector';
import type { Report } from '../../collector/reports/reports';
import type { CollectorState } from '../../collector/status/state';
import type { MimecastError } from '../../contracts/errors';
import { type AccountHistory, rowKey } from '../../overview/history/account-history';
import type { SourceFacts } from '../../overview/model/types';
import { toName, toReason } from '../../overview/text';
import { subflowTemplateId } from '../node-red/subflow-template';
import { type BoardSource, board } from './board';

type ReportOf<Kind extends Report['kind']> = Extract<Report, { readonly kind: Kind }>;
interface Stream {
  readonly key: string;
  readonly type: string;
}

export interface SourceOptions {
  /** id of the account node */
  readonly account: string;
  readonly everyMs: number;
  readonly streams: readonly Stream[];
  readonly problem: MimecastError | undefined;
}

/** One source node: records what its reports say, and keeps its last state. */
export class WatchedSource implements BoardSource {
  readonly #node: Node;
  readonly #options: SourceOptions;
  readonly #startedAt = Date.now();
  #collector: Pick<Collector, 'view' | 'progress'> | undefined;
  #state: CollectorState | undefined;
  #aliveAt: number | null = null;
  #codeKnown = false;
  /** records of each stream since its start that are in the history */
  readonly #counted = new Map<string, number>();
  /** monotonic ms */
  #countedAt = 0;

  constructor(RED: NodeAPI, node: Node, options: SourceOptions) {
    this.#node = node;
    this.#options = options;
    board.account(RED, options.account);
    board.sources.set(node.id, this);
    board.notify({ kind: 'nodes' });
  }

  attach(collector: Pick<Collector, 'view' | 'progress'>): void {
    this.#collector = collector;
  }

  close(): void {
    if (board.sources.get(this.#node.id) === this) board.sources.delete(this.#node.id);
    board.notify({ kind: 'nodes' });
  }

  get id(): string {
    return this.#node.id;
  }

  get account(): string {
    return this.#options.account;
  }

  hasStream(key: string): boolean {
    return this.#options.streams.some((stream) => stream.key === key);
  }

  facts(): SourceFacts {
    const progress = this.#collector?.progress() ?? [];
    return { ...this.summary(), progress: new Map(progress.map((one) => [one.key, one])) };
  }

  summary(): SourceFacts {
    const { id, type, name = '' } = this.#node;
    const { account, everyMs, streams, problem } = this.#options;
    return {
      node: id,
      link: subflowTemplateId(this.#node) ?? id,
      name: toName(name),
      source: type,
      ...{
        account,
        everyMs,
        streams,
        startedAt: this.#startedAt,
        aliveAt: this.#aliveAt,
        state: this.#state,
      },
      problem: problem && { code: problem.code, message: problem.message },
      progress: new Map(),
    };
  }

  /** Mimecast's account code; undefined: not known yet, or the application may not read it */
  #code(): string | undefined {
    const streams = this.#collector?.view().streams ?? [];
    return streams.map(({ account }) => account).find((code) => code !== null && code !== '') ?? undefined;
  }

  state(state: CollectorState): void {
    this.#state = state;
    if (isAlive(state)) this.#aliveAt = Date.now();
    if (state.kind === 'polling' && performance.now() - this.#countedAt > COUNT_INTERVAL_MS)
      this.#countRecords();
    // Not `stuck`: either nobody answered, or the batch was rejected, and counted, before.
    if (state.kind === 'rejected') this.#addRejected(state.type, state.since);
    this.#notify();
  }

  report(report: Report): void {
    const stream = this.#options.streams.find(({ type }) => type === report.type);
    const at = Date.parse(report.at);
    if (report.kind === 'throttled') this.#record((history) => history.addThrottled(at));
    if (stream === undefined) return;
    const change = toChange(rowKey(this.#node.id, stream.key), this.#withoutCounted(report, stream.key), at);
    if (change === undefined) return;
    if (!this.#codeKnown) this.#recordCode();
    this.#record(change);
    this.#notify();
  }

  /** A catch-up takes hours: its records belong to the hours in which they were sent. */
  #countRecords(): void {
    this.#countedAt = performance.now();
    const at = Date.now();
    for (const { key, records } of this.#collector?.progress() ?? []) {
      const more = this.#uncounted(key, records);
      const id = rowKey(this.#node.id, key);
      if (more > 0) this.#record((history) => history.addRecords(id, at, more));
    }
  }

  /** The report of a poll has all of its records, also those that were counted before. */
  #withoutCounted(report: Report, key: string): Report {
    const now = this.#collector?.progress().find((one) => one.key === key);
    if (report.kind !== 'poll' || now === undefined) return report;
    return { ...report, records: this.#uncounted(key, now.records) };
  }

  /** @param records of a stream since its start, which is later than before when another replica has had the account */
  #uncounted(key: string, records: number): number {
    const before = this.#counted.get(key) ?? 0;
    this.#counted.set(key, records);
    return records < before ? records : records - before;
  }

  #recordCode(): void {
    const code = this.#code();
    if (code === undefined) return;
    this.#codeKnown = true;
    this.#record((history) => history.tellCode(toName(code, 100)));
  }

  #addRejected(type: string, since: number): void {
    const stream = this.#options.streams.find((one) => one.type === type);
    if (stream === undefined) return;
    const id = rowKey(this.#node.id, stream.key);
    this.#record((history) => history.addRejected(id, Date.now(), since));
  }

  #record(change: (history: AccountHistory) => void): void {
    board.recorderOf(this.#options.account)?.record(change);
  }

  #notify(): void {
    board.notify({ kind: 'source', node: this.#node.id, account: this.#options.account });
  }
}

/** ms; pages come several times a second */
const COUNT_INTERVAL_MS = 5_000;

/** A poll succeeded, at least in part, or pages arrive. While a range is read again, polls wait. */
const isAlive = (state: CollectorState): boolean =>
  state.kind === 'idle' ||
  state.kind === 'resting' ||
  ((state.kind === 'polling' || state.kind === 'replaying') && state.records > 0);

function toChange(id: string, report: Report, at: number): ((history: AccountHistory) => void) | undefined {
  switch (report.kind) {
    case 'poll':
      return (history) => history.addPoll(id, toPollEnd(report, at), report.calls);
    case 'gap': {
      const { from, to, recoverable } = report;
      const gap = {
        from: toName(from, 40),
        to: toName(to, 40),
        reason: toReason(report.reason),
        recoverable,
      };
      return (history) => history.addGap(id, { ...gap, at: report.at });
    }
    case 'quarantine':
      return (history) => history.addQuarantined(id, at, report.count);
    case 'ledger':
      return (history) =>
        history.addRanges(
          id,
          report.intervals.map(({ from, to }) => [Date.parse(from), Date.parse(to)]),
        );
    default:
      return undefined;
  }
}

function toPollEnd({ records, duplicates, complete, window }: ReportOf<'poll'>, at: number) {
  const { start, end } = window;
  const range = start === null || end === null ? undefined : ([Date.parse(start), Date.parse(end)] as const);
  return { at, records, duplicates, complete, range };
}
