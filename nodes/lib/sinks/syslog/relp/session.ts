/**
 * A RELP session: the server acknowledges every message by number, so delivered means received. At most 128
 * messages are unacknowledged.
 */
import type { Socket } from 'node:net';
import { atMost } from '../../../wait';
import type { Backlog, Letter } from '../backlog';
import { Life } from '../life';
import { Patience } from '../patience';
import type { OpenSession, Session, SessionTimes } from '../session';
import { SessionError } from '../trouble';
import { writeParts } from '../write-parts';
import { encodeFrame, FrameParser, nextTxnr, type RelpFrame } from './frame';

export const WINDOW = 128;

/** The offers of the client, one per line; the server answers with what it accepts. */
const OFFERS = Buffer.from(
  'relp_version=0\nrelp_software=node-red-contrib-mimecast\ncommands=syslog',
  'latin1',
);
/** Maximum characters of a server response in an error message. */
const LONGEST_WORDS = 120;

interface Answer {
  readonly good: boolean;
  /** code and first line, for people */
  readonly words: string;
  readonly text: string;
}

/** `200 OK…` or `500 reason…`; a response without a code is a rejection. */
function answerOf({ data }: RelpFrame): Answer {
  const text = data.toString('utf8');
  const words = (text.split('\n')[0] ?? '')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, LONGEST_WORDS)
    .trim();
  return { good: /^200( |\n|$)/.test(text), words: words === '' ? 'without a word' : words, text };
}

export const openRelp: OpenSession = async (socket, backlog, times, signal) => {
  const session = new RelpSession(socket, backlog, times);
  const onAbort = (): void => session.end('closed');
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
  readonly #life: Life;
  readonly #patience: Patience;
  readonly #parser = new FrameParser();
  readonly #unanswered = new Map<number, Letter>();
  /** commands other than syslog: open and close */
  readonly #asked = new Map<number, (answer: Answer) => void>();
  #txnr = 0;

  readonly #socket: Socket;
  readonly #backlog: Backlog;
  readonly #times: SessionTimes;

  constructor(socket: Socket, backlog: Backlog, times: SessionTimes) {
    this.#socket = socket;
    this.#backlog = backlog;
    this.#times = times;
    this.#life = new Life(socket);
    this.over = this.#life.over;
    this.#patience = new Patience(this.#life, times.answerMs, 'the server does not answer any more');
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('drain', () => this.pump());
  }

  end(reason: string): void {
    this.#life.end(reason);
  }

  /** @throws SessionError */
  async open(): Promise<void> {
    const answer = await this.#ask('open', OFFERS, this.#times.openMs);
    if (answer === undefined) {
      this.#life.end('the server does not answer as a RELP server would');
    } else if (!answer.good) {
      this.#life.end(`the server refused the RELP session: ${answer.words}`);
    } else if (!/^commands=(.*,)?syslog(,|$)/m.test(answer.text)) {
      this.#life.end('the server does not take syslog over RELP');
    }
    if (this.#life.ended) throw new SessionError(await this.#life.over);
  }

  pump(): void {
    while (!this.#life.ended && this.#unanswered.size < WINDOW && !this.#socket.writableNeedDrain) {
      const letter = this.#backlog.take();
      if (letter === undefined) return;
      this.#txnr = nextTxnr(this.#txnr);
      this.#unanswered.set(this.#txnr, letter);
      this.#patience.await();
      writeParts(this.#socket, encodeFrame(this.#txnr, 'syslog', letter.octets));
    }
  }

  async close(): Promise<void> {
    if (!this.#life.ended) {
      await this.#ask('close', undefined, this.#times.farewellMs);
      this.#life.end('closed');
    }
    await this.#life.over;
  }

  /** undefined: no response in time, or the session has ended */
  async #ask(command: string, data: Buffer | undefined, ms: number): Promise<Answer | undefined> {
    this.#txnr = nextTxnr(this.#txnr);
    const txnr = this.#txnr;
    const answer = new Promise<Answer | undefined>((resolve) => {
      this.#asked.set(txnr, resolve);
      void this.#life.over.then(() => resolve(undefined));
    });
    writeParts(this.#socket, encodeFrame(txnr, command, data));
    return atMost(answer, ms);
  }

  #read(chunk: Buffer): void {
    try {
      for (const frame of this.#parser.push(chunk)) this.#understand(frame);
    } catch {
      this.#life.end('the server does not speak RELP, or not any more');
    }
    if (!this.#life.ended) this.pump();
  }

  #understand(frame: RelpFrame): void {
    if (this.#life.ended) return;
    if (frame.command === 'serverclose') this.#life.end('the server closed the RELP session');
    else if (frame.command === 'rsp') this.#answered(frame);
    // Other commands are unknown hints, which RELP requires to ignore.
  }

  #answered(frame: RelpFrame): void {
    const answer = answerOf(frame);
    const tell = this.#asked.get(frame.txnr);
    const letter = this.#unanswered.get(frame.txnr);
    if (tell !== undefined) {
      this.#asked.delete(frame.txnr);
      tell(answer);
    } else if (letter !== undefined) {
      this.#unanswered.delete(frame.txnr);
      this.#patience.progress(this.#unanswered.size > 0);
      this.#backlog.settle(letter, answer.good ? undefined : answer.words);
    } else {
      this.#life.end('the server answered what it was not asked');
    }
  }
}
