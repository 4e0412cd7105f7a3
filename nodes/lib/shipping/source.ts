import { setMaxListeners } from 'node:events';
import type { Throttled } from '../api/types';
import { atMost } from '../wait';
import { AckDelivery } from './ack-delivery';
import { AlarmClock } from './alarm-clock';
import type { Delivery } from './delivery';
import { noTotals } from './drain';
import { asError } from './failure';
import type { Origin } from './messages';
import { Outages } from './outages';
import { Outbox } from './outbox';
import { pollReport, pollStream, type Session, type StreamOutcome, tellFailure } from './poll-stream';
import { Positions } from './positions';
import { registerReceiver } from './registry';
import { reportMessage } from './reports';
import { SentDelivery } from './sent-delivery';
import type { SourceParts, SourceSettings } from './source-parts';
import type { SourceState } from './source-state';
import { Standings } from './standings';
import type { Stream } from './stream';
import { fetchedLine } from './summary';

const QUIET_MS = 24 * 60 * 60 * 1000;
const HABIT_MS = 60 * 60 * 1000;
const CLOSE_LIMIT_MS = 10_000;
/** After trouble that may be over soon a long interval is not waited for: 1 min, 2 min … up to this. */
const RETRY_CAP_MS = 5 * 60 * 1000;

/** The one polling loop of a node: it never overlaps itself, and nothing of it outlives `close`. */
export class Source {
  private readonly controller = new AbortController();
  private readonly clock = new AlarmClock(this.controller.signal);
  private readonly outages = new Outages();
  private readonly standings: Standings;
  /** only in `ack` */
  private readonly outbox: Outbox | undefined;
  private unregister: (() => void) | undefined;
  private positions: Positions | undefined;
  private loop: Promise<void> | undefined;
  private lastThrottled = '';
  private troubles = 0;
  private hinted = false;
  private tooOften: { readonly fittingIntervalMs: number; readonly toldAt: number } | undefined;

  constructor(
    private readonly parts: SourceParts,
    private readonly settings: SourceSettings,
  ) {
    this.standings = new Standings(parts.streams);
    if (settings.delivery === 'ack') this.outbox = this.createOutbox();
    // Every stream listens to the one signal of its node: that is no leak.
    setMaxListeners(0, this.controller.signal);
  }

  start(): void {
    this.parts.outlet.state({ kind: 'starting' });
    if (this.outbox !== undefined) this.unregister ??= registerReceiver(this.settings.id, this.outbox);
    this.loop ??= this.run().catch((error: unknown) => {
      if (!this.controller.signal.aborted) this.parts.outlet.error(asError(error));
    });
  }

  /** Resolves when a poll that begins after this call has ended, or when the source is closed. */
  poll(): Promise<void> {
    return this.clock.ask();
  }

  /** Ends what is under way (at most 10 s) and saves what was handed over. */
  async close(): Promise<void> {
    this.controller.abort(new Error('the node is closed'));
    this.unregister?.();
    this.outbox?.close();
    const ended = Promise.resolve(this.loop).then(() => this.positions?.flush());
    await atMost(
      ended.catch((error: unknown) => this.parts.outlet.debug(asError(error).message)),
      CLOSE_LIMIT_MS,
    );
  }

  private async run(): Promise<void> {
    const { signal } = this.controller;
    const { everyMs, firstDelayMs } = this.settings;
    let waitMs: number | undefined = everyMs === 0 ? undefined : firstDelayMs;
    while (!signal.aborted) {
      const alarm = await this.clock.wait(waitMs);
      try {
        if (!signal.aborted) await this.pollAll(alarm.asked);
      } finally {
        alarm.done();
      }
      waitMs = everyMs === 0 ? undefined : this.nextDelay();
    }
  }

  private nextDelay(): number {
    const { everyMs } = this.settings;
    if (this.troubles === 0) return everyMs;
    const cap = Math.min(60_000 * 2 ** (this.troubles - 1), RETRY_CAP_MS);
    return Math.min(everyMs, cap * (0.5 + Math.random() / 2));
  }

  private async pollAll(asked: boolean): Promise<void> {
    const started = Date.now();
    const { outlet } = this.parts;
    let records = 0;
    const showProgress = (): void =>
      outlet.state(this.stuckState() ?? { kind: 'polling', records, lagMs: this.standings.lagMs });
    showProgress();
    const outcomes = await this.pollEach(this.standings.due(started, asked), (stream, more, lagMs) => {
      records += more;
      this.standings.progress(stream, lagMs);
      showProgress();
    });
    this.conclude(outcomes, started);
  }

  private async pollEach(
    streams: readonly Stream[],
    onProgress: Session['onProgress'],
  ): Promise<readonly StreamOutcome[]> {
    const { parts, settings } = this;
    const started = Date.now();
    let session: Session;
    try {
      session = await this.openSession(onProgress);
    } catch (error) {
      this.controller.signal.throwIfAborted();
      return streams.map((stream) => this.failedBefore(stream, error, started));
    }
    const polls = streams.map((stream) => pollStream(stream, session, parts, settings));
    // All of them have to be over before the node may be closed; only an abort makes one reject.
    await Promise.allSettled(polls);
    return Promise.all(polls);
  }

  private failedBefore(stream: Stream, error: unknown, started: number): StreamOutcome {
    const totals = noTotals();
    const failure = tellFailure(stream, error, this.outages, this.parts, this.settings);
    const { outlet } = this.parts;
    outlet.report(reportMessage(stream, pollReport(totals, started, failure), Date.now()));
    return { stream, totals, failure };
  }

