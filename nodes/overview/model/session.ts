/** Keeps the part that is shown up to date, while somebody looks at it. */
import type { OverviewChange, OverviewModel, OverviewPart } from '../../lib/contracts/overview';
import { backoffMs } from '../../lib/util/backoff';

import { applyChange } from './apply-change';
import { listen } from './event-stream';
import type { Host } from './host';
import { OtherVersion, RequestFailed, readModel } from './requests';
import { sleep } from './wait';

export type Connection =
  /** the first response has not come yet */
  | { readonly state: 'loading' }
  | { readonly state: 'live' }
  /** epoch ms of the next attempt */
  | { readonly state: 'lost'; readonly retryAt: number }
  /** the login has ended (401) */
  | { readonly state: 'ended' }
  /** the user lacks `mimecast.read` (403) */
  | { readonly state: 'forbidden' }
  /** the package was updated: the page has to be loaded again */
  | { readonly state: 'outdated' };

export interface SessionState {
  readonly connection: Connection;
  readonly part: OverviewPart;
  /** with `part`, and no other */
  readonly model: OverviewModel | undefined;
  /** what to add to the clock of the browser to get that of the server, in ms */
  readonly clockOffset: number;
}

const BACKOFF = { base: 1000, cap: 60_000, jitter: 'equal' } as const;
/** The model is read again at most this often. */
const RELOAD_MS = 2000;

export class Session {
  #state: SessionState;
  #visible = false;
  #running: AbortController | undefined;
  #failures = 0;
  /** changes that came while the model was being read; undefined: it is not being read */
  #early: OverviewChange[] | undefined;
  #reloadAgain = false;
  readonly #host: Host;
  readonly #onState: (state: SessionState) => void;

  constructor(host: Host, part: OverviewPart, onState: (state: SessionState) => void) {
    this.#state = { ...{ connection: { state: 'loading' }, part }, model: undefined, clockOffset: 0 };
    this.#host = host;
    this.#onState = onState;
  }

  get state(): SessionState {
    return this.#state;
  }

  get isVisible(): boolean {
    return this.#visible;
  }

  /** Only one part is kept: a thousand accounts have megabytes of each. */
  show(part: OverviewPart): void {
    if (part === this.#state.part) return;
    this.#set({ part, model: undefined });
    this.restart();
  }

  /** Nothing is asked for, and no connection is open, while nobody looks. */
  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    if (visible) this.restart();
    else this.#stop();
  }

  /** Connects now, whatever happened before. */
  restart(): void {
    this.#stop();
    if (!this.#visible) return;
    this.#failures = 0;
    const running = new AbortController();
    this.#running = running;
    this.#run(running.signal).catch(() => undefined);
  }

  close(): void {
    this.#visible = false;
    this.#stop();
  }

  #stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#early = undefined;
  }

  #set(changed: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...changed };
    this.#onState(this.#state);
  }

  async #run(signal: AbortSignal): Promise<void> {
    if (this.#state.model === undefined) this.#set({ connection: { state: 'loading' } });
    for (;;) {
      const error = await this.#connect(signal);
      if (signal.aborted) return;
      const end = endOf(error);
      if (end !== undefined) return this.#set({ connection: end });
      this.#failures += 1;
      const wait = backoffMs(this.#failures, BACKOFF);
      // A deploy, and an hour, end a connection that works: that is worth no notice if the next attempt succeeds.
      if (this.#failures > 1 || this.#state.connection.state !== 'live') {
        this.#set({ connection: { state: 'lost', retryAt: Date.now() + wait } });
        await this.#readOnce(signal);
      }
      await sleep(wait, signal);
    }
  }

  /** The server has no more connections to give, perhaps: what it has now is better than nothing. */
  async #readOnce(signal: AbortSignal): Promise<void> {
    if (this.#state.model !== undefined) return;
    const model = await readModel(this.#host, this.#state.part, signal).catch(() => undefined);
    if (model !== undefined && !signal.aborted)
      this.#set({ model, clockOffset: Date.parse(model.at) - Date.now() });
  }

  /** @returns why the connection ended */
  async #connect(outer: AbortSignal): Promise<unknown> {
    const attempt = new AbortController();
    const signal = AbortSignal.any([outer, attempt.signal]);
    let reading: Promise<unknown> | undefined;
    try {
      return await new Promise<unknown>((resolve) => {
        const read = (): void => {
          if (reading !== undefined) {
            this.#reloadAgain = true;
            return;
          }
          reading = this.#readAll(signal).then(
            () => {
              reading = undefined;
            },
            // The connection is given up with it: the next attempt reads again.
            resolve,
          );
        };
        const onChange = (change: OverviewChange): void => {
          if (signal.aborted) return;
          if (change.reload === true) read();
          else this.#apply(change);
        };
        listen(this.#host, signal, { onOpen: read, onChange }).catch(resolve);
      });
    } finally {
      attempt.abort();
    }
  }

  #apply(change: OverviewChange): void {
    if (this.#early !== undefined) this.#early.push(change);
    else if (this.#state.model !== undefined) this.#set({ model: applyChange(this.#state.model, change) });
  }

  /** Reads the model, and again if it was asked for meanwhile. */
  async #readAll(signal: AbortSignal): Promise<void> {
    do {
      this.#reloadAgain = false;
      await this.#read(signal);
      // Deploys come in bursts.
      await sleep(RELOAD_MS, signal);
    } while (this.#reloadAgain);
  }

  async #read(signal: AbortSignal): Promise<void> {
    this.#early = [];
    const model = await readModel(this.#host, this.#state.part, signal);
    const early = this.#early;
    this.#early = undefined;
    if (signal.aborted) return;
    this.#failures = 0;
    this.#set({
      connection: { state: 'live' },
      // What came meanwhile may be older than the model, then it is the same row again.
      model: (early ?? []).filter(({ at }) => at >= model.at).reduce(applyChange, model),
      clockOffset: Date.parse(model.at) - Date.now(),
    });
  }
}

/** undefined: trying again may help */
function endOf(error: unknown): Connection | undefined {
  if (error instanceof OtherVersion) return { state: 'outdated' };
  if (!(error instanceof RequestFailed)) return undefined;
  if (error.status === 401) return { state: 'ended' };
  return error.status === 403 ? { state: 'forbidden' } : undefined;
}
