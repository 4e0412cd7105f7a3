import { z } from 'zod';
import { MimecastError } from '../api/errors';
import type { PositionBackend } from './position-file';
import type { Position, SourceRecord, Stream } from './stream';

const entrySchema = z.object({
  key: z.string(),
  /** Mimecast's account code, '' where the application may not know it */
  account: z.string(),
  fingerprint: z.string(),
  savedAt: z.string(),
  position: z.unknown(),
});
const documentSchema = z.object({ version: z.literal(1), entries: z.array(entrySchema) });

type Entry = z.infer<typeof entrySchema>;
interface Kept extends Entry {
  /** as it stands in the document; only what changed is made to text again */
  readonly text: string;
}

/** What is known of a stream's position when a poll begins. */
export interface Found<P> {
  /** undefined: this stream was never read for this account */
  readonly position: P | undefined;
  /** there was one that can't be read; `position` is at the limit of what the API still has */
  readonly lost: boolean;
  /** code of another account that has one, kept aside, when this one has none */
  readonly otherAccount: string | undefined;
}

/**
 * The positions of one source node. Identity is what is read (account code, stream, fingerprint), never the
 * credentials: a new secret goes on where the old one stood (design 4.4).
 */
export class Positions {
  private entries: Kept[] = [];
  private readonly lost = new Set<string>();
  private dirty = false;
  private writing: Promise<void> | undefined;
  private following: Promise<void> | undefined;

  /** @param account Mimecast's account code, '' where the application may not know it */
  constructor(
    private readonly backend: PositionBackend,
    private account: string,
  ) {}

  /**
   * Reads what is there, and writes it back once: a store that can't be written to is found out before
   * anything is handed over. Streams whose position is damaged are put at the limit of the retention, not at
   * the look-back of a first run.
   * @throws MimecastError MIMECAST_CONFIG
   */
  async open(streams: readonly Stream[]): Promise<void> {
    const text = await guarded('read', () =>
      this.backend.read((candidate) => parse(candidate) !== undefined),
    );
    const damaged = text === 'damaged';
    this.entries = text === undefined || damaged ? [] : (parse(text) ?? []).map(withText);
    // A permission that is gone for a while must not cost the position: unknown is whoever was here last.
    if (this.account === '') this.account = newest(this.entries)?.account ?? '';
    for (const stream of streams) {
      const entry = this.entryOf(stream);
      if (entry === undefined ? !damaged : stream.parse(entry.position) !== undefined) continue;
      this.lost.add(stream.key);
      this.put(stream, stream.oldest(Date.now()));
    }
    this.dirty = true;
    await this.flush();
  }

  current<R extends SourceRecord, P extends Position>(stream: Stream<R, P>): P | undefined {
    const entry = this.entryOf(stream);
    return entry === undefined ? undefined : stream.parse(entry.position);
  }

  /** For the beginning of a poll; that a position was lost is told once. */
  find<R extends SourceRecord, P extends Position>(stream: Stream<R, P>): Found<P> {
    const position = this.current(stream);
    const others = this.entries.filter(({ key, account }) => key === stream.key && account !== this.account);
    return {
      position,
      lost: this.lost.delete(stream.key),
      otherAccount: position === undefined ? newest(others)?.account : undefined,
    };
  }

  /**
   * The position counts at once for this process; the promise tells when it is durable. Writes that wait for
   * one under way become one.
   * @throws MimecastError MIMECAST_CONFIG when it can't be written (full disk, read-only folder …)
   */
  save(stream: Stream, position: Position): Promise<void> {
    this.put(stream, position);
    this.dirty = true;
    return this.flush();
  }

  /** Resolves when nothing is left to write; tries again what failed before. */
  async flush(): Promise<void> {
    if (this.writing !== undefined) {
      this.following ??= this.writing.then(
        () => this.start(),
        () => this.start(),
      );
      return this.following;
    }
    return this.dirty ? this.start() : undefined;
  }

  private start(): Promise<void> {
    this.following = undefined;
    this.writing = this.write().finally(() => {
      this.writing = undefined;
    });
    return this.writing;
  }

  private async write(): Promise<void> {
    this.dirty = false;
    const text = `{"version":1,"entries":[${this.entries.map((entry) => entry.text).join(',\n')}]}\n`;
    try {
      await guarded('saved', () => this.backend.write(text));
    } catch (error) {
      this.dirty = true;
      throw error;
    }
  }

  private put(stream: Stream, position: Position): void {
    const { key, fingerprint } = stream;
    const savedAt = new Date().toISOString();
    const entry = withText({ key, account: this.account, fingerprint, savedAt, position });
    this.entries = [...this.entries.filter((other) => !this.isOf(other, stream)), entry];
  }

  private entryOf(stream: Stream): Kept | undefined {
    const mine = this.entries.filter((entry) => this.isOf(entry, stream));
    return newest(mine.filter((entry) => entry.account === this.account)) ?? newest(mine);
  }

  /** What was saved while the account code was unknown belongs to whoever the account turns out to be. */
  private isOf(entry: Entry, stream: Stream): boolean {
    return (
      entry.key === stream.key &&
      entry.fingerprint === stream.fingerprint &&
      (entry.account === this.account || entry.account === '')
    );
  }
}

/** Errors of the store with a sentence and a code that a flow can act on. */
async function guarded<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MimecastError('MIMECAST_CONFIG', `the position can't be ${what}: ${reason}`, {
      transient: true,
    });
  }
}

function parse(text: string): Entry[] | undefined {
  try {
    const parsed = documentSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.entries : undefined;
  } catch {
    return undefined;
  }
}

function withText(entry: Entry): Kept {
  return { ...entry, text: JSON.stringify(entry) };
}

function newest(entries: readonly Kept[]): Kept | undefined {
  return entries.reduce<Kept | undefined>(
    (latest, entry) => (latest === undefined || entry.savedAt >= latest.savedAt ? entry : latest),
    undefined,
  );
}
