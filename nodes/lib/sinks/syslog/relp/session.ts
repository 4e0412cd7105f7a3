/**
 * A RELP session: the server acknowledges every message by number, so delivered means received. At most 128
 * messages are unacknowledged.
 */
import type { Socket } from 'node:net';
import { withTimeout } from '../../../util/async';
import { ConnectionError } from '../errors';
import type { QueuedMessage, SendQueue } from '../send-queue';
import type { OpenSession, Session, SessionTimes } from '../session';
import { IdleTimeout, SocketLifetime, writeCorked } from '../socket';
import { encodeFrame, FrameParser, nextTxnr, type RelpFrame } from './frame';

export const MAX_UNACKNOWLEDGED = 128;

/** The offers of the client, one per line; the server answers with what it accepts. */
const OFFERS = Buffer.from(
  'relp_version=0\nrelp_software=node-red-contrib-mimecast\ncommands=syslog',
  'latin1',
);
/** More refusals without an acceptance are a server that takes nothing, and no fault of the messages. */
const MAX_REFUSED_IN_SERIES = 3;
/** Maximum characters of a server response in an error message. */
const MAX_RESPONSE_TEXT = 120;

interface RelpResponse {
  readonly accepted: boolean;
  /** code and first line, as readable text */
  readonly summary: string;
  readonly body: string;
}

/** `200 OK…` or `500 reason…`; a response without a code is a rejection. */
function parseResponse({ data }: RelpFrame): RelpResponse {
  const text = data.toString('utf8');
  const summary = (text.split('\n')[0] ?? '')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, MAX_RESPONSE_TEXT)
    .trim();
  return {
    accepted: /^200( |\n|$)/.test(text),
    summary: summary === '' ? 'no reason given' : summary,
    body: text,
  };
}

export const openRelp: OpenSession = async (socket, queue, times, signal) => {
  const session = new RelpSession(socket, queue, times);
  const onAbort = (): void => session.destroy('closed');
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await session.open();
    return session;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
};

class RelpSession implements Session {
  readonly closed: Promise<string>;
  readonly #lifetime: SocketLifetime;
  readonly #idleTimeout: IdleTimeout;
  readonly #parser = new FrameParser();
  readonly #unacknowledged = new Map<number, QueuedMessage>();
  /** commands other than syslog: open and close */
  readonly #pendingCommands = new Map<number, (response: RelpResponse) => void>();
  #txnr = 0;
  /** refused since the last accepted message; they stay in flight until it is known why */
  readonly #refused: { readonly message: QueuedMessage; readonly reason: string }[] = [];
  #refusedInSeries = 0;
  /** in this session */
  #hasAccepted = false;

  readonly #socket: Socket;
  readonly #queue: SendQueue;
  readonly #times: SessionTimes;

  constructor(socket: Socket, queue: SendQueue, times: SessionTimes) {
    this.#socket = socket;
    this.#queue = queue;
    this.#times = times;
    this.#lifetime = new SocketLifetime(socket);
    this.closed = this.#lifetime.closed;
    this.#idleTimeout = new IdleTimeout(
      this.#lifetime,
      times.responseTimeoutMs,
      'the server stopped responding',
    );
    socket.on('data', (chunk: Buffer) => this.#parseChunk(chunk));
    socket.on('drain', () => this.flush());
  }

  destroy(reason: string): void {
    this.#lifetime.destroy(reason);
  }

