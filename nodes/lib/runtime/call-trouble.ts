import { MimecastError } from '../api/errors';
import type { ApiClient, Trouble } from '../api/types';
import { IDENTITY, watchedClient } from '../shipping/watched-client';
import type { NamedLog } from './named-log';

/** ms for which a call is in trouble before that is worth a warning: most trouble is over sooner. */
const OUTAGE_MS = 10_000;

/**
 * The trouble that the calls of a node without types are in, from the first failed try on until a call is answered.
 * An outage warns once, repeats at debug, and tells its end once.
 */
export class CallTrouble {
  /** by path: one that hangs is not well because others answer */
  private readonly failing = new Map<string, MimecastError>();
  /** epoch ms since when the outage has been told of */
  private toldSince: number | undefined;

  constructor(
    private readonly log: Pick<NamedLog, 'log' | 'warn' | 'debug'>,
    /** what is to be shown has changed */
    private readonly onChange: () => void,
  ) {}

  /** In a few words, for a status. */
  get cause(): string | undefined {
    const error = [...this.failing.values()].at(-1);
    return error && (error.short ?? error.message);
  }

  /** Whether the log has this sentence already. */
  hasTold(sentence: string): boolean {
    return (
      this.toldSince !== undefined && [...this.failing.values()].some(({ message }) => message === sentence)
    );
  }

  /** The same client, of whose calls this one learns. */
  watching(client: ApiClient): ApiClient {
    return watchedClient(client, {
      onTrouble: (trouble, path) => (trouble === undefined ? this.over(path) : this.hear(trouble, path)),
      onEnd: (path, error) => {
        // Refusals are answers too.
        if (error === undefined || isRefusal(error)) this.over(path);
        else if (isTrouble(error)) this.failed(error, path);
      },
    });
  }

  private hear({ error, since, retryAt }: Trouble, path: string): void {
    // What is known to be down is not merely slow.
    if (retryAt === undefined && this.failing.size > 0) return;
    this.failing.set(path, error);
    if (retryAt !== undefined && Date.now() - since >= OUTAGE_MS) this.tell(error, since);
    else this.log.debug(error.message);
    this.onChange();
  }

  private failed(error: MimecastError, path: string): void {
    this.failing.set(path, error);
    this.tell(error, Date.now());
    this.onChange();
  }

  private tell(error: MimecastError, since: number): void {
    if (this.toldSince !== undefined) {
      this.log.debug(error.message);
      return;
    }
    this.toldSince = since;
    this.log.warn(error.message);
  }

  /** Whoever answers anything has said whose account it is, or could. */
  private over(path: string): void {
    const known = this.failing.size;
    this.failing.delete(path);
    if (path !== IDENTITY) this.failing.delete(IDENTITY);
    if (this.failing.size === known) return;
    if (this.failing.size === 0) this.tellEnd();
    this.onChange();
  }

  private tellEnd(): void {
    if (this.toldSince === undefined) return;
    const seconds = Math.round((Date.now() - this.toldSince) / 1000);
    this.toldSince = undefined;
    this.log.log(`Mimecast answers again, after ${seconds} s`);
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof MimecastError && !error.transient;
}

/** Waiting for quota is none. */
function isTrouble(error: unknown): error is MimecastError {
  return error instanceof MimecastError && error.transient && error.code !== 'MIMECAST_RATE_LIMITED';
}
