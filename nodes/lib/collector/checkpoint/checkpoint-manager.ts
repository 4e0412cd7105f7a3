import type { CheckpointStore } from '../../contracts/checkpoint-store';
import { MimecastError } from '../../contracts/errors';
import type { Page, Position, SourceRecord, Stream } from '../../contracts/stream';
import { utcDay } from '../../util/time';
import type { LedgerReport } from '../reports/reports';
import {
  type CheckpointDocument,
  type CheckpointEntry,
  EMPTY_DOCUMENT,
  findNewest,
  parseDocument,
  type SavedState,
  type SerializedEntry,
  serializeDocument,
  serializeEntry,
} from './checkpoint-document';
import { addInterval, addPage, createLedgerReport, emptyLedger, type Ledger } from './ledger';

/** A stream's position at the start of a poll. */
export interface LoadedPosition<P> {
  /** undefined: this stream was never read for this account */
  readonly position: P | undefined;
  /** a saved position could not be read; `position` is the oldest that the API still has */
  readonly lost: boolean;
  /** code of another account with a saved position, if this account has none */
  readonly otherAccount: string | undefined;
}

export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The positions of one source node. A position is identified by what is read (account code, stream,
 * fingerprint) and never by the credentials: it survives a change of the secret.
 */
export class CheckpointManager {
  readonly #store: CheckpointStore;

  #document: CheckpointDocument = EMPTY_DOCUMENT;
  #account = '';
  #damaged = false;
  #loading: Promise<void> | undefined;
  readonly #lost = new Set<string>();
  #dirty = false;
  #writing: Promise<void> | undefined;
  #queuedWrite: Promise<void> | undefined;

  constructor(store: CheckpointStore) {
    this.#store = store;
  }

  /**
   * Reads the store once.
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
   * Loads the positions for display only, for the account that was used last.
   * @throws MimecastError MIMECAST_CONFIG
   */
  async loadReadOnly(): Promise<void> {
    await this.load();
    this.#account = findNewest(this.#document.entries)?.account ?? '';
  }

  /**
   * Selects the account once its code is known ('' where the application has no permission to read it).
   * Writes once, so that a read-only store is detected before any record is sent. A stream with a damaged
   * position starts at the oldest data that the API still has, not at the look-back of a first run.
   * @throws MimecastError MIMECAST_CONFIG
   */
  async open(account: string, streams: readonly Stream[]): Promise<void> {
    await this.load();
    // A missing permission must not lose the position: an unknown account counts as the one used last.
    this.#account = account === '' ? (findNewest(this.#document.entries)?.account ?? '') : account;
    for (const stream of streams) {
      const entry = this.#findEntry(stream);
      if (entry === undefined ? !this.#damaged : stream.parse(entry.position) !== undefined) continue;
      this.#lost.add(stream.key);
      this.#set(stream, stream.startAt(0, Date.now()), entry?.ledger);
    }
    this.#dirty = true;
    await this.flush();
  }

  /** Whether each stream has a position for any account: the account is unknown before `open`. */
  hasAll(streams: readonly Stream[]): boolean {
    return streams.every(({ key, fingerprint }) =>
      this.#document.entries.some((entry) => entry.key === key && entry.fingerprint === fingerprint),
    );
  }

  /** The saved state of the source; the defaults of a first run until `load` has ended. */
  get savedState(): SavedState {
    return this.#document.source;
  }

  /**
   * Loads the document first: a document that could not be read must not be replaced by an empty one.
   * @throws MimecastError MIMECAST_CONFIG when it can't be written; the change still applies to this process
   */
  async saveState(change: Partial<SavedState>): Promise<void> {
    await this.load();
    this.updateState(change);
    await this.flush();
  }

  /** Saved with the next write. */
  updateState(change: Partial<SavedState>): void {
    this.#document = { ...this.#document, source: { ...this.#document.source, ...change } };
    this.#dirty = true;
  }

  current<R extends SourceRecord, P extends Position>(stream: Stream<R, P>): P | undefined {
    const entry = this.#findEntry(stream);
    return entry === undefined ? undefined : stream.parse(entry.position);
  }

  /** For the start of a poll. A lost position is returned as `lost` only once. */
  loadPosition<R extends SourceRecord, P extends Position>(stream: Stream<R, P>): LoadedPosition<P> {
    const position = this.current(stream);
    const others = this.#document.entries.filter(
      ({ key, account }) => key === stream.key && account !== this.#account,
    );
    return {
      position,
      lost: this.#lost.delete(stream.key),
      otherAccount: position === undefined ? findNewest(others)?.account : undefined,
    };
  }

