import { MimecastError } from '../contracts/errors';
import type { OnTrouble, Trouble } from '../contracts/api-client';
import { atMost } from '../util/async';
import { AlarmClock, type Request } from './poll/poll-timer';
import { Counters } from './status/counters';
import { Deliveries } from './delivery/delivery-manager';
import { noTotals } from './poll/read-and-deliver';
import { asError, troubleOf } from './poll/poll-failure';
import type { Job } from './poll/commands';
import { Outages } from './poll/outage-tracker';
import { performJob } from './poll/run-command';
import {
  pollReport,
  pollStream,
  type Session,
  type StreamOutcome,
  tellFailure,
  tellOutage,
} from './poll/poll-stream';
import { Positions } from './checkpoint/checkpoint-manager';
import { iso, reportMessage } from './reports/reports';
import type { CollectorHandle } from './collector-registry';
import { firstWait, nextWait } from './poll/poll-schedule';
import { SourceDisplay } from './status/status-presenter';
import type { SourceParts, SourceSettings } from './deps';
import { type SourceView, streamView } from './status/snapshot';
import { Standings } from './status/stream-status';
import type { Stream } from '../contracts/stream';
import { StreamPolls } from './poll/poll-pool';
import { fetchedLine } from './reports/poll-summary';
import { Throttling } from './status/throttle-reporter';

const CLOSE_TIMEOUT_MS = 10_000;
/** Time in ms after which a failing call is reported as an outage: most failures are over sooner. */
const OUTAGE_THRESHOLD_MS = 10_000;
const CLOSED_ERROR = new Error('the node is closed');
const INTERRUPTED_ERROR = new Error('another command was requested');
const PAUSED_MESSAGE = 'polling is paused: send a message with the action resume first';

/** The polling loop of one source node. Polls never overlap, and `close` stops everything. */
export class Source implements CollectorHandle {
  readonly #deps: SourceParts;
  readonly #settings: SourceSettings;

  readonly #controller = new AbortController();
  readonly #timer = new AlarmClock(this.#controller.signal);
  readonly #outages = new Outages();
  readonly #statuses: Standings;
  readonly #deliveryManager: Deliveries;
  readonly #pool = new StreamPolls((stream) => this.#deliveryManager.isStuck(stream));
  readonly #throttleReporter: Throttling;
  readonly #counters = new Counters();
  readonly #checkpoints: Positions;
  readonly #status: SourceDisplay;
  #initialized = false;
  #loop: Promise<void> | undefined;
  /** number of consecutive polls with transient failures */
  #consecutiveFailures = 0;

