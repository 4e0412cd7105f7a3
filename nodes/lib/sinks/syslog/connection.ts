/**
 * Maintains a session with the server. It opens one, sends from the queue, and reconnects after a loss with
 * back-off and full jitter. Unacknowledged messages are sent again in the next session.
 */
import { backoffMs } from '../../api/quota/rate-limit-headers';
import { link } from '../../util/abort';
import { sleep } from '../../util/async';
import type { Backlog } from './send-queue';
import { connect, type Target } from './connect';
import type { OpenSession, Session, SessionTimes } from './session';
import type { Outage, SyslogOutlet, SyslogState } from './sink-state';
import { causeOf, sentenceOf } from './connection-errors';

export interface ConnectionTimes extends SessionTimes {
  /** the first pause after a failure is between 0 and this, the next up to twice as long, and so on */
  readonly backoffMs: number;
  readonly longestBackoffMs: number;
  /** a session of this duration counts as stable and resets the back-off */
  readonly steadyMs: number;
}

export interface ConnectionParts {
  readonly target: Target;
  readonly open: OpenSession;
  readonly backlog: Backlog;
  readonly times: ConnectionTimes;
  readonly outlet: SyslogOutlet;
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

  readonly #deps: ConnectionParts;

  constructor(deps: ConnectionParts) {
    this.#deps = deps;
  }

  start(): void {
    this.#running = this.#reconnectLoop().catch((error: unknown) => {
      // Only a programming error gets here; waiting messages must not hang silently.
      this.#deps.outlet.warn(`the syslog connection has ended: ${sentenceOf(error)}`);
    });
  }

  /** Reports the state again, with the current queue size. */
  refresh(): void {
    if (this.#state !== undefined) this.#show({ ...this.#state, waiting: this.#deps.backlog.size });
  }

  /** Sends messages that were added to the queue. */
  pump(): void {
    this.#session?.pump();
  }

  /** Reconnects at once and keeps the back-off short: the node is closing. */
  hurry(): void {
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
      const reason = await this.#runSession(signal).catch(sentenceOf);
      this.#session = undefined;
      this.#deps.backlog.takeBack();
      if (signal.aborted) return;
      this.#failures += 1;
      await this.#pause(reason, signal);
    }
  }

  /** @returns why it ended */
  async #runSession(signal: AbortSignal): Promise<string> {
    const { target, open, backlog: queue, times } = this.#deps;
    this.#show({ kind: 'connecting', waiting: queue.size, outage: this.#outage });
    const socket = await connect(target, times.openMs, signal);
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
    session.pump();
    const reason = await session.over;
    if (Date.now() - since >= times.steadyMs) this.#failures = 0;
    return reason;
  }

  async #pause(reason: string, signal: AbortSignal): Promise<void> {
    const { times, backlog: queue } = this.#deps;
    const cap = this.#expedited.signal.aborted ? times.backoffMs : times.longestBackoffMs;
    const ms = backoffMs(this.#failures, { base: times.backoffMs, cap });
    this.#outage = { cause: causeOf(reason), reason };
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
    const linked = link(signals);
    await sleep(ms, linked.signal).catch(() => undefined);
    linked.unlink();
  }

  #show(state: SyslogState): void {
    this.#state = state;
    this.#deps.outlet.state(state);
  }

  #logOutage(reason: string): void {
    const { target, outlet: events } = this.#deps;
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
    const { target, outlet: events, backlog: queue } = this.#deps;
    events.log(
      `syslog server ${target.host}:${target.port}: connected again after ${seconds} s, ${queue.size} messages waiting`,
    );
  }
}
