import { MimecastError } from '../api/errors';
import type { OnTrouble, Trouble } from '../api/types';
import { atMost } from '../wait';
import { AlarmClock, type Request } from './alarm-clock';
import { Counters } from './counters';
import { Deliveries } from './deliveries';
import { noTotals } from './drain';
import { asError, troubleOf } from './failure';
import type { Job } from './jobs';
import { Outages } from './outages';
import { performJob } from './perform-job';
import {
  pollReport,
  pollStream,
  type Session,
  type StreamOutcome,
  tellFailure,
  tellOutage,
} from './poll-stream';
import { Positions } from './positions';
import { iso, reportMessage } from './reports';
import { firstWait, nextWait } from './schedule';
import { SourceDisplay } from './source-display';
import type { SourceParts, SourceSettings } from './source-parts';
import { type SourceView, streamView } from './source-view';
import { Standings } from './standings';
import type { Stream } from './stream';
import { StreamPolls } from './stream-polls';
import { fetchedLine } from './summary';
import { Throttling } from './throttling';

const CLOSE_LIMIT_MS = 10_000;
/** ms for which a call is in trouble before that is worth an error: most trouble is over sooner. */
const OUTAGE_MS = 10_000;
const CLOSED = new Error('the node is closed');
const INTERRUPTED = new Error('a message asked for something else');
const PAUSED = 'polling is paused: send a message with the action resume first';

/** The one polling loop of a node: it never overlaps itself, and nothing of it outlives `close`. */
export class Source {
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
  /** polls in a row that failed for reasons that may pass */
  #consecutiveFailures = 0;

