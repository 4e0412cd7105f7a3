/** A syslog sink: a message has arrived when its promise resolves. */
import { withTimeout } from '../../util/async';
import type { PendingLimits } from '../pending-messages';
import type { Target } from './connect';
import type { SyslogEvents } from './connection';
import { Connection, type ConnectionTimes } from './connection';
import type { Framing } from './encode';
import { createEncoder, type Encoder, type EncoderSettings, type RecordMetadata } from './encode';
import { type Refusal, refusalError, SyslogError } from './errors';
import { openRelp } from './relp/session';
import { SEND_QUEUE_LIMITS, SendQueue } from './send-queue';
import { SESSION_TIMES } from './session';
import { openStream } from './stream-session';

export interface SyslogSettings extends EncoderSettings {
  readonly target: Target;
  readonly protocol: 'stream' | 'relp';
  /** for the protocol `stream` */
  readonly framing: Framing;
}

/** All in ms. */
export interface SyslogTimes extends ConnectionTimes {
  /**
   * limit for draining the queue on close; together with `closeTimeoutMs` below the 15 s that a node has for its close
   */
  readonly drainMs: number;
  /** messages that wait longer are shown in the status */
  readonly waitingMs: number;
  /** minimum time without a message that is too long before the next warning */
  readonly recordWarnIntervalMs: number;
}

export const SYSLOG_TIMES: SyslogTimes = {
  ...SESSION_TIMES,
  backoffMs: 1_000,
  maxBackoffMs: 30_000,
  stableAfterMs: 10_000,
  drainMs: 10_000,
  waitingMs: 1_000,
  recordWarnIntervalMs: 600_000,
};

export interface SyslogLimits {
  readonly times?: Partial<SyslogTimes>;
  readonly queue?: PendingLimits;
}

export class SyslogSink {
  readonly #queue: SendQueue;
  readonly #connection: Connection;
  readonly #encode: Encoder;
  readonly #times: SyslogTimes;
  #statusTimer: NodeJS.Timeout | undefined;
  /** by what was logged, the time of the last one */
  readonly #lastNoted = new Map<string, number>();
  #closing: Promise<void> | undefined;

  readonly #settings: SyslogSettings;
  readonly #events: SyslogEvents;

  constructor(
    settings: SyslogSettings,
    events: SyslogEvents,
    { times, queue: queueLimits = SEND_QUEUE_LIMITS }: SyslogLimits = {},
  ) {
    this.#settings = settings;
    this.#events = events;
    this.#times = { ...SYSLOG_TIMES, ...times };
    this.#queue = new SendQueue(queueLimits);
    this.#encode = createEncoder(settings);
    this.#connection = new Connection({
      target: settings.target,
      openSession: settings.protocol === 'relp' ? openRelp : openStream(settings.framing),
      queue: this.#queue,
      times: this.#times,
      events,
    });
  }

  /** Connects at once, so that a wrong address is visible before the first message. */
  start(): void {
    this.#connection.start();
  }

  /**
   * Resolves when everything was flushed (stream) or acknowledged (RELP).
   * @param metadata of the records, for the header and for the parts of long ones
   * @throws SyslogError; if it has `refusals`, all other records are delivered
   */
  async send(payload: unknown, metadata: RecordMetadata = {}): Promise<void> {
    if (this.#closing !== undefined) throw closedError();
    const { messages, records, cut, split, refusals } = this.#encode(payload, metadata, Date.now());
    this.#noteTooLong(cut, 'cut');
    this.#noteTooLong(split, 'split into parts');
    this.#noteTooLong(refusals.length, 'refused');
    const delivered = this.#queue.add(messages, records);
    this.#connection.flush();
    this.#scheduleRefresh();
    const rejected = await delivered.then(() => NO_REFUSALS, refusalsIn);
    if (refusals.length + rejected.length === 0) return;
    throw refusalError([...refusals, ...rejected].sort((one, other) => one.record - other.record));
  }

  /** Waits for queued messages up to the limit; the rest fails with SYSLOG_CLOSED. */
  close(): Promise<void> {
    this.#closing ??= this.#drainAndClose();
    return this.#closing;
  }

  async #drainAndClose(): Promise<void> {
    this.#connection.expedite();
    await withTimeout(this.#queue.drained(), this.#times.drainMs);
    await this.#connection.close();
    clearTimeout(this.#statusTimer);
    this.#statusTimer = undefined;
    this.#queue.failAll(closedError());
  }

  /** Shows only messages that wait for a while: a status update per message would flicker. */
  #scheduleRefresh(): void {
    if (this.#statusTimer !== undefined || this.#queue.size === 0) return;
    this.#statusTimer = setTimeout(() => {
      this.#statusTimer = undefined;
      this.#connection.refresh();
      this.#scheduleRefresh();
    }, this.#times.waitingMs);
  }

  #noteTooLong(count: number, what: string): void {
    if (count === 0) return;
    const now = Date.now();
    const text = `${count} syslog message${count === 1 ? ' was' : 's were'} longer than ${this.#settings.maxBytes} octets and ${what}`;
    const last = this.#lastNoted.get(what) ?? Number.NEGATIVE_INFINITY;
    if (now - last <= this.#times.recordWarnIntervalMs) this.#events.debug(text);
    // Nothing is lost by parts.
    else if (what.startsWith('split')) this.#events.log(text);
    else this.#events.warn(text);
    this.#lastNoted.set(what, now);
  }
}

const NO_REFUSALS: readonly Refusal[] = [];

/** @throws any error after which records are neither delivered nor refused for good */
function refusalsIn(error: unknown): readonly Refusal[] {
  if (error instanceof SyslogError && error.refusals.length > 0) return error.refusals;
  throw error;
}

function closedError(): SyslogError {
  return new SyslogError(
    'SYSLOG_CLOSED',
    'the node was closed before the syslog server had taken the message',
  );
}
