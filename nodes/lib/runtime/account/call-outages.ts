import { IDENTITY_CALL, observeClient } from '../../collector/poll/observe-client';
import type { ApiClient, Trouble } from '../../contracts/api-client';
import { MimecastError } from '../../contracts/errors';
import type { PrefixedLog } from './prefixed-log';

/** An outage is a warning only after this many ms: most are shorter. */
const WARN_AFTER_MS = 10_000;

/**
 * Tracks outages of the calls of a node that has no separate streams, from the first failed attempt until a
 * call is answered. An outage logs one warning, repeats at debug level, and logs its end once.
 */
export class CallOutages {
  /** by path: one endpoint can be down while others answer */
  readonly #errorsByPath = new Map<string, MimecastError>();
  /** epoch ms of the start of the outage that was logged */
  #loggedSince: number | undefined;

  readonly #log: Pick<PrefixedLog, 'log' | 'warn' | 'debug'>;
  readonly #onChange: () => void;

  constructor(
    log: Pick<PrefixedLog, 'log' | 'warn' | 'debug'>,
    /** called when the status text may have changed */
    onChange: () => void,
  ) {
    this.#log = log;
    this.#onChange = onChange;
  }

  /** Short cause, for a status. */
  get cause(): string | undefined {
    const error = [...this.#errorsByPath.values()].at(-1);
    return error && (error.short ?? error.message);
  }

  /** Whether the log has this message already. */
  hasLogged(text: string): boolean {
    return (
      this.#loggedSince !== undefined &&
      [...this.#errorsByPath.values()].some(({ message }) => message === text)
    );
  }

  /** Wraps the client, so that this tracker observes its calls. */
  watch(client: ApiClient): ApiClient {
    return observeClient(client, {
      onTrouble: (trouble, path) =>
        trouble === undefined ? this.#onAnswer(path) : this.#onTrouble(trouble, path),
      onEnd: (path, error) => {
        // A permanent error is an answer too: the service is reachable.
        if (error === undefined || isPermanent(error)) this.#onAnswer(path);
        else if (isOutage(error)) this.#onFailure(error, path);
      },
    });
  }

  #onTrouble({ error, since, retryAt }: Trouble, path: string): void {
    // A slow call adds nothing while calls are known to fail.
    if (retryAt === undefined && this.#errorsByPath.size > 0) return;
    this.#errorsByPath.set(path, error);
    if (retryAt !== undefined && Date.now() - since >= WARN_AFTER_MS) this.#logOutage(error, since);
    else this.#log.debug(error.message);
    this.#onChange();
  }

  #onFailure(error: MimecastError, path: string): void {
    this.#errorsByPath.set(path, error);
    this.#logOutage(error, Date.now());
    this.#onChange();
  }

  #logOutage(error: MimecastError, since: number): void {
    if (this.#loggedSince !== undefined) {
      this.#log.debug(error.message);
      return;
    }
    this.#loggedSince = since;
    this.#log.warn(error.message);
  }

  /** Any answer shows that sign-in and account lookup work as well. */
  #onAnswer(path: string): void {
    const before = this.#errorsByPath.size;
    this.#errorsByPath.delete(path);
    if (path !== IDENTITY_CALL) this.#errorsByPath.delete(IDENTITY_CALL);
    if (this.#errorsByPath.size === before) return;
    if (this.#errorsByPath.size === 0) this.#logEnd();
    this.#onChange();
  }

  #logEnd(): void {
    if (this.#loggedSince === undefined) return;
    const seconds = Math.round((Date.now() - this.#loggedSince) / 1000);
    this.#loggedSince = undefined;
    this.#log.log(`Mimecast is reachable again after ${seconds} s`);
  }
}

function isPermanent(error: unknown): boolean {
  return error instanceof MimecastError && !error.transient;
}

/** Waiting for quota is not an outage. */
function isOutage(error: unknown): error is MimecastError {
  return error instanceof MimecastError && error.transient && error.code !== 'MIMECAST_RATE_LIMITED';
}