  constructor(parts: SourceParts, settings: SourceSettings) {
    this.#deps = parts;
    this.#settings = settings;

    this.#statuses = new Standings(parts.streams);
    this.#deliveryManager = new Deliveries(settings, parts.outlet, {
      onStuck: () => this.#pool.stuck(),
      onChange: () => this.#status.refresh(),
    });
    this.#throttleReporter = new Throttling(parts.outlet);
    this.#checkpoints = new Positions(parts.positions);
    const positions = this.#checkpoints;
    const standings = this.#statuses;
    const deliveries = this.#deliveryManager;
    const throttling = this.#throttleReporter;
    this.#status = new SourceDisplay(parts, settings, { positions, standings, deliveries, throttling });
  }

  start(): void {
    this.#deps.outlet.state({ kind: 'starting' });
    this.#deliveryManager.open();
    this.#loop ??= this.#run().catch((error: unknown) => {
      if (!this.#controller.signal.aborted) this.#deps.outlet.error(asError(error));
    });
  }

  /**
   * Resolves when it is done (a poll: one that begins after this call), or when the source is closed.
   * Rejects with what the job failed with, and for a poll while the source is paused; failures of polls are
   * told on their own.
   */
  ask(job: Job): Promise<void> {
    return this.#timer.ask(job);
  }

  /** How it stands, for people and for monitoring. */
  view(): SourceView {
    const { paused, lastRun } = this.#checkpoints.memory;
    const positions = this.#checkpoints;
    const counters = this.#counters;
    const standings = this.#statuses;
    const deliveries = this.#deliveryManager;
    return {
      id: this.#settings.id,
      paused,
      lastRun: iso(lastRun ?? undefined),
      streams: this.#deps.streams.map((stream) =>
        streamView(
          stream,
          { positions, counters, standings, waiting: deliveries.waiting(stream) },
          Date.now(),
        ),
      ),
    };
  }

  /** Ends what is under way (at most 10 s) and saves what was handed over. */
  async close(): Promise<void> {
    this.#controller.abort(CLOSED);
    this.#deliveryManager.close();
    const streamsEnded = this.#pool.abort(CLOSED);
    const ended = Promise.resolve(this.#loop)
      .then(() => streamsEnded)
      .then(() => (this.#initialized ? this.#checkpoints.flush() : undefined));
    await atMost(
      ended.catch((error: unknown) => this.#deps.outlet.debug(asError(error).message)),
      CLOSE_LIMIT_MS,
    );
  }

  async #run(): Promise<void> {
    const { signal } = this.#controller;
    await this.#loadState();
    let waitMs = firstWait(this.#settings, this.#lastRun(), Date.now());
    this.#showIdle(waitMs);
    while (!signal.aborted) {
      const requests = await this.#timer.wait(this.#checkpoints.memory.paused ? undefined : waitMs);
      try {
        if (!signal.aborted) await this.#runCommands(requests);
      } finally {
        for (const { done } of requests) done();
      }
      waitMs = nextWait(this.#settings.everyMs, this.#consecutiveFailures);
    }
  }

  /** Of what is read now: a type that was added, or another selection, has had none. */
  #lastRun(): number | null {
    const { memory } = this.#checkpoints;
    return this.#checkpoints.knows(this.#deps.streams) ? memory.lastRun : null;
  }

  #showIdle(waitMs: number | undefined): void {
    const polledAt = this.#lastRun();
    if (polledAt === null || this.#checkpoints.memory.paused) return;
    this.#status.rest(polledAt, waitMs === undefined ? undefined : Date.now() + waitMs);
  }

  /** What the last run left behind. That the store can't be read is told by the first poll, which tries again. */
  async #loadState(): Promise<void> {
    const { outlet, streams } = this.#deps;
    await this.#checkpoints.load().catch((error: unknown) => outlet.debug(asError(error).message));
    const { paused, replay } = this.#checkpoints.memory;
    if (paused) outlet.state({ kind: 'paused' });
    const first = streams[0];
    if (replay === null || first === undefined) return;
    const message = `a restart cut the replay from ${replay.start} to ${replay.end} off: ask for it again`;
    outlet.report(reportMessage({ log: first.log, type: '' }, { kind: 'hint', message }, Date.now()));
    await this.#checkpoints.remember({ replay: null }).catch(() => undefined);
  }

  /** What was asked for, in order; then, unless it is paused, a poll. */
  async #runCommands(requests: readonly Request[]): Promise<void> {
    const { signal } = this.#controller;
    const parts = this.#deps;
    const settings = this.#settings;
    const positions = this.#checkpoints;
    const openSession = (): Promise<Session> =>
      this.#openContext(() => undefined, this.#troubleReporter(parts.streams));
    // Once more where it failed at the start: whether it is paused has to be known.
    await positions.load().catch(() => undefined);
    for (const { job, done, failed } of requests) {
      try {
        // What nobody acknowledges would wait for ever, and must not save a position behind the job's back.
        if (job.action !== 'poll' && job.action !== 'replay') await this.#pool.abort(INTERRUPTED);
        await performJob(job, { parts, settings, positions, signal, openSession });
        // Whoever asked for something else need not wait for the poll behind it.
        if (job.action !== 'poll') done();
      } catch (error) {
        signal.throwIfAborted();
        failed(error);
      }
    }
    if (!positions.memory.paused) {
      await this.#pollAll(requests.length > 0);
      return;
    }
    parts.outlet.state({ kind: 'paused' });
    for (const { job, failed } of requests)
      if (job.action === 'poll') failed(new MimecastError('MIMECAST_CONFIG', PAUSED));
  }

  async #pollAll(asked: boolean): Promise<void> {
    const started = Date.now();
    let records = 0;
    // One that is cut off is not waited for a whole interval after the next start.
    this.#checkpoints.note({ lastRun: null });
    this.#status.progress(records);
    const due = this.#statuses.due(started, asked).filter((stream) => !this.#pool.isBusy(stream));
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
    const parts = this.#deps;
    const settings = this.#settings;
    const started = Date.now();
    let session: Session;
    try {
      session = await this.#openContext(onProgress, this.#troubleReporter(streams));
    } catch (error) {
      this.#controller.signal.throwIfAborted();
      return streams.map((stream) => this.#failBeforePoll(stream, error, started));
    }
    return this.#pool.run(
      streams,
      async (stream) => {
        const outcome = await pollStream(stream, session, parts, settings);
        // Others may go on for long: what is over, and what has failed, shows at once.
        if (this.#statuses.ended(outcome)) this.#status.refresh();
        return outcome;
      },
      (late) => {
        this.#recordOutcome(late);
        this.#status.result([late]);
      },
    );
  }

  #failBeforePoll(stream: Stream, error: unknown, started: number): StreamOutcome {
    const totals = noTotals();
    const outages = this.#outages;
    const failure = tellFailure(stream, error, { outages, nextPoll: this.#nextDelays() }, this.#deps);
    const { outlet } = this.#deps;
    outlet.report(reportMessage(stream, pollReport(totals, started, failure), Date.now()));
    return { stream, totals, failure };
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
    // Later on: what could not be written last time is written before anything more is handed over.
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

  /** Before a poll has failed: a call that is tried for minutes is not waited for in silence. */
  #reportTrouble(streams: readonly Stream[], trouble: Trouble | undefined): void {
    const failure = trouble && troubleOf(trouble);
    for (const stream of streams) this.#statuses.troubled(stream, failure);
    this.#status.refresh();
    if (trouble === undefined || failure === undefined) return;
    const outages = this.#outages;
    const parts = this.#deps;
    const isOutage = failure.pending !== true && Date.now() - trouble.since >= OUTAGE_MS;
    for (const stream of streams) {
      if (isOutage) tellOutage(stream, trouble.error, failure, { outages, outlet: parts.outlet });
      else parts.outlet.debug(`${stream.type}: ${failure.code} ${failure.message}`);
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
    const { outlet } = this.#deps;
    for (const outcome of outcomes) this.#recordOutcome(outcome);
    const transient = outcomes.some(({ failure }) => failure?.transient === true);
    this.#consecutiveFailures = transient ? this.#consecutiveFailures + 1 : 0;
    const complete =
      !this.#pool.anyBusy &&
      outcomes.every(({ failure, totals }) => failure === undefined && !totals.interrupted);
    // The streams' own saves have told what is wrong with the store, if anything is.
    if (this.#initialized)
      await this.#checkpoints.remember({ lastRun: complete ? Date.now() : null }).catch(() => undefined);
    const byType = new Map(outcomes.map(({ stream, totals }) => [stream.type, totals.records]));
    const line = fetchedLine(byType, Date.now() - started);
    if (line === undefined) outlet.debug('polled, nothing new');
    else outlet.log(line);
    this.#status.result(outcomes);
  }

  #recordOutcome(outcome: StreamOutcome): void {
    this.#statuses.ended(outcome);
    const { duplicates, calls } = outcome.totals;
    this.#counters.add(outcome.stream, { duplicates, calls });
  }
}
