import { randomUUID } from 'node:crypto';
import { removedRecord } from '../../assessments/kri/build-record';
import { createKriDataSource } from '../../assessments/kri/data-source';
import {
  addRemovals,
  deselectedIndicators,
  dropIndicators,
  EMPTY_HISTORY,
  failedIndicators,
  forAccount,
  type History,
  lastMeasured,
  markStarted,
  parseHistory,
  type Run,
  serializeHistory,
} from '../../assessments/kri/history';
import { factsOf } from '../../assessments/kri/indicators';
import { type RunSettings, runKri } from '../../assessments/kri/run';
import type { KriRecord } from '../../assessments/kri/types';
import type { RunSchedule } from '../../assessments/run-schedule';
import { findCollectors } from '../../collector/collector-registry';
import type { ApiClient, Throttled } from '../../contracts/api-client';
import type { CheckpointStore } from '../../contracts/checkpoint-store';
import { MimecastError } from '../../contracts/errors';
import { MINUTE_MS } from '../../util/time';
import { CallOutages } from '../account/call-outages';
import { AssessmentScheduler, type CurrentRun } from './assessment-scheduler';

/** Callbacks of a runner. */
export interface KriEvents {
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

export interface KriRunnerDeps {
  readonly id: string;
  client(): Promise<ApiClient>;
  readonly store: CheckpointStore;
  readonly events: KriEvents;
}

/** Runs the indicators of a node, from its start to its end. */
export class KriRunner {
  readonly #scheduler: AssessmentScheduler;
  #history: History | undefined;
  readonly #lastWarnings = new Map<string, string>();
  readonly #outages: CallOutages;
  #state: KriState = { kind: 'waiting' };
  #run: CurrentRun | undefined;

  readonly #settings: RunSettings;
  readonly #deps: KriRunnerDeps;

