/**
 * Maintains a session with the server. It opens one, sends from the queue, and reconnects after a loss with
 * back-off and full jitter. Unacknowledged messages are sent again in the next session.
 */
import { linkSignals } from '../../util/abort';
import { sleep } from '../../util/async';
import { backoffMs } from '../../util/backoff';
import { connect, type Target } from './connect';
import { describeError, shortCause } from './errors';
import type { SendQueue } from './send-queue';
import type { OpenSession, Session, SessionTimes } from './session';

export interface ConnectionTimes extends SessionTimes {
  /** the first pause after a failure is between 0 and this, the next up to twice as long, and so on */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** a session of this duration counts as stable and resets the back-off */
  readonly stableAfterMs: number;
}

/** Why there is no connection. */
export interface Outage {
  /** a few words, for a status */
  readonly cause: string;
  /** a sentence without a full stop */
  readonly reason: string;
}

/** State of a sink. */
export type SyslogState =
  | {
      readonly kind: 'connecting';
      readonly waiting: number;
      /** the outage that this attempt may end; undefined: none */
      readonly outage?: Outage | undefined;
    }
  | {
      readonly kind: 'connected';
      /** flow messages that have waited for a second or more */
      readonly waiting: number;
    }
  | {
      readonly kind: 'disconnected';
      readonly waiting: number;
      readonly outage: Outage;
      /** epoch ms */
      readonly retryAt: number;
    };

export interface SyslogEvents {
  readonly state: (state: SyslogState) => void;
  /** once per outage, and once per series of cut or refused messages */
  readonly warn: (text: string) => void;
  readonly log: (text: string) => void;
  readonly debug: (text: string) => void;
}

export interface ConnectionDeps {
  readonly target: Target;
  readonly openSession: OpenSession;
  readonly queue: SendQueue;
  readonly times: ConnectionTimes;
  readonly events: SyslogEvents;
}

export class Connection {
  readonly #abortController = new AbortController();
  #session: Session | undefined;
  #failures = 0;
  /** epoch ms */
  #downSince: number | undefined;
  /** set until there is a session again */
  #outage: Outage | undefined;
  #running: Promise<void> = Promise.resolve();
  #state: SyslogState | undefined;
  readonly #expedited = new AbortController();

  readonly #deps: ConnectionDeps;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#running = this.#reconnectLoop().catch((error: unknown) => {
      // Only a programming error gets here; waiting messages must not hang silently.
      this.#deps.events.warn(`the syslog connection has ended: ${describeError(error)}`);
    });
  }

  /** Reports the state again, with the current queue size. */
  refresh(): void {
    if (this.#state !== undefined) this.#show({ ...this.#state, waiting: this.#deps.queue.size });
  }

  /** Sends messages that were added to the queue. */
  flush(): void {
    this.#session?.flush();
  }

  /** Reconnects at once and keeps the back-off short: the node is closing. */
  expedite(): void {
    this.#expedited.abort();
  }

  /** Ends an open session gracefully and destroys the socket. */
  async close(): Promise<void> {
    const session = this.#session;
    this.#abortController.abort(new Error('closed'));
    await session?.close();
    await this.#running;
  }

  async #reconnectLoop(): Promise<void> {
    const { signal } = this.#abortController;
    while (!signal.aborted) {
      const reason = await this.#runSession(signal).catch(describeError);
      this.#session = undefined;
      this.#deps.queue.requeueInFlight();
      if (signal.aborted) return;
      this.#failures += 1;
      await this.#pause(reason, signal);
    }
  }

  /** @returns why it ended */
  async #runSession(signal: AbortSignal): Promise<string> {
    const { target, openSession: open, queue, times } = this.#deps;
    this.#show({ kind: 'connecting', waiting: queue.size, outage: this.#outage });
    const socket = await connect(target, times.openTimeoutMs, signal);
    let session: Session;
    try {
      session = await open(socket, queue, times, signal);
      signal.throwIfAborted();
    } catch (error) {
      socket.destroy();
      throw error;
    }
    this.#session = session;
    this.#outage = undefined;
    this.#logRecovery();
    const since = Date.now();
    this.#show({ kind: 'connected', waiting: 0 });
    session.flush();
    const reason = await session.closed;
    if (Date.now() - since >= times.stableAfterMs) this.#failures = 0;
    return reason;
  }

  async #pause(reason: string, signal: AbortSignal): Promise<void> {
    const { times, queue } = this.#deps;
    const cap = this.#expedited.signal.aborted ? times.backoffMs : times.maxBackoffMs;
    const ms = backoffMs(this.#failures, { base: times.backoffMs, cap, jitter: 'full' });
    this.#outage = { cause: shortCause(reason), reason };
    this.#show({
      kind: 'disconnected',
      waiting: queue.size,
      outage: this.#outage,
      retryAt: Date.now() + ms,
    });
    this.#logOutage(reason);
    await this.#sleep(ms, signal);
  }

  /** Ends early on `expedite` or `close`. */
  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    const signals = this.#expedited.signal.aborted ? [signal] : [signal, this.#expedited.signal];
    const linked = linkSignals(signals);
    await sleep(ms, linked.signal).catch(() => undefined);
    linked.dispose();
  }

  #show(state: SyslogState): void {
    this.#state = state;
    this.#deps.events.state(state);
  }

  #logOutage(reason: string): void {
    const { target, events } = this.#deps;
    const text = `syslog server ${target.host}:${target.port}: ${reason}`;
    if (this.#downSince !== undefined) {
      events.debug(text);
      return;
    }
    this.#downSince = Date.now();
    events.warn(`${text}; messages wait, and the connection is retried automatically`);
  }

  #logRecovery(): void {
    if (this.#downSince === undefined) return;
    const seconds = Math.round((Date.now() - this.#downSince) / 1000);
    this.#downSince = undefined;
    const { target, events, queue } = this.#deps;
    events.log(
      `syslog server ${target.host}:${target.port}: connected again after ${seconds} s, ${queue.size} messages waiting`,
    );
  }
}
