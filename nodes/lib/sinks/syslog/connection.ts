/**
 * Maintains a session with the server. It opens one, sends from the queue, and reconnects after a loss with
 * back-off and full jitter. Unacknowledged messages are sent again in the next session.
 */
import { backoffMs } from '../../api/retry-after';
import { link } from '../../api/signals';
import { sleep } from '../../wait';
import type { Backlog } from './backlog';
import { connect, type Target } from './connect';
import type { OpenSession, Session, SessionTimes } from './session';
import type { Outage, SyslogOutlet, SyslogState } from './state';
import { causeOf, sentenceOf } from './trouble';

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
  readonly #stop = new AbortController();
  #session: Session | undefined;
  #failures = 0;
  /** epoch ms */
  #downSince: number | undefined;
  /** set until there is a session again */
  #outage: Outage | undefined;
  #running: Promise<void> = Promise.resolve();
  #state: SyslogState | undefined;
  readonly #hurried = new AbortController();

  readonly #parts: ConnectionParts;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#running = this.#keep().catch((error: unknown) => {
      // Only a programming error gets here; waiting messages must not hang silently.
      this.#parts.outlet.warn(`the syslog connection has ended: ${sentenceOf(error)}`);
    });
  }

  /** Reports the state again, with the current queue size. */
  refresh(): void {
    if (this.#state !== undefined) this.#show({ ...this.#state, waiting: this.#parts.backlog.size });
  }

  /** Sends messages that were added to the queue. */
  pump(): void {
    this.#session?.pump();
  }

  /** Reconnects at once and keeps the back-off short: the node is closing. */
  hurry(): void {
    this.#hurried.abort();
  }

  /** Ends an open session gracefully and destroys the socket. */
  async close(): Promise<void> {
    const session = this.#session;
    this.#stop.abort(new Error('closed'));
    await session?.close();
    await this.#running;
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const reason = await this.#oneSession(signal).catch(sentenceOf);
      this.#session = undefined;
      this.#parts.backlog.takeBack();
      if (signal.aborted) return;
      this.#failures += 1;
      await this.#pause(reason, signal);
    }
  }

  /** @returns why it ended */
  async #oneSession(signal: AbortSignal): Promise<string> {
    const { target, open, backlog, times } = this.#parts;
    this.#show({ kind: 'connecting', waiting: backlog.size, outage: this.#outage });
    const socket = await connect(target, times.openMs, signal);
    let session: Session;
    try {
      session = await open(socket, backlog, times, signal);
      signal.throwIfAborted();
    } catch (error) {
      socket.destroy();
      throw error;
    }
    this.#session = session;
    this.#outage = undefined;
    this.#tellRecovery();
    const since = Date.now();
    this.#show({ kind: 'connected', waiting: 0 });
    session.pump();
    const reason = await session.over;
    if (Date.now() - since >= times.steadyMs) this.#failures = 0;
    return reason;
  }

  async #pause(reason: string, signal: AbortSignal): Promise<void> {
    const { times, backlog } = this.#parts;
    const cap = this.#hurried.signal.aborted ? times.backoffMs : times.longestBackoffMs;
    const ms = backoffMs(this.#failures, { base: times.backoffMs, cap });
    this.#outage = { cause: causeOf(reason), reason };
    this.#show({
      kind: 'disconnected',
      waiting: backlog.size,
      outage: this.#outage,
      retryAt: Date.now() + ms,
    });
    this.#tellOutage(reason);
    await this.#sleep(ms, signal);
  }

  /** Ends early on `expedite` or `close`. */
  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    const awake = this.#hurried.signal.aborted ? [signal] : [signal, this.#hurried.signal];
    const limit = link(awake);
    await sleep(ms, limit.signal).catch(() => undefined);
    limit.unlink();
  }

  #show(state: SyslogState): void {
    this.#state = state;
    this.#parts.outlet.state(state);
  }

  #tellOutage(reason: string): void {
    const { target, outlet } = this.#parts;
    const text = `syslog server ${target.host}:${target.port}: ${reason}`;
    if (this.#downSince !== undefined) {
      outlet.debug(text);
      return;
    }
    this.#downSince = Date.now();
    outlet.warn(`${text}; messages wait, and it is tried again by itself`);
  }

  #tellRecovery(): void {
    if (this.#downSince === undefined) return;
    const seconds = Math.round((Date.now() - this.#downSince) / 1000);
    this.#downSince = undefined;
    const { target, outlet, backlog } = this.#parts;
    outlet.log(
      `syslog server ${target.host}:${target.port}: connected again after ${seconds} s, ${backlog.size} messages waiting`,
    );
  }
}
