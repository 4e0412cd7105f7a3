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
  private readonly controller = new AbortController();
  private readonly clock = new AlarmClock(this.controller.signal);
  private readonly outages = new Outages();
  private readonly standings: Standings;
  private readonly deliveries: Deliveries;
  private readonly polls = new StreamPolls((stream) => this.deliveries.isStuck(stream));
  private readonly throttling: Throttling;
  private readonly counters = new Counters();
  private readonly positions: Positions;
  private readonly display: SourceDisplay;
  private opened = false;
  private loop: Promise<void> | undefined;
  /** polls in a row that failed for reasons that may pass */
  private troubles = 0;

  constructor(
    private readonly parts: SourceParts,
    private readonly settings: SourceSettings,
  ) {
    this.standings = new Standings(parts.streams);
    this.deliveries = new Deliveries(settings, parts.outlet, {
      onStuck: () => this.polls.stuck(),
      onChange: () => this.display.refresh(),
    });
    this.throttling = new Throttling(parts.outlet);
    this.positions = new Positions(parts.positions);
    const { positions, standings, deliveries, throttling } = this;
    this.display = new SourceDisplay(parts, settings, { positions, standings, deliveries, throttling });
  }

  start(): void {
    this.parts.outlet.state({ kind: 'starting' });
    this.deliveries.open();
    this.loop ??= this.run().catch((error: unknown) => {
      if (!this.controller.signal.aborted) this.parts.outlet.error(asError(error));
    });
  }

  /**
   * Resolves when it is done (a poll: one that begins after this call), or when the source is closed.
   * Rejects with what the job failed with, and for a poll while the source is paused; failures of polls are
   * told on their own.
   */
  ask(job: Job): Promise<void> {
    return this.clock.ask(job);
  }

  /** How it stands, for people and for monitoring. */
  view(): SourceView {
    const { paused, lastRun } = this.positions.memory;
    const { positions, counters, standings, deliveries } = this;
    return {
      id: this.settings.id,
      paused,
      lastRun: iso(lastRun ?? undefined),
      streams: this.parts.streams.map((stream) =>
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
    this.controller.abort(CLOSED);
    this.deliveries.close();
    const streamsEnded = this.polls.abort(CLOSED);
    const ended = Promise.resolve(this.loop)
      .then(() => streamsEnded)
      .then(() => (this.opened ? this.positions.flush() : undefined));
    await atMost(
      ended.catch((error: unknown) => this.parts.outlet.debug(asError(error).message)),
      CLOSE_LIMIT_MS,
    );
  }

  private async run(): Promise<void> {
    const { signal } = this.controller;
    await this.recall();
    let waitMs = firstWait(this.settings, this.lastRun(), Date.now());
    this.showRest(waitMs);
    while (!signal.aborted) {
      const requests = await this.clock.wait(this.positions.memory.paused ? undefined : waitMs);
      try {
        if (!signal.aborted) await this.perform(requests);
      } finally {
        for (const { done } of requests) done();
      }
      waitMs = nextWait(this.settings.everyMs, this.troubles);
    }
  }

  /** Of what is read now: a type that was added, or another selection, has had none. */
  private lastRun(): number | null {
    const { memory } = this.positions;
    return this.positions.knows(this.parts.streams) ? memory.lastRun : null;
  }

  private showRest(waitMs: number | undefined): void {
    const polledAt = this.lastRun();
    if (polledAt === null || this.positions.memory.paused) return;
    this.display.rest(polledAt, waitMs === undefined ? undefined : Date.now() + waitMs);
  }

  /** What the last run left behind. That the store can't be read is told by the first poll, which tries again. */
  private async recall(): Promise<void> {
    const { outlet, streams } = this.parts;
    await this.positions.load().catch((error: unknown) => outlet.debug(asError(error).message));
    const { paused, replay } = this.positions.memory;
    if (paused) outlet.state({ kind: 'paused' });
    const first = streams[0];
    if (replay === null || first === undefined) return;
    const message = `a restart cut the replay from ${replay.start} to ${replay.end} off: ask for it again`;
    outlet.report(reportMessage({ log: first.log, type: '' }, { kind: 'hint', message }, Date.now()));
    await this.positions.remember({ replay: null }).catch(() => undefined);
  }

  /** What was asked for, in order; then, unless it is paused, a poll. */
  private async perform(requests: readonly Request[]): Promise<void> {
    const { signal } = this.controller;
    const { parts, settings, positions } = this;
    const openSession = (): Promise<Session> =>
      this.openSession(() => undefined, this.troubleTeller(parts.streams));
    // Once more where it failed at the start: whether it is paused has to be known.
    await positions.load().catch(() => undefined);
    for (const { job, done, failed } of requests) {
      try {
        // What nobody acknowledges would wait for ever, and must not save a position behind the job's back.
        if (job.action !== 'poll' && job.action !== 'replay') await this.polls.abort(INTERRUPTED);
        await performJob(job, { parts, settings, positions, signal, openSession });
        // Whoever asked for something else need not wait for the poll behind it.
        if (job.action !== 'poll') done();
      } catch (error) {
        signal.throwIfAborted();
        failed(error);
      }
    }
    if (!positions.memory.paused) {
      await this.pollAll(requests.length > 0);
      return;
    }
    parts.outlet.state({ kind: 'paused' });
    for (const { job, failed } of requests)
      if (job.action === 'poll') failed(new MimecastError('MIMECAST_CONFIG', PAUSED));
  }

  private async pollAll(asked: boolean): Promise<void> {
    const started = Date.now();
    let records = 0;
    // One that is cut off is not waited for a whole interval after the next start.
    this.positions.note({ lastRun: null });
    this.display.progress(records);
    const due = this.standings.due(started, asked).filter((stream) => !this.polls.isBusy(stream));
    const outcomes = await this.pollEach(due, (stream, more, lagMs) => {
      records += more;
      this.counters.add(stream, { records: more });
      this.standings.progress(stream, lagMs, Date.now());
      this.display.progress(records);
    });
    await this.conclude(outcomes, started);
  }

  private async pollEach(
    streams: readonly Stream[],
    onProgress: Session['onProgress'],
  ): Promise<readonly StreamOutcome[]> {
    const { parts, settings } = this;
    const started = Date.now();
    let session: Session;
    try {
      session = await this.openSession(onProgress, this.troubleTeller(streams));
    } catch (error) {
      this.controller.signal.throwIfAborted();
      return streams.map((stream) => this.failedBefore(stream, error, started));
    }
    return this.polls.run(
      streams,
      async (stream) => {
        const outcome = await pollStream(stream, session, parts, settings);
        // Others may go on for long: what is over, and what has failed, shows at once.
        if (this.standings.ended(outcome)) this.display.refresh();
        return outcome;
      },
      (late) => {
        this.account(late);
        this.display.result([late]);
      },
    );
  }

  private failedBefore(stream: Stream, error: unknown, started: number): StreamOutcome {
    const totals = noTotals();
    const { outages } = this;
    const failure = tellFailure(stream, error, { outages, nextPoll: this.nextPoll() }, this.parts);
    const { outlet } = this.parts;
    outlet.report(reportMessage(stream, pollReport(totals, started, failure), Date.now()));
    return { stream, totals, failure };
  }

  private async openSession(onProgress: Session['onProgress'], onTrouble: OnTrouble): Promise<Session> {
    const { signal } = this.controller;
    const client = await this.parts.client();
    const first = this.parts.streams[0];
    const { code } = await client.identity({
      signal,
      stream: 'identity',
      onThrottled: (throttled) => first && this.throttling.tell(first, throttled),
      onTrouble,
    });
    // Later on: what could not be written last time is written before anything more is handed over.
    if (this.opened) await this.positions.flush();
    else await this.positions.open(code, this.parts.streams);
    this.opened = true;
    return {
      client,
      account: code === '' ? this.parts.accountName : code,
      positions: this.positions,
      deliveryFor: (origin) => this.deliveries.forStream(origin),
      signal: this.polls.signal,
      outages: this.outages,
      nextPoll: this.nextPoll(),
      interrupted: () => this.clock.interrupted,
      onThrottled: (stream, throttled) => {
        this.counters.add(stream, { throttled: 1 });
        this.throttling.tell(stream, throttled);
      },
      onTrouble: (stream, trouble) => this.tellTrouble([stream], trouble),
      onProgress,
    };
  }

  private troubleTeller(streams: readonly Stream[]): OnTrouble {
    return (trouble) => this.tellTrouble(streams, trouble);
  }

  /** Before a poll has failed: a call that is tried for minutes is not waited for in silence. */
  private tellTrouble(streams: readonly Stream[], trouble: Trouble | undefined): void {
    const failure = trouble && troubleOf(trouble);
    for (const stream of streams) this.standings.troubled(stream, failure);
    this.display.refresh();
    if (trouble === undefined || failure === undefined) return;
    const { outages, parts } = this;
    const isOutage = failure.pending !== true && Date.now() - trouble.since >= OUTAGE_MS;
    for (const stream of streams) {
      if (isOutage) tellOutage(stream, trouble.error, failure, { outages, outlet: parts.outlet });
      else parts.outlet.debug(`${stream.type}: ${failure.code} ${failure.message}`);
    }
  }

  private nextPoll(): Session['nextPoll'] {
    const { everyMs } = this.settings;
    return { everyMs: nextWait(everyMs, 0), afterTroubleMs: nextWait(everyMs, this.troubles + 1, () => 1) };
  }

  private async conclude(outcomes: readonly StreamOutcome[], started: number): Promise<void> {
    const { outlet } = this.parts;
    for (const outcome of outcomes) this.account(outcome);
    const transient = outcomes.some(({ failure }) => failure?.transient === true);
    this.troubles = transient ? this.troubles + 1 : 0;
    const complete =
      !this.polls.anyBusy &&
      outcomes.every(({ failure, totals }) => failure === undefined && !totals.interrupted);
    // The streams' own saves have told what is wrong with the store, if anything is.
    if (this.opened)
      await this.positions.remember({ lastRun: complete ? Date.now() : null }).catch(() => undefined);
    const byType = new Map(outcomes.map(({ stream, totals }) => [stream.type, totals.records]));
    const line = fetchedLine(byType, Date.now() - started);
    if (line === undefined) outlet.debug('polled, nothing new');
    else outlet.log(line);
    this.display.result(outcomes);
  }

  private account(outcome: StreamOutcome): void {
    this.standings.ended(outcome);
    const { duplicates, calls } = outcome.totals;
    this.counters.add(outcome.stream, { duplicates, calls });
  }
}