  /** @throws SessionError */
  async open(): Promise<void> {
    const response = await this.#sendCommand('open', OFFERS, this.#times.openTimeoutMs);
    if (response === undefined) {
      this.#lifetime.destroy('the server does not respond like a RELP server');
    } else if (!response.accepted) {
      this.#lifetime.destroy(`the server refused the RELP session: ${response.summary}`);
    } else if (!/^commands=(.*,)?syslog(,|$)/m.test(response.body)) {
      this.#lifetime.destroy('the server does not accept syslog over RELP');
    }
    if (this.#lifetime.isClosed) throw new ConnectionError(await this.#lifetime.closed);
  }

  flush(): void {
    while (
      !this.#lifetime.isClosed &&
      this.#unacknowledged.size + this.#refused.length < MAX_UNACKNOWLEDGED &&
      !this.#socket.writableNeedDrain
    ) {
      const message = this.#queue.take();
      if (message === undefined) return;
      this.#txnr = nextTxnr(this.#txnr);
      this.#unacknowledged.set(this.#txnr, message);
      this.#idleTimeout.arm();
      writeCorked(this.#socket, encodeFrame(this.#txnr, 'syslog', message.octets));
    }
  }

  async close(): Promise<void> {
    if (!this.#lifetime.isClosed) {
      await this.#sendCommand('close', undefined, this.#times.closeTimeoutMs);
      this.#lifetime.destroy('closed');
    }
    await this.#lifetime.closed;
  }

  /** undefined: no response in time, or the session has ended */
  async #sendCommand(
    command: string,
    data: Buffer | undefined,
    ms: number,
  ): Promise<RelpResponse | undefined> {
    this.#txnr = nextTxnr(this.#txnr);
    const txnr = this.#txnr;
    const response = new Promise<RelpResponse | undefined>((resolve) => {
      this.#pendingCommands.set(txnr, resolve);
      void this.#lifetime.closed.then(() => resolve(undefined));
    });
    writeCorked(this.#socket, encodeFrame(txnr, command, data));
    return withTimeout(response, ms);
  }

  #parseChunk(chunk: Buffer): void {
    try {
      for (const frame of this.#parser.push(chunk)) this.#handleFrame(frame);
    } catch {
      this.#lifetime.destroy('the server sent invalid RELP data');
    }
    if (!this.#lifetime.isClosed) this.flush();
  }

  #handleFrame(frame: RelpFrame): void {
    if (this.#lifetime.isClosed) return;
    if (frame.command === 'serverclose') this.#lifetime.destroy('the server closed the RELP session');
    else if (frame.command === 'rsp') this.#handleResponse(frame);
    // Other commands are unknown hints, which RELP requires to ignore.
  }

  #handleResponse(frame: RelpFrame): void {
    const response = parseResponse(frame);
    const resolveCommand = this.#pendingCommands.get(frame.txnr);
    const message = this.#unacknowledged.get(frame.txnr);
    if (resolveCommand !== undefined) {
      this.#pendingCommands.delete(frame.txnr);
      resolveCommand(response);
    } else if (message !== undefined) {
      this.#unacknowledged.delete(frame.txnr);
      this.#idleTimeout.reset(this.#unacknowledged.size > 0);
      if (response.accepted) this.#accept(message);
      else this.#refuse(message, response.summary);
      this.#judgeRefused();
    } else {
      this.#lifetime.destroy('the server sent an unexpected response');
    }
  }

  #refuse(message: QueuedMessage, reason: string): void {
    this.#refused.push({ message, reason });
    this.#refusedInSeries += 1;
  }

  #accept(message: QueuedMessage): void {
    this.#hasAccepted = true;
    this.#refusedInSeries = 0;
    this.#queue.complete(message);
    // The server works, so what it refused before is the fault of those messages.
    this.#completeRefused(true);
  }

  /**
   * A refusal names a message only where others are accepted: a server with a full disk or a wrong setting
   * refuses all. It is known when the next one is accepted, or when nothing else is under way.
   */
  #judgeRefused(): void {
    const last = this.#refused.at(-1);
    if (last === undefined || this.#unacknowledged.size > 0) return;
    if (this.#refusedInSeries > MAX_REFUSED_IN_SERIES)
      this.#lifetime.destroy(`the server refuses all messages: ${last.reason}`);
    else if (this.#queue.hasWaiting) this.flush();
    else this.#completeRefused(this.#hasAccepted);
  }

  #completeRefused(isForGood: boolean): void {
    for (const { message, reason } of this.#refused.splice(0))
      this.#queue.complete(message, { reason, isForGood });
  }
}
