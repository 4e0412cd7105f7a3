import type { Trouble } from '../contracts/api-client';
import { MimecastError } from '../contracts/errors';
import type { Stream } from '../contracts/stream';
import { withTimeout } from '../util/async';
import { CheckpointManager } from './checkpoint/checkpoint-manager';
import type { CollectorHandle } from './collector-registry';
import { DeliveryManager } from './delivery/delivery-manager';
import type { CollectorDeps, CollectorSettings } from './deps';
import { type Command, runCommand } from './poll/commands';
import { OutageReporter } from './poll/outage-reporter';
import { PollPool } from './poll/poll-pool';
import { initialDelay, nextDelay } from './poll/poll-schedule';
import { failBeforePoll, type PollContext, pollStream } from './poll/poll-stream';
import { type PendingCommand, PollTimer } from './poll/poll-timer';
import { toError, toPendingFailure } from './reports/poll-failure';
import { PollLog } from './reports/poll-log';
import type { StreamOutcome } from './reports/poll-report';
import { createReport } from './reports/reports';
import { Histogram, POLL_DURATION_BOUNDS } from './status/histogram';
import { type CollectorSnapshot, takeSnapshot } from './status/snapshot';
import { StatusPresenter } from './status/status-presenter';
import { type StreamProgress, StreamStatuses } from './status/stream-status';
import { ThrottleReporter } from './status/throttle-reporter';

const CLOSE_TIMEOUT_MS = 10_000;
const CLOSED_ERROR = new Error('the node is closed');
const INTERRUPTED_ERROR = new Error('another command was requested');
const PAUSED_MESSAGE = 'polling is paused: send a message with the action resume first';

/** The polling loop of one source node. Polls never overlap, and `close` stops everything. */
export class Collector implements CollectorHandle {
  readonly #deps: CollectorDeps;
  readonly #settings: CollectorSettings;

  readonly #controller = new AbortController();
  readonly #timer = new PollTimer(this.#controller.signal);
  readonly #outages: OutageReporter;
  readonly #statuses: StreamStatuses;
  readonly #deliveryManager: DeliveryManager;
  readonly #pool = new PollPool((stream) => this.#deliveryManager.isStuck(stream));
  readonly #throttleReporter: ThrottleReporter;
  readonly #checkpoints: CheckpointManager;
  readonly #status: StatusPresenter;
  readonly #log: PollLog;
  /** seconds */
  readonly #pollDurations = new Histogram(POLL_DURATION_BOUNDS);
  #initialized = false;
  #loop: Promise<void> | undefined;
  /** number of consecutive polls with transient failures */
  #consecutiveFailures = 0;