  constructor(settings: RunSettings, timing: RunSchedule, deps: KriRunnerDeps) {
    this.#settings = settings;
    this.#deps = deps;
    this.#scheduler = new AssessmentScheduler({
      timing,
      loadState: () => this.#loadHistory(),
      lastRunAt: () => this.#history?.lastRun ?? null,
      pendingWork: () => this.#pendingWork(),
      run: (signal, retryOnly) => this.#runOnce(signal, retryOnly),
      onError: (error) => deps.events.error(error),
      onWaiting: (nextAt) => this.#showNextAttempt(nextAt),
    });
    this.#outages = new CallOutages(deps.events, () => {
      const { cause } = this.#outages;
      if (this.#state.kind === 'running') this.#show({ ...this.#state, cause });
    });
  }

  start(): void {
    this.#show({ kind: 'waiting' });
    this.#scheduler.start();
  }

  /** Resolves when a run that began after the call is complete. */
  requestRun(): Promise<void> {
    return this.#scheduler.requestRun();
  }

  /** For the dialog, metrics and reports. */
  view(): Pick<History, 'account' | 'lastRun' | 'runs' | 'indicators' | 'removed'> {
    return this.#history ?? EMPTY_HISTORY;
  }

  currentRun(): CurrentRun | undefined {
    return this.#run;
  }

  close(): Promise<void> {
    return this.#scheduler.close();
  }

  async #runOnce(signal: AbortSignal, retryOnly: boolean): Promise<boolean> {
    const id = randomUUID();
    this.#run = { id, active: true };
    try {
      return await this.#measure(id, signal, retryOnly);
    } catch (error) {
      if (!signal.aborted && error instanceof MimecastError) {
        this.#show({ kind: 'failed', error });
      }
      throw error;
    } finally {
      this.#run = { id, active: false };
    }
  }

  /** Loads the saved history. Reports indicators that are no longer selected, once, and drops them. */
  async #loadHistory(): Promise<History> {
    if (this.#history !== undefined) return this.#history;
    const { store, events } = this.#deps;
    const text = await store.read((one) => parseHistory(one) !== undefined);
    if (text === 'damaged')
      events.warn('the history of the indicators is damaged; a new, empty history was started');
    const saved =
      text === undefined || text === 'damaged' ? EMPTY_HISTORY : (parseHistory(text) ?? EMPTY_HISTORY);
    const deselected = deselectedIndicators(saved, this.#settings.indicators);
    const removals = deselected.map((slug) =>
      removedRecord(
        slug,
        factsOf(slug, this.#settings.definition),
        lastMeasured(saved, slug),
        randomUUID(),
        Date.now(),
      ),
    );
    for (const record of removals) events.record(record, saved.account);
    const history = addRemovals(dropIndicators(saved, deselected), removals);
    if (deselected.length > 0) await store.write(serializeHistory(history));
    this.#history = history;
    return history;
  }

  #pendingWork(): 'all' | 'failed' | undefined {
    if (this.#history === undefined) return undefined;
    if (this.#history.unfinished === true) return 'all';
    return failedIndicators(this.#history, this.#settings.indicators).length > 0 ? 'failed' : undefined;
  }

  /** Loads the history, and saves that a full run has begun, because the run might be interrupted. */
  async #startRun(retryOnly: boolean): Promise<History> {
    const saved = await this.#loadHistory();
    if (retryOnly || saved.unfinished === true) return saved;
    this.#history = markStarted(saved);
    await this.#deps.store.write(serializeHistory(this.#history));
    return this.#history;
  }

  /** @returns whether a part should be repeated soon */
  async #measure(runId: string, signal: AbortSignal, retryOnly: boolean): Promise<boolean> {
    const { events, store, id } = this.#deps;
    const saved = await this.#startRun(retryOnly);
    const client = this.#outages.watch(await this.#deps.client());
    const stream = `kri:${id}`;
    const indicators = retryOnly
      ? failedIndicators(saved, this.#settings.indicators)
      : this.#settings.indicators;
    const progress = { done: 0, of: indicators.length };
    const show = (): void => this.#show({ kind: 'running', ...progress, cause: this.#outages.cause });
    const onThrottled = ({ retryAt }: Throttled): void => this.#show({ kind: 'throttled', retryAt });
    const records: KriRecord[] = [];
    show();
    const account = await readAccountCode(client, signal, stream);
    const result = await runKri({ ...this.#settings, indicators, retryOnly }, forAccount(saved, account), {
      dataSource: createKriDataSource({
        context: { client, signal, stream, onThrottled },
        lag: async () => collectorLags(account),
      }),
      runId,
      now: () => Date.now(),
      calls: () => client.calls,
      save: async (history) => {
        this.#history = history;
        await store.write(serializeHistory(history));
      },
      emit: (record) => {
        records.push(record);
        this.#warn(record);
        events.record(record, account);
        progress.done += 1;
        show();
      },
    });
    events.summary(result.run, records);
    this.#show({ kind: 'done', at: Date.now(), records, cause: this.#outages.cause });
    return result.failed.length > 0;
  }

  #show(state: KriState): void {
    this.#state = state;
    this.#deps.events.state(state);
  }

  /** After a failure the status shows the time of the next attempt. */
  #showNextAttempt(nextAt: number | undefined): void {
    const state = this.#state;
    if (state.kind === 'failed' || (state.kind === 'done' && state.cause !== undefined))
      this.#show({ ...state, nextAt });
  }

  /** Warns of a reason once, until it changes. */
  #warn({ slug, measured, warning }: KriRecord): void {
    const before = this.#lastWarnings.get(slug);
    const text = measured ? '' : (warning ?? '');
    this.#lastWarnings.set(slug, text);
    if (text === '') return;
    const { events } = this.#deps;
    if (text === before || this.#outages.hasLogged(text)) events.debug(`${slug}: ${text}`);
    else events.warn(`${slug}: ${text}`);
  }
}

/** '' where the application may not read it, or the API is not reachable now. */
async function readAccountCode(client: ApiClient, signal: AbortSignal, stream: string): Promise<string> {
  try {
    return (await client.identity({ signal, stream })).code;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MimecastError) return '';
    throw error;
  }
}

/** Lag of the streams of an account's sources, of those that have read anything yet. */
function collectorLags(account: string): readonly { readonly name: string; readonly minutes: number }[] {
  return findCollectors().flatMap(({ name, collector }) =>
    collector.view().streams.flatMap(({ key, lagMs, account: owner }) => {
      if (lagMs === null || owner !== account) return [];
      return [{ name: [name, key].filter((part) => part !== '').join(' '), minutes: lagMs / MINUTE_MS }];
    }),
  );
}
