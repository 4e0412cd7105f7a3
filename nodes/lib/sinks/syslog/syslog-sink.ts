/** A syslog sink: a message has arrived when its promise resolves. */
import { atMost } from '../../wait';
import { BACKLOG_LIMITS, Backlog, type BacklogLimits } from './backlog';
import type { Target } from './connect';
import { Connection, type ConnectionTimes } from './connection';
import { createEncoder, type Encoder, type EncoderSettings } from './encode';
import { SyslogError } from './errors';
import type { Framing } from './framing';
import { openRelp } from './relp/session';
import { SESSION_TIMES } from './session';
import type { SyslogOutlet } from './state';
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
   * limit for draining the queue on close; together with `closeTimeoutMs` below the 15 s that Node-RED allows
   */
  readonly drainMs: number;
  /** messages that wait longer are shown in the status */
  readonly waitingMs: number;
  /** minimum time without truncation before the next warning */
  readonly cutQuietMs: number;
}

export const SYSLOG_TIMES: SyslogTimes = {
  ...SESSION_TIMES,
  backoffMs: 1_000,
  longestBackoffMs: 30_000,
  steadyMs: 10_000,
  drainMs: 10_000,
  waitingMs: 1_000,
  cutQuietMs: 600_000,
};

export interface SyslogLimits {
  readonly times?: Partial<SyslogTimes>;
  readonly backlog?: BacklogLimits;
}

export class SyslogSink {
  readonly #backlog: Backlog;
  readonly #connection: Connection;
  readonly #encode: Encoder;
  readonly #times: SyslogTimes;
  #watch: NodeJS.Timeout | undefined;
  #lastCut = Number.NEGATIVE_INFINITY;
  #closing: Promise<void> | undefined;

  readonly #settings: SyslogSettings;
  readonly #outlet: SyslogOutlet;

  constructor(
    settings: SyslogSettings,
    outlet: SyslogOutlet,
    { times, backlog = BACKLOG_LIMITS }: SyslogLimits = {},
  ) {
    this.#settings = settings;
    this.#outlet = outlet;
    this.#times = { ...SYSLOG_TIMES, ...times };
    this.#backlog = new Backlog(backlog);
    this.#encode = createEncoder(settings);
    this.#connection = new Connection({
      target: settings.target,
      open: settings.protocol === 'relp' ? openRelp : openStream(settings.framing),
      backlog: this.#backlog,
      times: this.#times,
      outlet,
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
    const { messages, cut } = this.#encode(payload, type, Date.now());
    if (cut > 0) this.#tellCut(cut);
    const delivered = this.#backlog.add(messages);
    this.#connection.pump();
    this.#watchWaiting();
    await delivered;
  }

  /** Waits for queued messages up to the limit; the rest fails with SYSLOG_CLOSED. */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    this.#connection.hurry();
    await atMost(this.#backlog.empty(), this.#times.drainMs);
    await this.#connection.close();
    clearTimeout(this.#watch);
    this.#watch = undefined;
    this.#backlog.fail(closedError());
  }

  /** Shows only messages that wait for a while: a status update per message would flicker. */
  #watchWaiting(): void {
    if (this.#watch !== undefined || this.#backlog.size === 0) return;
    this.#watch = setTimeout(() => {
      this.#watch = undefined;
      this.#connection.refresh();
      this.#watchWaiting();
    }, this.#times.waitingMs);
  }

  #tellCut(count: number): void {
    const now = Date.now();
    const text = `${count} syslog message${count === 1 ? ' was' : 's were'} longer than ${this.#settings.maxBytes} octets and cut`;
    if (now - this.#lastCut > this.#times.cutQuietMs) this.#outlet.warn(text);
    else this.#outlet.debug(text);
    this.#lastCut = now;
  }
}

function closedError(): SyslogError {
  return new SyslogError(
    'SYSLOG_CLOSED',
    'the node was closed before the syslog server had taken the message',
  );
}
