/**
 * All accepted messages that are not complete, in order: waiting and in flight. Bounded. A message leaves
 * only with a result; a lost connection moves the in-flight ones back to the front.
 */
import { SyslogError } from './errors';

/** One syslog message in a session. */
export interface Letter {
  readonly octets: Buffer;
  readonly delivery: Delivery;
  settled: boolean;
}

/** All syslog messages of one `msg`. */
interface Delivery {
  open: number;
  refused: number;
  /** text of the first rejection */
  reason: string;
  readonly bytes: number;
  readonly finish: (error?: SyslogError) => void;
}

export interface BacklogLimits {
  /** maximum number of incomplete flow messages */
  readonly messages: number;
  /** maximum octets of these; a single message may be larger */
  readonly bytes: number;
}

export const BACKLOG_LIMITS: BacklogLimits = { messages: 100_000, bytes: 64 * 1024 * 1024 };

/** number of completed entries at the front before the array is compacted */
const WORTH_MOVING = 4096;

export class Backlog {
  /** [first incomplete … next): in flight; [next …): waiting */
  #letters: (Letter | undefined)[] = [];
  #first = 0;
  #next = 0;
  readonly #deliveries = new Set<Delivery>();
  #bytes = 0;
  readonly #onEmpty: (() => void)[] = [];

  readonly #limits: BacklogLimits;

  constructor(limits: BacklogLimits = BACKLOG_LIMITS) {
    this.#limits = limits;
  }

  /** number of incomplete flow messages */
  get size(): number {
    return this.#deliveries.size;
  }

  /**
   * Resolves once all of its syslog messages are delivered.
   * @throws SyslogError SYSLOG_FULL, SYSLOG_REFUSED, or the error passed to `failAll`
   */
  add(messages: readonly Buffer[]): Promise<void> {
    if (messages.length === 0) return Promise.resolve();
    const bytes = messages.reduce((sum, { length }) => sum + length, 0);
    if (this.#isFull(bytes)) {
      const { size } = this;
      const text = `${size} messages wait for the syslog server already: this one was not accepted, send it again later`;
      return Promise.reject(new SyslogError('SYSLOG_FULL', text));
    }
    return new Promise((resolve, reject) => {
      const finish = (error?: SyslogError): void => {
        if (!this.#deliveries.delete(delivery)) return;
        this.#bytes -= bytes;
        if (error === undefined) resolve();
        else reject(error);
        if (this.#deliveries.size === 0) for (const tell of this.#onEmpty.splice(0)) tell();
      };
      const delivery: Delivery = { open: messages.length, refused: 0, reason: '', bytes, finish };
      this.#deliveries.add(delivery);
      this.#bytes += bytes;
      for (const octets of messages) this.#letters.push({ octets, delivery, settled: false });
    });
  }

  /** The next waiting message; it is in flight afterwards. */
  take(): Letter | undefined {
    const letter = this.#letters[this.#next];
    if (letter !== undefined) this.#next += 1;
    return letter;
  }

  /** @param rejection reason of the server */
  settle(letter: Letter, refusal?: string): void {
    if (letter.settled) return;
    letter.settled = true;
    const { delivery } = letter;
    delivery.open -= 1;
    if (refusal !== undefined) {
      delivery.refused += 1;
      if (delivery.refused === 1) delivery.reason = refusal;
    }
    this.#tidy();
    if (delivery.open === 0) delivery.finish(refusalOf(delivery));
  }

  /** After a lost session: unacknowledged messages are sent first in the next session. */
  takeBack(): void {
    this.#letters = this.#letters.slice(this.#first).filter((letter) => letter?.settled === false);
    this.#first = 0;
    this.#next = 0;
  }

  /** Rejects everything. */
  fail(error: SyslogError): void {
    this.#letters = [];
    this.#first = 0;
    this.#next = 0;
    for (const delivery of [...this.#deliveries]) delivery.finish(error);
  }

  /** Resolves when nothing is incomplete. */
  empty(): Promise<void> {
    if (this.#deliveries.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onEmpty.push(resolve);
    });
  }

  #isFull(bytes: number): boolean {
    if (this.#deliveries.size === 0) return false;
    return this.#deliveries.size >= this.#limits.messages || this.#bytes + bytes > this.#limits.bytes;
  }

  #tidy(): void {
    while (this.#first < this.#next && this.#letters[this.#first]?.settled !== false) {
      this.#letters[this.#first] = undefined;
      this.#first += 1;
    }
    if (this.#first < WORTH_MOVING && this.#first < this.#letters.length) return;
    this.#letters.splice(0, this.#first);
    this.#next -= this.#first;
    this.#first = 0;
  }
}

function refusalOf({ refused, reason }: Delivery): SyslogError | undefined {
  if (refused === 0) return undefined;
  const count = refused === 1 ? 'a message' : `${refused} messages`;
  return new SyslogError('SYSLOG_REFUSED', `the syslog server refused ${count}: ${reason}`);
}