  private async openSession(onProgress: Session['onProgress']): Promise<Session> {
    const { signal } = this.controller;
    const client = await this.parts.client();
    const first = this.parts.streams[0];
    const onThrottled = (stream: Stream, throttled: Throttled): void => this.tellThrottled(stream, throttled);
    const { code } = await client.identity({
      signal,
      stream: 'identity',
      onThrottled: (throttled) => first && onThrottled(first, throttled),
    });
    if (this.positions === undefined) {
      const positions = new Positions(this.parts.positions, code);
      await positions.open(this.parts.streams);
      this.positions = positions;
    } else {
      // What could not be written last time is written before anything more is handed over.
      await this.positions.flush();
    }
    const account = code === '' ? this.parts.accountName : code;
    return {
      client,
      account,
      positions: this.positions,
      deliveryFor: (origin) => this.deliveryFor(origin),
      signal,
      outages: this.outages,
      onThrottled,
      onProgress,
    };
  }

  private deliveryFor(origin: Origin): Delivery {
    const { output, maxRate, inFlight } = this.settings;
    return this.outbox === undefined
      ? new SentDelivery({ mode: output, origin, maxRate, send: this.parts.outlet.records })
      : new AckDelivery(this.outbox, origin, inFlight);
  }

  private createOutbox(): Outbox {
    const { output, acks, ackTimeoutMs } = this.settings;
    const { outlet } = this.parts;
    return new Outbox({
      mode: output,
      acks,
      ackTimeoutMs,
      send: outlet.records,
      onStuck: ({ batch, log, type, missing, attempts, since }) => {
        this.showStuck();
        const body = {
          kind: 'stuck',
          batch,
          missing,
          attempts,
          since: new Date(since).toISOString(),
        } as const;
        outlet.report(reportMessage({ log, type }, body, Date.now()));
      },
      onFreed: ({ log, type, since }) => {
        this.showStuck();
        const body = { kind: 'recovered', since: new Date(since).toISOString() } as const;
        outlet.report(reportMessage({ log, type }, body, Date.now()));
      },
    });
  }

  /** Over the progress of other streams: this one waits for somebody to look. */
  private stuckState(): SourceState | undefined {
    const stuck = this.outbox?.stuck;
    return stuck && { kind: 'stuck', type: stuck.type, since: stuck.since, attempts: stuck.attempts };
  }

  private showStuck(): void {
    const state = this.stuckState();
    if (state !== undefined) this.parts.outlet.state(state);
  }

  private conclude(outcomes: readonly StreamOutcome[], started: number): void {
    const { outlet } = this.parts;
    for (const outcome of outcomes) this.standings.ended(outcome);
    const transient = outcomes.some(({ failure }) => failure?.transient === true);
    this.troubles = transient ? this.troubles + 1 : 0;
    const byType = new Map(outcomes.map(({ stream, totals }) => [stream.type, totals.records]));
    const line = fetchedLine(byType, Date.now() - started);
    if (line === undefined) outlet.debug('polled, nothing new');
    else outlet.log(line);
    this.showResult(outcomes);
  }

  private showResult(outcomes: readonly StreamOutcome[]): void {
    const { outlet } = this.parts;
    const { failed, allFailed, lagMs } = this.standings;
    const failure = failed[0]?.failure;
    if (failure !== undefined && allFailed) {
      outlet.state({ kind: 'failed', failure });
      return;
    }
    outlet.state({
      kind: 'idle',
      records: outcomes.reduce((sum, { totals }) => sum + totals.records, 0),
      at: Date.now(),
      lagMs,
      quietSince: failure === undefined ? this.hintWhenQuiet() : undefined,
      failed: failed.map(({ type }) => type),
      failure,
      fittingIntervalMs: this.fittingInterval(),
    });
  }

  /** Epoch ms since when every stream has been empty, when that is a day or more; said once in a report. */
  private hintWhenQuiet(): number | undefined {
    const { streams, outlet } = this.parts;
    const since = streams.map((stream) => {
      const position = this.positions?.current(stream);
      return position === undefined ? undefined : stream.quietSince(position);
    });
    const known = since.filter((epochMs) => epochMs !== undefined);
    const youngest = known.length === streams.length ? Math.max(...known) : undefined;
    const quiet = youngest !== undefined && Date.now() - youngest >= QUIET_MS;
    const first = streams[0];
    if (quiet && !this.hinted && first !== undefined) {
      const everyType = { log: first.log, type: '' };
      outlet.report(reportMessage(everyType, { kind: 'hint', message: this.settings.quietHint }, Date.now()));
    }
    this.hinted = quiet;
    return quiet ? youngest : undefined;
  }

  /** Forgotten after an hour without throttling, which is what makes a habit of it. */
  private fittingInterval(): number | undefined {
    if (this.tooOften === undefined || Date.now() - this.tooOften.toldAt >= HABIT_MS) return undefined;
    return this.tooOften.fittingIntervalMs;
  }

  /** Streams share buckets: what one of them is told concerns all, and is said once. */
  private tellThrottled(stream: Stream, throttled: Throttled): void {
    const { outlet } = this.parts;
    const { retryAt, message, group, fittingIntervalMs } = throttled;
    outlet.state({ kind: 'throttled', retryAt, fittingIntervalMs });
    if (fittingIntervalMs !== undefined) this.tooOften = { fittingIntervalMs, toldAt: Date.now() };
    const told = `${group} ${retryAt}`;
    if (told === this.lastThrottled) return;
    this.lastThrottled = told;
    const body = {
      kind: 'throttled',
      code: 'MIMECAST_RATE_LIMITED',
      message,
      retryAt: new Date(retryAt).toISOString(),
      ...(fittingIntervalMs === undefined ? {} : { fittingIntervalMs }),
    } as const;
    outlet.report(reportMessage(stream, body, Date.now()));
  }
}