  constructor(deps: CollectorDeps, settings: CollectorSettings) {
    this.#deps = deps;
    this.#settings = settings;
    this.#outages = new OutageReporter(deps.events);
    this.#log = new PollLog(deps.events);
    this.#statuses = new StreamStatuses(deps.streams);
    this.#deliveryManager = new DeliveryManager(settings, deps.events, {
      onStuck: () => this.#pool.notifyStuck(),
      onChange: () => this.#status.refresh(),
    });
    this.#throttleReporter = new ThrottleReporter(deps.events, settings.everyMs);
    this.#checkpoints = new CheckpointManager(deps.store);
    this.#status = new StatusPresenter(deps, settings, {
      checkpoints: this.#checkpoints,
      statuses: this.#statuses,
      delivery: this.#deliveryManager,
      throttleReporter: this.#throttleReporter,
    });
  }

  start(): void {
    this.#deps.events.state({ kind: 'starting' });
    this.#deliveryManager.open();
    this.#loop ??= this.#run().catch((error: unknown) => {
      if (!this.#controller.signal.aborted) this.#deps.events.error(toError(error));
    });
  }

  /**
   * Resolves when the command is done (for a poll: one that begins after this call), or when the source is
   * closed. Rejects with the error of the command, and for a poll while the source is paused. Failures of
   * polls are reported separately.
   */
  request(command: Command): Promise<void> {
    return this.#timer.request(command);
  }

  /** State of the source for the admin endpoints and for monitoring. */
  view(): CollectorSnapshot {
    const snapshot = takeSnapshot(this.#settings.id, this.#deps.streams, {
      checkpoints: this.#checkpoints,
      statuses: this.#statuses,
      waiting: (stream) => this.#deliveryManager.waiting(stream),
    });
    return { ...snapshot, polls: this.#pollDurations.snapshot() };
  }

  /** Like `view`, for many sources at once. */
  progress(): readonly StreamProgress[] {
    return this.#deps.streams.map((stream) => ({
      key: stream.key,
      waiting: this.#deliveryManager.waiting(stream),
      ...this.#statuses.progressOf(stream),
    }));
  }

  /** Stops everything within 10 s and saves the positions of what was sent. */
  async close(): Promise<void> {
    this.#controller.abort(CLOSED_ERROR);
    this.#deliveryManager.close();
    const streamsEnded = this.#pool.abort(CLOSED_ERROR);
    const ended = Promise.resolve(this.#loop)
      .then(() => streamsEnded)
      .then(() => (this.#initialized ? this.#checkpoints.flush() : undefined));
    await withTimeout(
      ended.catch((error: unknown) => this.#deps.events.debug(toError(error).message)),
      CLOSE_TIMEOUT_MS,
    );
  }

  async #run(): Promise<void> {
    const { signal } = this.#controller;
    await this.#loadState();
    let waitMs = initialDelay(this.#settings, this.#lastRun(), Date.now());
    this.#showIdle(waitMs);
    while (!signal.aborted) {
      const commands = await this.#timer.wait(this.#checkpoints.savedState.paused ? undefined : waitMs);
      try {
        if (!signal.aborted) await this.#runCommands(commands);
      } finally {
        for (const { resolve } of commands) resolve();
      }
      waitMs = nextDelay(this.#settings.everyMs, this.#consecutiveFailures);
    }
  }

  /** Counts only for the current streams: an added type or a changed selection has had no poll. */
  #lastRun(): number | null {
    const { savedState } = this.#checkpoints;
    return this.#checkpoints.hasAll(this.#deps.streams) ? savedState.lastRun : null;
  }

  #showIdle(waitMs: number | undefined): void {
    const polledAt = this.#lastRun();
    if (polledAt !== null) this.#statuses.restoreSuccess(polledAt);
    if (polledAt === null || this.#checkpoints.savedState.paused) return;
    this.#status.showWaiting(polledAt, waitMs === undefined ? undefined : Date.now() + waitMs);
  }

  /** Loads the saved state. A read error is reported by the first poll, which tries again. */
  async #loadState(): Promise<void> {
    const { events, streams } = this.#deps;
    await this.#checkpoints.load().catch((error: unknown) => events.debug(toError(error).message));
    const { paused, replay } = this.#checkpoints.savedState;
    if (paused) events.state({ kind: 'paused' });
    const first = streams[0];
    if (replay === null || first === undefined) return;
    const message = `a restart interrupted the replay from ${replay.start} to ${replay.end}: request it again`;
    events.report(createReport({ log: first.log, type: '' }, { kind: 'hint', message }, Date.now()));
    await this.#checkpoints.saveState({ replay: null }).catch(() => undefined);
  }

  /** Runs the commands in order, then a poll unless the source is paused. */
  async #runCommands(commands: readonly PendingCommand[]): Promise<void> {
    const { signal } = this.#controller;
    const deps = this.#deps;
    const settings = this.#settings;
    const checkpoints = this.#checkpoints;
    const openContext = (): Promise<PollContext> => this.#openContext(deps.streams, () => undefined);
    // Retries a load that failed at the start: the paused state must be known.
    await checkpoints.load().catch(() => undefined);
    for (const { command, resolve, reject } of commands) {
      try {
        // Unacknowledged batches could wait without limit, and must not save a position after the command has
        // changed it.
        if (command.action !== 'poll' && command.action !== 'replay')
          await this.#pool.abort(INTERRUPTED_ERROR);
        await runCommand(command, { deps, settings, checkpoints, signal, openContext });
        // The caller of any other command need not wait for the poll that follows it.
        if (command.action !== 'poll') resolve();
      } catch (error) {
        signal.throwIfAborted();
        reject(error);
      }
    }
    if (!checkpoints.savedState.paused) {
      await this.#pollAll(commands.length > 0);
      return;
    }
    deps.events.state({ kind: 'paused' });
    for (const { command, reject } of commands)
      if (command.action === 'poll') reject(new MimecastError('MIMECAST_CONFIG', PAUSED_MESSAGE));
  }

  async #pollAll(requested: boolean): Promise<void> {
    const started = Date.now();
    let records = 0;
    // A poll that is interrupted by a restart is repeated at once, not after a whole interval.
    this.#checkpoints.updateState({ lastRun: null });
    this.#status.showProgress(records);
    const due = this.#statuses
      .dueStreams(started, requested)
      .filter((stream) => !this.#pool.isRunning(stream));
    const outcomes = await this.#pollStreams(due, (stream, more, lagMs) => {
      records += more;
      this.#statuses.addCounts(stream, { records: more });
      this.#statuses.recordProgress(stream, lagMs, Date.now());
      this.#status.showProgress(records);
    });
    await this.#finishPoll(outcomes, started);
  }

  async #pollStreams(
    streams: readonly Stream[],
    onProgress: PollContext['onProgress'],
  ): Promise<readonly StreamOutcome[]> {
    const started = Date.now();
    let context: PollContext;
    try {
      context = await this.#openContext(streams, onProgress);
    } catch (error) {
      this.#controller.signal.throwIfAborted();
      const failed = { deps: this.#deps, outages: this.#outages, delays: this.#nextDelays() };
      return streams.map((stream) => failBeforePoll(stream, error, started, failed));
    }
    return this.#pool.run(
      streams,
      async (stream) => {
        const outcome = await pollStream(stream, context);
        this.#statuses.recordEnd(outcome, Date.now());
        // Other streams may take long: show the end of a failure, or a new one, at once.
        if (this.#statuses.recordOutcome(outcome)) this.#status.refresh();
        return outcome;
      },
      (lateOutcome) => {
        this.#recordOutcome(lateOutcome);
        this.#status.showResult([lateOutcome]);
      },
    );
  }

  /** @param streams those that are about to be polled */
  async #openContext(
    streams: readonly Stream[],
    onProgress: PollContext['onProgress'],
  ): Promise<PollContext> {
    const { signal } = this.#controller;
    const client = await this.#deps.client();
    const first = this.#deps.streams[0];
    const { code } = await client.identity({
      signal,
      stream: 'identity',
      onThrottled: (throttled) => first && this.#throttleReporter.report(first, throttled),
      onTrouble: (trouble) => this.#reportTrouble(streams, trouble),
    });
    // From the second poll on: before anything more is sent, write what could not be written last time.
    if (this.#initialized) await this.#checkpoints.flush();
    else await this.#checkpoints.open(code, this.#deps.streams);
    this.#initialized = true;
    // Closed meanwhile: the signal of the pool is a new one already, which nothing would abort.
    signal.throwIfAborted();
    return {
      deps: this.#deps,
      settings: this.#settings,
      client,
      account: code === '' ? this.#deps.accountName : code,
      checkpoints: this.#checkpoints,
      createDelivery: (origin) => this.#deliveryManager.forStream(origin),
      signal: this.#pool.signal,
      outages: this.#outages,
      delays: this.#nextDelays(),
      interrupted: () => this.#timer.interrupted,
      onThrottled: (stream, throttled) => {
        this.#statuses.addCounts(stream, { throttled: 1 });
        this.#throttleReporter.report(stream, throttled);
      },
      onTrouble: (stream, trouble) => this.#reportTrouble([stream], trouble),
      onProgress,
    };
  }

  /** Reports failures of a call while it is still being retried, before the poll fails. */
  #reportTrouble(streams: readonly Stream[], trouble: Trouble | undefined): void {
    const failure = trouble && toPendingFailure(trouble);
    for (const stream of streams) this.#statuses.recordTrouble(stream, failure);
    this.#status.refresh();
    if (trouble !== undefined && failure !== undefined)
      this.#outages.reportTrouble(streams, trouble, failure);
  }

  #nextDelays(): PollContext['delays'] {
    const { everyMs } = this.#settings;
    return {
      everyMs: nextDelay(everyMs, 0),
      afterFailureMs: nextDelay(everyMs, this.#consecutiveFailures + 1, () => 1),
    };
  }

  async #finishPoll(outcomes: readonly StreamOutcome[], started: number): Promise<void> {
    for (const outcome of outcomes) this.#recordOutcome(outcome);
    this.#pollDurations.observe((Date.now() - started) / 1000);
    const transient = outcomes.some(({ failure }) => failure?.transient === true);
    this.#consecutiveFailures = transient ? this.#consecutiveFailures + 1 : 0;
    const complete =
      !this.#pool.anyRunning &&
      outcomes.every(({ failure, stats }) => failure === undefined && !stats.interrupted);
    // The saves of the streams have already reported problems with the store.
    if (this.#initialized)
      await this.#checkpoints.saveState({ lastRun: complete ? Date.now() : null }).catch(() => undefined);
    this.#log.write(outcomes, started);
    this.#status.showResult(outcomes);
  }

  #recordOutcome(outcome: StreamOutcome): void {
    this.#statuses.recordOutcome(outcome);
    const { duplicates, calls } = outcome.stats;
    this.#statuses.addCounts(outcome.stream, { duplicates, calls });
  }
}