  /**
   * Sets the position in memory at once; the promise resolves when it is durable. Saves during a write are
   * combined into one following write. The page is added to the day's ledger in the same write.
   * @param window time range that was read with this page, epoch ms
   * @throws MimecastError MIMECAST_CONFIG when it can't be written (full disk, read-only folder …)
   */
  save(stream: Stream, page: Pick<Page, 'next' | 'records' | 'notices'>, window?: TimeRange): Promise<void> {
    const ledger = addPage(this.#ledgerOf(stream), page);
    const { from, to } = window ?? {};
    const read = from === undefined || to === undefined ? ledger : addInterval(ledger, from, to);
    this.#set(stream, page.next, read);
    this.#dirty = true;
    return this.flush();
  }

  /** Moves a stream back or forward for a command. Resolves when the move is durable. */
  move(stream: Stream, position: Position, notices: Page['notices'] = []): Promise<void> {
    return this.save(stream, { next: position, records: [], notices });
  }

  /**
   * Removes the position of a stream, so that its next poll is a first run. Resolves when that is durable.
   * @returns the ledger of the day so far
   */
  async forget(stream: Stream): Promise<LedgerReport> {
    const ledger = this.#ledgerOf(stream);
    const entries = this.#document.entries.filter((entry) => !this.#matches(entry, stream));
    this.#document = { ...this.#document, entries };
    this.#dirty = true;
    await this.flush();
    return createLedgerReport(ledger);
  }

  /** Account, position and time of the last save. */
  entryInfo(stream: Stream): Pick<CheckpointEntry, 'account' | 'position' | 'savedAt'> | undefined {
    return this.#findEntry(stream);
  }

  /**
   * Call it at the start of a poll: the records of a poll belong to the day on which the poll began.
   * @returns the ledger of the previous day when a new day has begun; the change is saved with the next write
   */
  closeDay(stream: Stream): LedgerReport | undefined {
    const entry = this.#findEntry(stream);
    const today = utcDay(Date.now());
    if (entry?.ledger === undefined || entry.ledger.day >= today) return undefined;
    this.#replace(stream, { ...entry, ledger: emptyLedger(today) });
    this.#dirty = true;
    return createLedgerReport(entry.ledger);
  }

  /** Resolves when everything is written. Retries a write that failed before. */
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
    const text = serializeDocument(this.#document);
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

  #replace(stream: Stream, { key, account, fingerprint, savedAt, position, ledger }: CheckpointEntry): void {
    const entry = serializeEntry({ key, account, fingerprint, savedAt, position, ...(ledger && { ledger }) });
    const others = this.#document.entries.filter((other) => !this.#matches(other, stream));
    this.#document = { ...this.#document, entries: [...others, entry] };
  }

  #ledgerOf(stream: Stream): Ledger {
    return this.#findEntry(stream)?.ledger ?? emptyLedger(utcDay(Date.now()));
  }

  #findEntry(stream: Stream): SerializedEntry | undefined {
    const matching = this.#document.entries.filter((entry) => this.#matches(entry, stream));
    return findNewest(matching.filter((entry) => entry.account === this.#account)) ?? findNewest(matching);
  }

  /** An entry without an account code belongs to the current account. */
  #matches(entry: CheckpointEntry, stream: Stream): boolean {
    return (
      entry.key === stream.key &&
      entry.fingerprint === stream.fingerprint &&
      (entry.account === this.#account || entry.account === '')
    );
  }
}

/** Turns errors of the store into a MimecastError with a message and a code for flows. */
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
