import { MimecastError } from '../api/errors';
import {
  emptyLedger,
  type Ledger,
  type LedgerReport,
  ledgerReport,
  utcDay,
  withInterval,
  withPage,
} from './ledger';
import {
  documentText,
  EMPTY_DOCUMENT,
  type Entry,
  type KeptEntry,
  kept,
  newest,
  type PositionDocument,
  parseDocument,
  type SourceMemory,
} from './position-document';
import type { PositionBackend } from './position-file';
import type { Page, Position, SourceRecord, Stream } from './stream';

/** What is known of a stream's position when a poll begins. */
export interface Found<P> {
  /** undefined: this stream was never read for this account */
  readonly position: P | undefined;
  /** there was one that can't be read; `position` is at the limit of what the API still has */
  readonly lost: boolean;
  /** code of another account that has one, kept aside, when this one has none */
  readonly otherAccount: string | undefined;
}

export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * The positions of one source node. Identity is what is read (account code, stream, fingerprint), never the
 * credentials: a new secret goes on where the old one stood (design 4.4).
 */
export class Positions {
  readonly #store: PositionBackend;

  #document: PositionDocument = EMPTY_DOCUMENT;
  #account = '';
  #damaged = false;
  #loading: Promise<void> | undefined;
  readonly #lost = new Set<string>();
  #dirty = false;
  #writing: Promise<void> | undefined;
  #queuedWrite: Promise<void> | undefined;

  constructor(store: PositionBackend) {
    this.#store = store;
  }

