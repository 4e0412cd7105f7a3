/**
 * All accepted messages that are not complete, in order: waiting and in flight. Bounded. A message leaves
 * only with a result; a lost connection moves the in-flight ones back to the front.
 */
import { type Finish, type PendingLimits, PendingMessages } from '../pending-messages';
import { refusalError, SyslogError } from './errors';

/** One syslog message in a session. */
export interface QueuedMessage {
  readonly octets: Buffer;
  /** index of its record in the payload */
  readonly record: number;
  readonly pending: PendingSend;
  done: boolean;
}

/** All syslog messages of one `msg`. */
interface PendingSend {
  remaining: number;
  /** reasons of the server, by record */
  readonly rejections: Map<number, string>;
  /** whether the server accepts other messages, so that these records are the cause */
  areForGood: boolean;
  readonly finish: Finish<SyslogError>;
}

export const SEND_QUEUE_LIMITS: PendingLimits = { messages: 100_000, bytes: 64 * 1024 * 1024 };

/** number of completed entries at the front before the array is compacted */
const COMPACT_THRESHOLD = 4096;

export class SendQueue {
  /** [first incomplete … next): in flight; [next …): waiting */
  #messages: (QueuedMessage | undefined)[] = [];
  #first = 0;
  #next = 0;
  readonly #sends: PendingMessages<SyslogError>;

  constructor(limits: PendingLimits = SEND_QUEUE_LIMITS) {
    this.#sends = new PendingMessages(limits);
  }

  /** number of incomplete flow messages */
  get size(): number {
    return this.#sends.size;
  }

  /**
   * Resolves once all of its syslog messages are delivered.
   * @param records for each message the index of its record
   * @throws SyslogError SYSLOG_FULL, SYSLOG_REFUSED, or the error passed to `failAll`
   */
  add(messages: readonly Buffer[], records: readonly number[] = [...messages.keys()]): Promise<void> {
    if (messages.length === 0) return Promise.resolve();
    const bytes = messages.reduce((sum, { length }) => sum + length, 0);
    if (this.#sends.isFull(bytes)) {
      const { size } = this;
      const text = `${size} messages wait for the syslog server already: this one was not accepted, send it again later`;
      return Promise.reject(new SyslogError('SYSLOG_FULL', text));
    }
    return new Promise((resolve, reject) => {
      const finish = this.#sends.add(bytes, (error) => {
        if (error === undefined) resolve();
        else reject(error);
      });
      const remaining = messages.length;
      const pending: PendingSend = { remaining, rejections: new Map(), areForGood: true, finish };
      for (const [index, octets] of messages.entries())
        this.#messages.push({ octets, record: records[index] ?? index, pending, done: false });
    });
  }

  /** Whether `take` would return a message. */
  get hasWaiting(): boolean {
    return this.#next < this.#messages.length;
  }

  /** The next waiting message; it is in flight afterwards. */
  take(): QueuedMessage | undefined {
    const message = this.#messages[this.#next];
    if (message !== undefined) this.#next += 1;
    return message;
  }

  /** @param rejection why the server refused it, and whether it accepts others */
  complete(
    message: QueuedMessage,
    rejection?: { readonly reason: string; readonly isForGood: boolean },
  ): void {
    if (message.done) return;
    message.done = true;
    const { pending } = message;
    pending.remaining -= 1;
    if (rejection !== undefined) {
      if (!pending.rejections.has(message.record)) pending.rejections.set(message.record, rejection.reason);
      pending.areForGood &&= rejection.isForGood;
    }
    this.#compact();
    if (pending.remaining === 0) pending.finish(rejectionError(pending));
  }

  /** After a lost session: unacknowledged messages are sent first in the next session. */
  requeueInFlight(): void {
    this.#messages = this.#messages.slice(this.#first).filter((message) => message?.done === false);
    this.#first = 0;
    this.#next = 0;
  }

  /** Rejects everything. */
  failAll(error: SyslogError): void {
    this.#messages = [];
    this.#first = 0;
    this.#next = 0;
    this.#sends.failAll(error);
  }

  /** Resolves when nothing is incomplete. */
  drained(): Promise<void> {
    return this.#sends.drained();
  }

  #compact(): void {
    while (this.#first < this.#next && this.#messages[this.#first]?.done !== false) {
      this.#messages[this.#first] = undefined;
      this.#first += 1;
    }
    if (this.#first < COMPACT_THRESHOLD && this.#first < this.#messages.length) return;
    this.#messages.splice(0, this.#first);
    this.#next -= this.#first;
    this.#first = 0;
  }
}

function rejectionError({ rejections, areForGood }: PendingSend): SyslogError | undefined {
  if (rejections.size === 0) return undefined;
  const error = refusalError(
    Array.from(rejections, ([record, reason]) => ({ record, code: 'SYSLOG_REFUSED', reason }) as const),
  );
  return areForGood ? error : new SyslogError(error.code, error.message);
}
