import type { Finding } from '../../assessments/policy/finding';
import type { CheckpointStore } from '../../contracts/checkpoint-store';
import { AccountHistory } from '../../overview/history/account-history';
import {
  type Archive,
  addDetails,
  archiveDays,
  EMPTY_ARCHIVE,
  parseArchive,
  serializeArchive,
} from '../../overview/history/archive';
import { dayOf } from '../../overview/history/day-counts';
import { toError } from '../node-red/on-input';
import { type SaveQueue, saveQueue } from './save-queue';

export interface RecorderStores {
  readonly recent: CheckpointStore;
  readonly archive: CheckpointStore;
}

export interface RecorderLog {
  warn(text: string): void;
  debug(text: string): void;
}

/** Changes that wait for the first read. A poll makes one to five. */
const MAX_PENDING = 10_000;
/** ms; Node-RED itself gives up after 15 s */
export const CLOSE_TIMEOUT_MS = 5_000;

type Change = (history: AccountHistory) => void;

/** Keeps the history of one account, from the first record to the close. Reads nothing before the first record. */
export class AccountRecorder {
  readonly #stores: RecorderStores;
  readonly #log: RecorderLog;
  readonly #queue: SaveQueue;

  #history: AccountHistory | undefined;
  #loading: Promise<AccountHistory> | undefined;
  #pending: Change[] = [];
  /** findings with their evidence, by node: only the archive keeps it */
  readonly #findings = new Map<string, { readonly findings: readonly Finding[]; readonly runAt: string }>();
  #dirty = false;
  #saving: Promise<void> = Promise.resolve();
  #failing = false;
  #closed = false;

  constructor(stores: RecorderStores, log: RecorderLog, queue: SaveQueue = saveQueue) {
    this.#stores = stores;
    this.#log = log;
    this.#queue = queue;
  }

  start(): void {
    // Nothing to do before the first record.
  }

  /** undefined before it was read; `load` reads it */
  get history(): AccountHistory | undefined {
    return this.#history;
  }

  /** Applies the change now, or when the saved history was read. */
  record(change: Change): void {
    if (this.#closed) return;
    this.#dirty = true;
    this.#queue.request(this);
    if (this.#history !== undefined) change(this.#history);
    else if (this.#pending.length < MAX_PENDING) {
      this.#pending.push(change);
      this.load().catch(() => undefined);
    }
  }

  recordFindings(node: string, findings: readonly Finding[], runAt: string): void {
    this.#findings.set(node, { findings, runAt });
    this.record((history) => history.addRun(node, findings, runAt));
  }

  /** Rejects when the store can't be read; the next call tries again. */
  load(): Promise<AccountHistory> {
    this.#loading ??= this.#read().catch((error: unknown) => {
      this.#loading = undefined;
      this.#warnOnce(`the history of the overview can't be read: ${toError(error).message}`);
      throw error;
    });
    return this.#loading;
  }

  /** What is damaged is empty. Rejects when the store can't be read. */
  async readArchive(): Promise<Archive> {
    const text = await this.#stores.archive.read((one) => parseArchive(one) !== undefined);
    const archive = text === undefined ? EMPTY_ARCHIVE : parseArchive(text);
    if (archive === undefined)
      this.#warnOnce('the archive of the overview is damaged; a new, empty one is started');
    return this.#withFindings(archive ?? EMPTY_ARCHIVE);
  }

  /** Never rejects: a history that can't be saved must not stop the collection. */
  save(): Promise<void> {
    this.#saving = this.#saving
      .then(() => this.#write())
      .catch((error: unknown) => {
        this.#dirty = true;
        this.#warnOnce(`the history of the overview can't be saved: ${toError(error).message}`);
        if (!this.#closed) this.#queue.request(this);
      });
    return this.#saving;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#queue.cancel(this);
    await this.save();
  }

  async #read(): Promise<AccountHistory> {
    const text = await this.#stores.recent.read((one) => AccountHistory.parse(one) !== undefined);
    const history = text === undefined ? undefined : AccountHistory.parse(text);
    if (text === 'damaged')
      this.#log.warn('the history of the overview is damaged; a new, empty one is started');
    const loaded = history ?? new AccountHistory();
    for (const change of this.#pending) change(loaded);
    this.#pending = [];
    this.#history = loaded;
    return loaded;
  }

  async #write(): Promise<void> {
    if (!this.#dirty) return;
    this.#dirty = false;
    const history = await this.load();
    const now = Date.now();
    const today = dayOf(now);
    // The archive first: the days are in the history until they are in the archive.
    if (history.archivedTo !== today || this.#findings.size > 0) {
      const written = new Map(this.#findings);
      const archive = archiveDays(await this.readArchive(), history, today);
      await this.#stores.archive.write(serializeArchive(archive));
      history.archivedTo = today;
      for (const [node, run] of written) if (this.#findings.get(node) === run) this.#findings.delete(node);
    }
    await this.#stores.recent.write(history.serialize(now));
    this.#failing = false;
  }

  #withFindings(archive: Archive): Archive {
    let result = archive;
    for (const [node, { findings, runAt }] of this.#findings)
      result = addDetails(result, node, findings, runAt);
    return result;
  }

  #warnOnce(text: string): void {
    if (this.#failing) this.#log.debug(text);
    else this.#log.warn(text);
    this.#failing = true;
  }
}
