import { MimecastError } from '../api/errors';
import type { ApiClient, Trouble } from '../api/types';
import { IDENTITY, watchedClient } from '../shipping/watched-client';
import type { NamedLog } from './named-log';

/** An outage is a warning only after this many ms: most are shorter. */
const OUTAGE_MS = 10_000;

/**
 * Tracks outages of the calls of a node that has no separate streams, from the first failed attempt until a
 * call is answered. An outage logs one warning, repeats at debug level, and logs its end once.
 */
export class CallTrouble {
  /** by path: one endpoint can be down while others answer */
  readonly #failing = new Map<string, MimecastError>();
  /** epoch ms of the start of the outage that was logged */
  #toldSince: number | undefined;

  readonly #log: Pick<NamedLog, 'log' | 'warn' | 'debug'>;
  readonly #onChange: () => void;

  constructor(
    log: Pick<NamedLog, 'log' | 'warn' | 'debug'>,
    /** called when the status text may have changed */
    onChange: () => void,
  ) {
    this.#log = log;
    this.#onChange = onChange;
  }

  /** Short cause, for a status. */
  get cause(): string | undefined {
    const error = [...this.#failing.values()].at(-1);
    return error && (error.short ?? error.message);
  }

  /** Whether the log has this message already. */
  hasTold(sentence: string): boolean {
    return (
      this.#toldSince !== undefined && [...this.#failing.values()].some(({ message }) => message === sentence)
    );
  }

  /** The same client; this tracker sees its calls. */
  watching(client: ApiClient): ApiClient {
    return watchedClient(client, {
      onTrouble: (trouble, path) => (trouble === undefined ? this.#over(path) : this.#hear(trouble, path)),
      onEnd: (path, error) => {
        // A permanent error is an answer too: the service is reachable.
        if (error === undefined || isRefusal(error)) this.#over(path);
        else if (isTrouble(error)) this.#failed(error, path);
      },
    });
  }

  #hear({ error, since, retryAt }: Trouble, path: string): void {
    // A slow call adds nothing while calls are known to fail.
    if (retryAt === undefined && this.#failing.size > 0) return;
    this.#failing.set(path, error);
    if (retryAt !== undefined && Date.now() - since >= OUTAGE_MS) this.#tell(error, since);
    else this.#log.debug(error.message);
    this.#onChange();
  }

  #failed(error: MimecastError, path: string): void {
    this.#failing.set(path, error);
    this.#tell(error, Date.now());
    this.#onChange();
  }

  #tell(error: MimecastError, since: number): void {
    if (this.#toldSince !== undefined) {
      this.#log.debug(error.message);
      return;
    }
    this.#toldSince = since;
    this.#log.warn(error.message);
  }

  /** Any answer shows that sign-in and account lookup work as well. */
  #over(path: string): void {
    const known = this.#failing.size;
    this.#failing.delete(path);
    if (path !== IDENTITY) this.#failing.delete(IDENTITY);
    if (this.#failing.size === known) return;
    if (this.#failing.size === 0) this.#tellEnd();
    this.#onChange();
  }

  #tellEnd(): void {
    if (this.#toldSince === undefined) return;
    const seconds = Math.round((Date.now() - this.#toldSince) / 1000);
    this.#toldSince = undefined;
    this.#log.log(`Mimecast answers again, after ${seconds} s`);
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof MimecastError && !error.transient;
}

/** Waiting for quota is no outage. */
function isTrouble(error: unknown): error is MimecastError {
  return error instanceof MimecastError && error.transient && error.code !== 'MIMECAST_RATE_LIMITED';
}