  /**
   * Reads what is there, once.
   * @throws MimecastError MIMECAST_CONFIG; the next call tries again
   */
  load(): Promise<void> {
    this.#loading ??= this.#readDocument().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /**
   * For a look at what another process keeps: of the account that was here last.
   * @throws MimecastError MIMECAST_CONFIG
   */
  async peek(): Promise<void> {
    await this.load();
    this.#account = newest(this.#document.entries)?.account ?? '';
  }

  /**
   * For an account, as soon as its code is known ('' where the application may not know it). Writes once: a
   * store that takes nothing is found out before anything is handed over. Streams whose position is damaged
   * are put at the limit of the retention, not at the look-back of a first run.
   * @throws MimecastError MIMECAST_CONFIG
   */
  async open(account: string, streams: readonly Stream[]): Promise<void> {
    await this.load();
    // A permission that is gone for a while must not cost the position: unknown is whoever was here last.
    this.#account = account === '' ? (newest(this.#document.entries)?.account ?? '') : account;
    for (const stream of streams) {
      const entry = this.#findEntry(stream);
      if (entry === undefined ? !this.#damaged : stream.parse(entry.position) !== undefined) continue;
      this.#lost.add(stream.key);
      this.#set(stream, stream.startAt(0, Date.now()), entry?.ledger);
    }
    this.#dirty = true;
    await this.flush();
  }

  /** Whether each of them has been read before, for whatever account: before `open` nobody knows for which. */
  knows(streams: readonly Stream[]): boolean {
    return streams.every(({ key, fingerprint }) =>
      this.#document.entries.some((entry) => entry.key === key && entry.fingerprint === fingerprint),
    );
  }

  /** What the source knows of itself; as it is for a first run until `load` has ended. */
  get memory(): SourceMemory {
    return this.#document.source;
  }

  /**
   * Reads first what is there: a document that could not be read must not be replaced by an empty one.
   * @throws MimecastError MIMECAST_CONFIG when it can't be written; it counts for this process all the same
   */
  async remember(change: Partial<SourceMemory>): Promise<void> {
    await this.load();
    this.note(change);
    await this.flush();
  }

  /** Kept with the next write. */
  note(change: Partial<SourceMemory>): void {
    this.#document = { ...this.#document, source: { ...this.#document.source, ...change } };
    this.#dirty = true;
  }

  current<R extends SourceRecord, P extends Position>(stream: Stream<R, P>): P | undefined {
    const entry = this.#findEntry(stream);
    return entry === undefined ? undefined : stream.parse(entry.position);
  }

  /** For the beginning of a poll; that a position was lost is told once. */
  find<R extends SourceRecord, P extends Position>(stream: Stream<R, P>): Found<P> {
    const position = this.current(stream);
    const others = this.#document.entries.filter(
      ({ key, account }) => key === stream.key && account !== this.#account,
    );
    return {
      position,
      lost: this.#lost.delete(stream.key),
      otherAccount: position === undefined ? newest(others)?.account : undefined,
    };
  }

  /**
   * The position counts at once for this process; the promise tells when it is durable. Writes that wait for
   * one under way become one. The page enters the day's ledger in the same write.
   * @param window what of the time has been read with this page, epoch ms
   * @throws MimecastError MIMECAST_CONFIG when it can't be written (full disk, read-only folder …)
   */
  save(stream: Stream, page: Pick<Page, 'next' | 'records' | 'notices'>, window?: Window): Promise<void> {
    const ledger = withPage(this.#ledgerOf(stream), page);
    const { from, to } = window ?? {};
    const read = from === undefined || to === undefined ? ledger : withInterval(ledger, from, to);
    this.#set(stream, page.next, read);
    this.#dirty = true;
    return this.flush();
  }

  /** Moves a stream back (or on) because somebody asked; it is durable when the promise resolves. */
  move(stream: Stream, position: Position, notices: Page['notices'] = []): Promise<void> {
    return this.save(stream, { next: position, records: [], notices });
  }

  /**
   * Removes what is known of a stream: its next poll is a first run. Durable when the promise resolves.
   * @returns the ledger of its day so far
   */
  async forget(stream: Stream): Promise<LedgerReport> {
    const ledger = this.#ledgerOf(stream);
    const entries = this.#document.entries.filter((entry) => !this.#matches(entry, stream));
    this.#document = { ...this.#document, entries };
    this.#dirty = true;
    await this.flush();
    return ledgerReport(ledger);
  }

  /** Account, position and time of the last save, as they stand. */
  about(stream: Stream): Pick<Entry, 'account' | 'position' | 'savedAt'> | undefined {
    return this.#findEntry(stream);
  }

  /**
   * For the beginning of a poll: what it brings belongs to the day on which it began.
   * @returns the ledger of the day before, when a new day has begun since; kept with the next write
   */
  closeDay(stream: Stream): LedgerReport | undefined {
    const entry = this.#findEntry(stream);
    const today = utcDay(Date.now());
    if (entry?.ledger === undefined || entry.ledger.day >= today) return undefined;
    this.#replace(stream, { ...entry, ledger: emptyLedger(today) });
    this.#dirty = true;
    return ledgerReport(entry.ledger);
  }

  /** Resolves when nothing is left to write; tries again what failed before. */
  async flush(): Promise<void> {
    if (this.#writing !== undefined) {
      this.#queuedWrite ??= this.#writing.then(
        () => this.#startWrite(),
        () => this.#startWrite(),
      );
      return this.#queuedWrite;
    }
    return this.#dirty ? this.#startWrite() : undefined;
  }

  async #readDocument(): Promise<void> {
    const text = await wrapStoreErrors('read', () =>
      this.#store.read((candidate) => parseDocument(candidate) !== undefined),
    );
    this.#damaged = text === 'damaged';
    this.#document =
      (text === undefined || this.#damaged ? undefined : parseDocument(text)) ?? EMPTY_DOCUMENT;
  }

  #startWrite(): Promise<void> {
    this.#queuedWrite = undefined;
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    this.#dirty = false;
    const text = documentText(this.#document);
    try {
      await wrapStoreErrors('saved', () => this.#store.write(text));
    } catch (error) {
      this.#dirty = true;
      throw error;
    }
  }

  #set(stream: Stream, position: Position, ledger: Ledger | undefined): void {
    const { key, fingerprint } = stream;
    const savedAt = new Date().toISOString();
    this.#replace(stream, { key, account: this.#account, fingerprint, savedAt, position, ledger });
  }

  #replace(stream: Stream, { key, account, fingerprint, savedAt, position, ledger }: Entry): void {
    const entry = kept({ key, account, fingerprint, savedAt, position, ...(ledger && { ledger }) });
    const others = this.#document.entries.filter((other) => !this.#matches(other, stream));
    this.#document = { ...this.#document, entries: [...others, entry] };
  }

  #ledgerOf(stream: Stream): Ledger {
    return this.#findEntry(stream)?.ledger ?? emptyLedger(utcDay(Date.now()));
  }

  #findEntry(stream: Stream): KeptEntry | undefined {
    const matching = this.#document.entries.filter((entry) => this.#matches(entry, stream));
    return newest(matching.filter((entry) => entry.account === this.#account)) ?? newest(matching);
  }

  /** What was saved while the account code was unknown belongs to whoever the account turns out to be. */
  #matches(entry: Entry, stream: Stream): boolean {
    return (
      entry.key === stream.key &&
      entry.fingerprint === stream.fingerprint &&
      (entry.account === this.#account || entry.account === '')
    );
  }
}

/** Errors of the store with a sentence and a code that a flow can act on. */
async function wrapStoreErrors<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MimecastError('MIMECAST_CONFIG', `the position can't be ${what}: ${reason}`, {
      transient: true,
    });
  }
}
