import { randomUUID } from 'node:crypto';
import { MimecastError } from '../api/errors';
import type { ApiClient, Throttled } from '../api/types';
import {
  begun,
  EMPTY_HISTORY,
  failedOf,
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
import type { AssessmentTiming } from '../assess/schedule';
import type { PositionBackend } from '../shipping/position-file';
import { kriReaders } from '../survey/kri-readers';
import { AssessmentLoop } from './assessment-loop';
import { CallTrouble } from './call-trouble';
import { lagsOf } from './kri-lag';

/** Callbacks of a runner. */
export interface KriOutlet {
  record(record: KriRecord, account: string): void;
  summary(run: Run, records: readonly KriRecord[]): void;
  state(state: KriState): void;
  error(error: unknown): void;
  warn(text: string): void;
  log(text: string): void;
  debug(text: string): void;
}

export type KriState =
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'running';
      readonly done: number;
      readonly of: number;
      /** short cause of the outage that the calls meet */
      readonly cause?: string | undefined;
    }
  | { readonly kind: 'throttled'; readonly retryAt: number }
  | { readonly kind: 'failed'; readonly error: MimecastError; readonly nextAt?: number | undefined }
  | {
      readonly kind: 'done';
      readonly at: number;
      readonly records: readonly KriRecord[];
      /** short cause of an outage that is not known to be over */
      readonly cause?: string | undefined;
      /** epoch ms of the next attempt */
      readonly nextAt?: number | undefined;
    };

export interface KriParts {
  readonly id: string;
  client(): Promise<ApiClient>;
  readonly backend: PositionBackend;
  readonly outlet: KriOutlet;
}

/** Runs the indicators of a node, from its start to its end. */
export class KriLife {
  readonly #loop: AssessmentLoop;
  #history: History | undefined;
  readonly #told = new Map<string, string>();
  readonly #trouble: CallTrouble;
  #state: KriState = { kind: 'waiting' };

  readonly #settings: RunSettings;
  readonly #parts: KriParts;

  constructor(settings: RunSettings, timing: AssessmentTiming, parts: KriParts) {
    this.#settings = settings;
    this.#parts = parts;
    this.#loop = new AssessmentLoop({
      timing,
      prepare: () => this.#remember(),
      lastRun: () => this.#history?.lastRun ?? null,
      owed: () => this.#owed(),
      run: (signal, again) => this.#attempt(signal, again),
      failed: (error) => parts.outlet.error(error),
      resting: (nextAt) => this.#rest(nextAt),
    });
    this.#trouble = new CallTrouble(parts.outlet, () => {
      const { cause } = this.#trouble;
      if (this.#state.kind === 'running') this.#show({ ...this.#state, cause });
    });
  }

  start(): void {
    this.#show({ kind: 'waiting' });
    this.#loop.start();
  }

  /** Resolves when a run that began after the call is complete. */
  ask(): Promise<void> {
    return this.#loop.ask();
  }

  /** For the dialog. */
  view(): Pick<History, 'lastRun' | 'runs' | 'indicators'> {
    return this.#history ?? EMPTY_HISTORY;
  }

  close(): Promise<void> {
    return this.#loop.close();
  }

  async #attempt(signal: AbortSignal, again: boolean): Promise<boolean> {
    try {
      return await this.#run(signal, again);
    } catch (error) {
      if (!signal.aborted && error instanceof MimecastError) {
        this.#show({ kind: 'failed', error });
      }
      throw error;
    }
  }

  /** Loads the saved history. Reports indicators that are not selected any more once, and drops them. */
  async #remember(): Promise<History> {
    if (this.#history !== undefined) return this.#history;
    const { backend, outlet } = this.#parts;
    const text = await backend.read((one) => parseHistory(one) !== undefined);
    if (text === 'damaged') outlet.warn('the history of the indicators is damaged: it begins anew');
    const kept =
      text === undefined || text === 'damaged' ? EMPTY_HISTORY : (parseHistory(text) ?? EMPTY_HISTORY);
    const gone = untickedOf(kept, this.#settings.indicators);
    for (const slug of gone) {
      const record = removed(slug, factsOf(slug), lastMeasured(kept, slug), randomUUID(), Date.now());
      outlet.record(record, kept.account);
    }
    const history = without(kept, gone);
    if (gone.length > 0) await backend.write(historyText(history));
    this.#history = history;
    return history;
  }

  #owed(): 'all' | 'failed' | undefined {
    if (this.#history === undefined) return undefined;
    if (this.#history.unfinished === true) return 'all';
    return failedOf(this.#history, this.#settings.indicators).length > 0 ? 'failed' : undefined;
  }

  /** Loads the history, and saves that a full run has begun, because the run may not end. */
  async #begin(again: boolean): Promise<History> {
    const kept = await this.#remember();
    if (again || kept.unfinished === true) return kept;
    this.#history = begun(kept);
    await this.#parts.backend.write(historyText(this.#history));
    return this.#history;
  }

  /** @returns whether a part should be repeated soon */
  async #run(signal: AbortSignal, again: boolean): Promise<boolean> {
    const { outlet, backend, id } = this.#parts;
    const kept = await this.#begin(again);
    const client = this.#trouble.watching(await this.#parts.client());
    const stream = `kri:${id}`;
    const indicators = again ? failedOf(kept, this.#settings.indicators) : this.#settings.indicators;
    const progress = { done: 0, of: indicators.length };
    const show = (): void => this.#show({ kind: 'running', ...progress, cause: this.#trouble.cause });
    const onThrottled = ({ retryAt }: Throttled): void => this.#show({ kind: 'throttled', retryAt });
    const records: KriRecord[] = [];
    show();
    const account = await codeOf(client, signal, stream);
    const finished = await runKri({ ...this.#settings, indicators, again }, forAccount(kept, account), {
      readers: kriReaders({
        context: { client, signal, stream, onThrottled },
        lag: async () => lagsOf(account),
      }),
      runId: randomUUID(),
      now: () => Date.now(),
      calls: () => client.calls,
      save: async (history) => {
        this.#history = history;
        await backend.write(historyText(history));
      },
      emit: (record) => {
        records.push(record);
        this.#tell(record);
        outlet.record(record, account);
        progress.done += 1;
        show();
      },
    });
    outlet.summary(finished.run, records);
    this.#show({ kind: 'done', at: Date.now(), records, cause: this.#trouble.cause });
    return finished.failed.length > 0;
  }

  #show(state: KriState): void {
    this.#state = state;
    this.#parts.outlet.state(state);
  }

  /** After a failure the status shows the time of the next attempt. */
  #rest(nextAt: number | undefined): void {
    const state = this.#state;
    if (state.kind === 'failed' || (state.kind === 'done' && state.cause !== undefined))
      this.#show({ ...state, nextAt });
  }

  /** Warns of a reason once, until it changes. */
  #tell({ slug, measured, warning }: KriRecord): void {
    const before = this.#told.get(slug);
    const text = measured ? '' : (warning ?? '');
    this.#told.set(slug, text);
    if (text === '') return;
    const { outlet } = this.#parts;
    if (text === before || this.#trouble.hasTold(text)) outlet.debug(`${slug}: ${text}`);
    else outlet.warn(`${slug}: ${text}`);
  }
}

/** '' where the application may not read it, or the API is not reachable now. */
async function codeOf(client: ApiClient, signal: AbortSignal, stream: string): Promise<string> {
  try {
    return (await client.identity({ signal, stream })).code;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MimecastError) return '';
    throw error;
  }
}
