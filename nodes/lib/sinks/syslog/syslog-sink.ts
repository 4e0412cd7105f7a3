/** A syslog sink: a message has arrived when its promise resolves. */
import { withTimeout } from '../../util/async';
import type { Target } from './connect';
import type { SyslogEvents } from './connection';
import { Connection, type ConnectionTimes } from './connection';
import type { Framing } from './encode';
import { createEncoder, type Encoder, type EncoderSettings } from './encode';
import { SyslogError } from './errors';
import { openRelp } from './relp/session';
import { SEND_QUEUE_LIMITS, SendQueue, type SendQueueLimits } from './send-queue';
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
  /** minimum time without truncation before the next warning */
  readonly truncationWarnIntervalMs: number;
}

export const SYSLOG_TIMES: SyslogTimes = {
  ...SESSION_TIMES,
  backoffMs: 1_000,
  maxBackoffMs: 30_000,
  stableAfterMs: 10_000,
  drainMs: 10_000,
  waitingMs: 1_000,
  truncationWarnIntervalMs: 600_000,
};

export interface SyslogLimits {
  readonly times?: Partial<SyslogTimes>;
  readonly queue?: SendQueueLimits;
}

export class SyslogSink {
  readonly #queue: SendQueue;
  readonly #connection: Connection;
  readonly #encode: Encoder;
  readonly #times: SyslogTimes;
  #statusTimer: NodeJS.Timeout | undefined;
  #lastTruncation = Number.NEGATIVE_INFINITY;
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
   * @param type type of the records, for the header
   * @throws SyslogError
   */
  async send(payload: unknown, type?: string): Promise<void> {
    if (this.#closing !== undefined) throw closedError();
    const { messages, truncated } = this.#encode(payload, type, Date.now());
    if (truncated > 0) this.#logTruncation(truncated);
    const delivered = this.#queue.add(messages);
    this.#connection.flush();
    this.#scheduleRefresh();
    await delivered;
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

  #logTruncation(count: number): void {
    const now = Date.now();
    const text = `${count} syslog message${count === 1 ? ' was' : 's were'} longer than ${this.#settings.maxBytes} octets and cut`;
    if (now - this.#lastTruncation > this.#times.truncationWarnIntervalMs) this.#events.warn(text);
    else this.#events.debug(text);
    this.#lastTruncation = now;
  }
}

function closedError(): SyslogError {
  return new SyslogError(
    'SYSLOG_CLOSED',
    'the node was closed before the syslog server had taken the message',
  );
}