  constructor(deps: SourceParts, settings: SourceSettings) {
    this.#deps = deps;
    this.#settings = settings;
    this.#statuses = new Standings(deps.streams);
    this.#deliveryManager = new Deliveries(settings, deps.outlet, {
      onStuck: () => this.#pool.stuck(),
      onChange: () => this.#status.refresh(),
    });
    this.#throttleReporter = new Throttling(deps.outlet);
    this.#checkpoints = new Positions(deps.positions);
    const checkpoints = this.#checkpoints;
    const statuses = this.#statuses;
    const deliveryManager = this.#deliveryManager;
    const throttleReporter = this.#throttleReporter;
    this.#status = new SourceDisplay(deps, settings, {
      positions: checkpoints,
      standings: statuses,
      deliveries: deliveryManager,
      throttling: throttleReporter,
    });
  }

  start(): void {
    this.#deps.outlet.state({ kind: 'starting' });
    this.#deliveryManager.open();
    this.#loop ??= this.#run().catch((error: unknown) => {
      if (!this.#controller.signal.aborted) this.#deps.outlet.error(asError(error));
    });
  }

  /**
   * Resolves when the command is done (for a poll: one that begins after this call), or when the source is
   * closed. Rejects with the error of the command, and for a poll while the source is paused. Failures of
   * polls are reported separately.
   */
  ask(command: Job): Promise<void> {
    return this.#timer.ask(command);
  }

  /** State of the source for people and for monitoring. */
  view(): SourceView {
    const { paused, lastRun } = this.#checkpoints.memory;
    const checkpoints = this.#checkpoints;
    const counters = this.#counters;
    const statuses = this.#statuses;
    const deliveryManager = this.#deliveryManager;
    return {
      id: this.#settings.id,
      paused,
      lastRun: iso(lastRun ?? undefined),
      streams: this.#deps.streams.map((stream) =>
        streamView(
          stream,
          { checkpoints, counters, statuses, waiting: deliveryManager.waiting(stream) },
          Date.now(),
        ),
      ),
    };
  }

  /** Stops everything within 10 s and saves the positions of what was sent. */
  async close(): Promise<void> {
    this.#controller.abort(CLOSED_ERROR);
    this.#deliveryManager.close();
    const streamsEnded = this.#pool.abort(CLOSED_ERROR);
    const ended = Promise.resolve(this.#loop)
      .then(() => streamsEnded)
      .then(() => (this.#initialized ? this.#checkpoints.flush() : undefined));
    await atMost(
      ended.catch((error: unknown) => this.#deps.outlet.debug(asError(error).message)),
      CLOSE_TIMEOUT_MS,
    );
  }

  async #run(): Promise<void> {
    const { signal } = this.#controller;
    await this.#loadState();
    let waitMs = firstWait(this.#settings, this.#lastRun(), Date.now());
    this.#showIdle(waitMs);
    while (!signal.aborted) {
      const commands = await this.#timer.wait(this.#checkpoints.memory.paused ? undefined : waitMs);
      try {
        if (!signal.aborted) await this.#runCommands(commands);
      } finally {
        for (const { done: resolve } of commands) resolve();
      }
      waitMs = nextWait(this.#settings.everyMs, this.#consecutiveFailures);
    }
  }

  /** Counts only for the current streams: an added type or a changed selection has had no poll. */
  #lastRun(): number | null {
    const { memory: savedState } = this.#checkpoints;
    return this.#checkpoints.knows(this.#deps.streams) ? savedState.lastRun : null;
  }

  #showIdle(waitMs: number | undefined): void {
    const polledAt = this.#lastRun();
    if (polledAt === null || this.#checkpoints.memory.paused) return;
    this.#status.rest(polledAt, waitMs === undefined ? undefined : Date.now() + waitMs);
  }

  /** Loads the saved state. A read error is reported by the first poll, which tries again. */
  async #loadState(): Promise<void> {
    const { outlet: events, streams } = this.#deps;
    await this.#checkpoints.load().catch((error: unknown) => events.debug(asError(error).message));
    const { paused, replay } = this.#checkpoints.memory;
    if (paused) events.state({ kind: 'paused' });
    const first = streams[0];
    if (replay === null || first === undefined) return;
    const message = `a restart interrupted the replay from ${replay.start} to ${replay.end}: request it again`;
    events.report(reportMessage({ log: first.log, type: '' }, { kind: 'hint', message }, Date.now()));
    await this.#checkpoints.remember({ replay: null }).catch(() => undefined);
  }

  /** Runs the commands in order, then a poll unless the source is paused. */
  async #runCommands(commands: readonly Request[]): Promise<void> {
    const { signal } = this.#controller;
    const deps = this.#deps;
    const settings = this.#settings;
    const checkpoints = this.#checkpoints;
    const openContext = (): Promise<Session> =>
      this.#openContext(() => undefined, this.#troubleReporter(deps.streams));
    // Retries a load that failed at the start: the paused state must be known.
    await checkpoints.load().catch(() => undefined);
    for (const { job: command, done: resolve, failed: reject } of commands) {
      try {
        // Unacknowledged batches could wait without limit, and must not save a position after the command has
        // changed it.
        if (command.action !== 'poll' && command.action !== 'replay')
          await this.#pool.abort(INTERRUPTED_ERROR);
        await performJob(command, {
          parts: deps,
          settings,
          positions: checkpoints,
          signal,
          openSession: openContext,
        });
        // The caller of another command need not wait for the poll after it.
        if (command.action !== 'poll') resolve();
      } catch (error) {
        signal.throwIfAborted();
        reject(error);
      }
    }
    if (!checkpoints.memory.paused) {
      await this.#pollAll(commands.length > 0);
      return;
    }
    deps.outlet.state({ kind: 'paused' });
    for (const { job: command, failed: reject } of commands)
      if (command.action === 'poll') reject(new MimecastError('MIMECAST_CONFIG', PAUSED_MESSAGE));
  }

  async #pollAll(requested: boolean): Promise<void> {
    const started = Date.now();
    let records = 0;
    // A poll that is interrupted by a restart is repeated at once, not after a whole interval.
    this.#checkpoints.note({ lastRun: null });
    this.#status.progress(records);
    const due = this.#statuses.due(started, requested).filter((stream) => !this.#pool.isBusy(stream));
    const outcomes = await this.#pollStreams(due, (stream, more, lagMs) => {
      records += more;
      this.#counters.add(stream, { records: more });
      this.#statuses.progress(stream, lagMs, Date.now());
      this.#status.progress(records);
    });
    await this.#finishPoll(outcomes, started);
  }

  async #pollStreams(
    streams: readonly Stream[],
    onProgress: Session['onProgress'],
  ): Promise<readonly StreamOutcome[]> {
    const deps = this.#deps;
    const settings = this.#settings;
    const started = Date.now();
    let context: Session;
    try {
      context = await this.#openContext(onProgress, this.#troubleReporter(streams));
    } catch (error) {
      this.#controller.signal.throwIfAborted();
      return streams.map((stream) => this.#failBeforePoll(stream, error, started));
    }
    return this.#pool.run(
      streams,
      async (stream) => {
        const outcome = await pollStream(stream, context, deps, settings);
        // Other streams may take long: show the end of a failure, or a new one, at once.
        if (this.#statuses.ended(outcome)) this.#status.refresh();
        return outcome;
      },
      (lateOutcome) => {
        this.#recordOutcome(lateOutcome);
        this.#status.result([lateOutcome]);
      },
    );
  }

  #failBeforePoll(stream: Stream, error: unknown, started: number): StreamOutcome {
    const stats = noTotals();
    const outages = this.#outages;
    const failure = tellFailure(stream, error, { outages, nextPoll: this.#nextDelays() }, this.#deps);
    const { outlet: events } = this.#deps;
    events.report(reportMessage(stream, pollReport(stats, started, failure), Date.now()));
    return { stream, totals: stats, failure };
  }

  async #openContext(onProgress: Session['onProgress'], onTrouble: OnTrouble): Promise<Session> {
    const { signal } = this.#controller;
    const client = await this.#deps.client();
    const first = this.#deps.streams[0];
    const { code } = await client.identity({
      signal,
      stream: 'identity',
      onThrottled: (throttled) => first && this.#throttleReporter.tell(first, throttled),
      onTrouble,
    });
    // After the first poll: write what could not be written last time before anything more is sent.
    if (this.#initialized) await this.#checkpoints.flush();
    else await this.#checkpoints.open(code, this.#deps.streams);
    this.#initialized = true;
    return {
      client,
      account: code === '' ? this.#deps.accountName : code,
      positions: this.#checkpoints,
      deliveryFor: (origin) => this.#deliveryManager.forStream(origin),
      signal: this.#pool.signal,
      outages: this.#outages,
      nextPoll: this.#nextDelays(),
      interrupted: () => this.#timer.interrupted,
      onThrottled: (stream, throttled) => {
        this.#counters.add(stream, { throttled: 1 });
        this.#throttleReporter.tell(stream, throttled);
      },
      onTrouble: (stream, trouble) => this.#reportTrouble([stream], trouble),
      onProgress,
    };
  }

  #troubleReporter(streams: readonly Stream[]): OnTrouble {
    return (trouble) => this.#reportTrouble(streams, trouble);
  }

  /** Reports failures of a call while it is still being retried, before the poll fails. */
  #reportTrouble(streams: readonly Stream[], trouble: Trouble | undefined): void {
    const failure = trouble && troubleOf(trouble);
    for (const stream of streams) this.#statuses.troubled(stream, failure);
    this.#status.refresh();
    if (trouble === undefined || failure === undefined) return;
    const outages = this.#outages;
    const deps = this.#deps;
    const isOutage = failure.pending !== true && Date.now() - trouble.since >= OUTAGE_THRESHOLD_MS;
    for (const stream of streams) {
      if (isOutage) tellOutage(stream, trouble.error, failure, { outages, events: deps.outlet });
      else deps.outlet.debug(`${stream.type}: ${failure.code} ${failure.message}`);
    }
  }

  #nextDelays(): Session['nextPoll'] {
    const { everyMs } = this.#settings;
    return {
      everyMs: nextWait(everyMs, 0),
      afterTroubleMs: nextWait(everyMs, this.#consecutiveFailures + 1, () => 1),
    };
  }

  async #finishPoll(outcomes: readonly StreamOutcome[], started: number): Promise<void> {
    const { outlet: events } = this.#deps;
    for (const outcome of outcomes) this.#recordOutcome(outcome);
    const transient = outcomes.some(({ failure }) => failure?.transient === true);
    this.#consecutiveFailures = transient ? this.#consecutiveFailures + 1 : 0;
    const complete =
      !this.#pool.anyBusy &&
      outcomes.every(({ failure, totals: stats }) => failure === undefined && !stats.interrupted);
    // The saves of the streams have already reported problems with the store.
    if (this.#initialized)
      await this.#checkpoints.remember({ lastRun: complete ? Date.now() : null }).catch(() => undefined);
    const byType = new Map(outcomes.map(({ stream, totals: stats }) => [stream.type, stats.records]));
    const line = fetchedLine(byType, Date.now() - started);
    if (line === undefined) events.debug('polled, nothing new');
    else events.log(line);
    this.#status.result(outcomes);
  }

  #recordOutcome(outcome: StreamOutcome): void {
    this.#statuses.ended(outcome);
    const { duplicates, calls } = outcome.totals;
    this.#counters.add(outcome.stream, { duplicates, calls });
  }
}
