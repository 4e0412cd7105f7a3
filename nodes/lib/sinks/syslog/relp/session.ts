/**
 * A RELP session: the server acknowledges every message by number, so delivered means received. At most 128
 * messages are unacknowledged.
 */
import type { Socket } from 'node:net';
import { atMost } from '../../../util/async';
import type { Backlog, Letter } from '../send-queue';
import { Life } from '../socket-lifetime';
import { Patience } from '../idle-timeout';
import type { OpenSession, Session, SessionTimes } from '../session';
import { SessionError } from '../connection-errors';
import { writeParts } from '../cork-write';
import { encodeFrame, FrameParser, nextTxnr, type RelpFrame } from './frame';

export const WINDOW = 128;

/** The offers of the client, one per line; the server answers with what it accepts. */
const OFFERS = Buffer.from(
  'relp_version=0\nrelp_software=node-red-contrib-mimecast\ncommands=syslog',
  'latin1',
);
/** Maximum characters of a server response in an error message. */
const MAX_RESPONSE_TEXT = 120;

interface RelpResponse {
  readonly accepted: boolean;
  /** code and first line, for people */
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
  readonly over: Promise<string>;
  readonly #lifetime: Life;
  readonly #idleTimeout: Patience;
  readonly #parser = new FrameParser();
  readonly #unacknowledged = new Map<number, Letter>();
  /** commands other than syslog: open and close */
  readonly #pendingCommands = new Map<number, (response: RelpResponse) => void>();
  #txnr = 0;

  readonly #socket: Socket;
  readonly #queue: Backlog;
  readonly #times: SessionTimes;

  constructor(socket: Socket, queue: Backlog, times: SessionTimes) {
    this.#socket = socket;
    this.#queue = queue;
    this.#times = times;
    this.#lifetime = new Life(socket);
    this.over = this.#lifetime.over;
    this.#idleTimeout = new Patience(this.#lifetime, times.answerMs, 'the server stopped responding');
    socket.on('data', (chunk: Buffer) => this.#parseChunk(chunk));
    socket.on('drain', () => this.pump());
  }

  destroy(reason: string): void {
    this.#lifetime.end(reason);
  }

  /** @throws SessionError */
  async open(): Promise<void> {
    const response = await this.#sendCommand('open', OFFERS, this.#times.openMs);
    if (response === undefined) {
      this.#lifetime.end('the server does not respond like a RELP server');
    } else if (!response.accepted) {
      this.#lifetime.end(`the server refused the RELP session: ${response.summary}`);
    } else if (!/^commands=(.*,)?syslog(,|$)/m.test(response.body)) {
      this.#lifetime.end('the server does not accept syslog over RELP');
    }
    if (this.#lifetime.ended) throw new SessionError(await this.#lifetime.over);
  }

  pump(): void {
    while (!this.#lifetime.ended && this.#unacknowledged.size < WINDOW && !this.#socket.writableNeedDrain) {
      const message = this.#queue.take();
      if (message === undefined) return;
      this.#txnr = nextTxnr(this.#txnr);
      this.#unacknowledged.set(this.#txnr, message);
      this.#idleTimeout.await();
      writeParts(this.#socket, encodeFrame(this.#txnr, 'syslog', message.octets));
    }
  }

  async close(): Promise<void> {
    if (!this.#lifetime.ended) {
      await this.#sendCommand('close', undefined, this.#times.farewellMs);
      this.#lifetime.end('closed');
    }
    await this.#lifetime.over;
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
      void this.#lifetime.over.then(() => resolve(undefined));
    });
    writeParts(this.#socket, encodeFrame(txnr, command, data));
    return atMost(response, ms);
  }

  #parseChunk(chunk: Buffer): void {
    try {
      for (const frame of this.#parser.push(chunk)) this.#handleFrame(frame);
    } catch {
      this.#lifetime.end('the server sent invalid RELP data');
    }
    if (!this.#lifetime.ended) this.pump();
  }

  #handleFrame(frame: RelpFrame): void {
    if (this.#lifetime.ended) return;
    if (frame.command === 'serverclose') this.#lifetime.end('the server closed the RELP session');
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
      this.#idleTimeout.progress(this.#unacknowledged.size > 0);
      this.#queue.settle(message, response.accepted ? undefined : response.summary);
    } else {
      this.#lifetime.end('the server sent an unexpected response');
    }
  }
}
