import { randomUUID } from 'node:crypto';
import { MimecastError } from '../api/errors';
import type { ApiClient, Throttled } from '../api/types';
import {
  EMPTY_HISTORY,
  forAccount,
  type History,
  historyText,
  lastMeasured,
  parseHistory,
  type Run,
  untickedOf,
  without,
} from '../assess/kri/history';
import { factsOf } from '../assess/kri/indicators';
import { removed } from '../assess/kri/judge';
import { type RunSettings, runKri } from '../assess/kri/run';
import type { KriRecord } from '../assess/kri/types';
import { type AssessmentTiming, nextAssessment } from '../assess/schedule';
import { AlarmClock, type Request } from '../shipping/alarm-clock';
import type { PositionBackend } from '../shipping/position-file';
import { kriReaders } from '../survey/kri-readers';
import { atMost } from '../wait';
import { lagsOf } from './kri-lag';

/** What a life says to its node. */
export interface KriOutlet {
  record(record: KriRecord, account: string): void;
  summary(run: Run, records: readonly KriRecord[]): void;
  state(state: KriState): void;
  error(error: unknown): void;
  warn(text: string): void;
  debug(text: string): void;
}

export type KriState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly done: number; readonly of: number }
  | { readonly kind: 'throttled'; readonly retryAt: number }
  | { readonly kind: 'failed'; readonly error: MimecastError }
  | { readonly kind: 'done'; readonly at: number; readonly records: readonly KriRecord[] };

export interface KriParts {
  readonly id: string;
  client(): Promise<ApiClient>;
  readonly backend: PositionBackend;
  readonly outlet: KriOutlet;
}

/** ms; a day is too long to wait for what an outage of a minute has prevented */
const RETRIES = [5 * 60_000, 15 * 60_000, 60 * 60_000];
/** ms that closing may take; Node-RED itself gives up after 15 s */
const CLOSE_TIMEOUT = 5_000;

/** Runs when it is due or asked for, one run at a time. */
export class KriLife {
  private readonly closing = new AbortController();
  private readonly alarm = new AlarmClock(this.closing.signal);
  private history: History | undefined;
  /** what failed in the last run, and how often it was tried again */
  private failed: RunSettings['indicators'] = [];
  private tries = 0;
  /** epoch ms at which a run was last begun, whether or not anything could be kept of it */
  private begun: number | null = null;
  private readonly told = new Map<string, string>();
  private loop: Promise<void> | undefined;

  constructor(
    private readonly settings: RunSettings,
    private readonly timing: AssessmentTiming,
    private readonly parts: KriParts,
  ) {}

  start(): void {
    this.parts.outlet.state({ kind: 'waiting' });
    this.loop ??= this.live().catch((error: unknown) => this.parts.outlet.error(error));
  }

  /** Resolves when a run that began after now is over. */
  ask(): Promise<void> {
    return this.alarm.ask({ action: 'poll' });
  }

  /** For the dialog. */
  view(): Pick<History, 'lastRun' | 'runs' | 'indicators'> {
    return this.history ?? EMPTY_HISTORY;
  }

  async close(): Promise<void> {
    this.closing.abort(new DOMException('the node was closed', 'AbortError'));
    if (this.loop !== undefined) await atMost(this.loop, CLOSE_TIMEOUT);
  }

  private get over(): boolean {
    return this.closing.signal.aborted;
  }

  private async live(): Promise<void> {
    await this.attempt([], async () => void (await this.remember()));
    while (!this.over) {
      const wait = this.wait(Date.now());
      const requests = await this.alarm.wait(wait.ms);
      if (this.over) for (const { done } of requests) done();
      else await this.attempt(requests, () => this.run(requests.length === 0 && wait.again));
    }
  }

  private wait(now: number): { readonly ms: number | undefined; readonly again: boolean } {
    const due = nextAssessment(this.timing, this.begun ?? this.history?.lastRun ?? null, now);
    const retry = this.failed.length === 0 ? undefined : RETRIES[this.tries];
    if (due === undefined || retry === undefined || retry >= due) return { ms: due, again: false };
    return { ms: retry, again: true };
  }

  private async attempt(requests: readonly Request[], work: () => Promise<void>): Promise<void> {
    const { outlet } = this.parts;
    try {
      await work();
      for (const { done } of requests) done();
    } catch (error) {
      if (this.over) {
        for (const { done } of requests) done();
        return;
      }
      this.failed = this.settings.indicators;
      this.tries += 1;
      if (error instanceof MimecastError) outlet.state({ kind: 'failed', error });
      // Who asked is told; otherwise it is nobody's but the flow's.
      if (requests.length === 0) outlet.error(error);
      for (const { failed } of requests) failed(error);
    }
  }

  /** What is kept; indicators that are not ticked any more are told of once, and forgotten. */
  private async remember(): Promise<History> {
    if (this.history !== undefined) return this.history;
    const { backend, outlet } = this.parts;
    const text = await backend.read((one) => parseHistory(one) !== undefined);
    if (text === 'damaged') outlet.warn('the history of the indicators is damaged: it begins anew');
    const kept =
      text === undefined || text === 'damaged' ? EMPTY_HISTORY : (parseHistory(text) ?? EMPTY_HISTORY);
    const gone = untickedOf(kept, this.settings.indicators);
    for (const slug of gone) {
      const record = removed(slug, factsOf(slug), lastMeasured(kept, slug), randomUUID(), Date.now());
      outlet.record(record, kept.account);
    }
    const history = without(kept, gone);
    if (gone.length > 0) await backend.write(historyText(history));
    this.history = history;
    return history;
  }

  private async run(again: boolean): Promise<void> {
    const { outlet, backend, id } = this.parts;
    if (!again) this.begun = Date.now();
    const kept = await this.remember();
    const client = await this.parts.client();
    const { signal } = this.closing;
    const stream = `kri:${id}`;
    const account = await codeOf(client, signal, stream);
    const indicators = again ? this.failed : this.settings.indicators;
    const progress = { done: 0, of: indicators.length };
    const show = (): void => outlet.state({ kind: 'running', ...progress });
    const onThrottled = ({ retryAt }: Throttled): void => outlet.state({ kind: 'throttled', retryAt });
    const records: KriRecord[] = [];
    show();
    const finished = await runKri({ ...this.settings, indicators, again }, forAccount(kept, account), {
      readers: kriReaders({
        context: { client, signal, stream, onThrottled },
        lag: async () => lagsOf(account),
      }),
      runId: randomUUID(),
      now: () => Date.now(),
      calls: () => client.calls,
      save: async (history) => {
        this.history = history;
        await backend.write(historyText(history));
      },
      emit: (record) => {
        records.push(record);
        this.tell(record);
        outlet.record(record, account);
        progress.done += 1;
        show();
      },
    });
    this.failed = finished.failed;
    this.tries = again ? this.tries + 1 : 0;
    outlet.summary(finished.run, records);
    outlet.state({ kind: 'done', at: Date.now(), records });
  }

  /** A reason is warned of once, until it is another. */
  private tell({ slug, measured, warning }: KriRecord): void {
    const before = this.told.get(slug);
    const text = measured ? '' : (warning ?? '');
    this.told.set(slug, text);
    if (text === '') return;
    const { outlet } = this.parts;
    if (text === before) outlet.debug(`${slug}: ${text}`);
    else outlet.warn(`${slug}: ${text}`);
  }
}

/** '' where the application may not know it, or where it can't be asked now. */
async function codeOf(client: ApiClient, signal: AbortSignal, stream: string): Promise<string> {
  try {
    return (await client.identity({ signal, stream })).code;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MimecastError) return '';
    throw error;
  }
}
