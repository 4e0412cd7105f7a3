/** Server-sent events for open overview pages. Without one there is no timer, no listener, and nothing is built. */
import {
  type ApiRow,
  OVERVIEW_VERSION,
  type OverviewChange,
  type OverviewHello,
} from '../../contracts/overview';
import { isStale } from '../../overview/model/judge-source';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../util/time';
import { type Board, type BoardChange, board } from '../recording/board';
import { apiRowOf, postureOf, rowsOf, tilesOf } from './build-model';

/** Open pages of all users together. */
export const MAX_CLIENTS = 30;
/** Nodes in one event; with more the page reads the model again. */
export const MAX_CHANGED_NODES = 200;
/** Bytes that wait for a slow client. With more it is cut off, connects again, and reads the model. */
export const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;
/** A source that hangs tells nobody: who looks must see it all the same. */
const STALE_CHECK_MS = MINUTE_MS;
/** A permission that was taken away must end, too: the page connects again by itself. */
const MAX_CONNECTION_MS = HOUR_MS;

export interface HubTimes {
  /** between two events */
  readonly intervalMs: number;
  readonly heartbeatMs: number;
  /** After the page was asked to read the model again, which costs more than an event. */
  readonly reloadMs: number;
}

const TIMES: HubTimes = { intervalMs: 2 * SECOND_MS, heartbeatMs: 15 * SECOND_MS, reloadMs: 10 * SECOND_MS };

/** The part of a response that is used here. */
export interface EventResponse {
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
  write(text: string): unknown;
  end(): unknown;
  destroy(): unknown;
  on(event: 'close' | 'error', listener: () => void): unknown;
  readonly destroyed: boolean;
  readonly writableLength: number;
}

export interface HubOptions {
  readonly board?: Board;
  readonly times?: HubTimes;
  /** Calls the listener when the flows stop. @returns removes it */
  onStop(listener: () => void): () => void;
}

export class EventHub {
  readonly #board: Board;
  readonly #onStop: HubOptions['onStop'];
  readonly #times: HubTimes;
  /** clients, and the timer that ends each */
  readonly #clients = new Map<EventResponse, NodeJS.Timeout>();
  /** of changed nodes */
  readonly #changed = new Map<string, BoardChange>();
  #reload = false;
  /** until the next event */
  #waitMs: number;
  #tick: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  /** ids of the sources that were stale at the last check */
  #stale: ReadonlySet<string> = new Set();
  #stopListening: (() => void) | undefined;

  constructor({ board: on = board, times = TIMES, onStop }: HubOptions) {
    this.#board = on;
    this.#times = times;
    this.#waitMs = times.intervalMs;
    this.#onStop = onStop;
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Whether anything runs: a timer or a listener. */
  get active(): boolean {
    return this.#tick !== undefined || this.#heartbeat !== undefined || this.#stopListening !== undefined;
  }

  /** @returns false when there are too many clients; then the response is untouched */
  add(response: EventResponse): boolean {
    if (this.#clients.size >= MAX_CLIENTS) return false;
    // It left while its login was checked, and does not say so again.
    if (response.destroyed) return true;
    const { heartbeatMs } = this.#times;
    response.on('close', () => this.#remove(response));
    // A broken connection closes next.
    response.on('error', () => this.#remove(response));
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      // A proxy that collects the response would hold it back.
      'x-accel-buffering': 'no',
    });
    this.#clients.set(
      response,
      setTimeout(() => this.#end(response), MAX_CONNECTION_MS),
    );
    this.#heartbeat ??= setInterval(() => this.#sendAll(': \n\n'), heartbeatMs);
    this.#stopListening ??= this.#listen();
    const hello: OverviewHello = { version: OVERVIEW_VERSION, at: new Date().toISOString(), heartbeatMs };
    this.#send(response, toEvent('hello', hello));
    return true;
  }

  /** Ends all connections: the flows stop. */
  close(): void {
    for (const response of [...this.#clients.keys()]) this.#end(response);
  }

  /** A connection must not outlive the flows that it reports on, nor hold up the end of the process. */
  #listen(): () => void {
    const removals = [this.#board.onChange((change) => this.#note(change)), this.#onStop(() => this.close())];
    this.#stale = this.#staleSources();
    const checking = setInterval(() => this.#checkStale(), STALE_CHECK_MS);
    return () => {
      clearInterval(checking);
      for (const remove of removals) remove();
    };
  }

  #note(change: BoardChange): void {
    if (change.kind === 'nodes') this.#reload = true;
    else this.#changed.set(change.node, change);
    if (this.#changed.size > MAX_CHANGED_NODES) this.#reload = true;
    if (this.#reload) this.#changed.clear();
    this.#tick ??= setTimeout(() => {
      this.#sendChanges().catch(() => this.close());
    }, this.#waitMs);
  }

  #staleSources(): ReadonlySet<string> {
    const now = Date.now();
    const stale = [...this.#board.sources.values()].filter((source) => isStale(source.summary(), now));
    return new Set(stale.map(({ id }) => id));
  }

  #checkStale(): void {
    try {
      this.#noteStale();
    } catch {
      this.close();
    }
  }

  #noteStale(): void {
    const before = this.#stale;
    this.#stale = this.#staleSources();
    for (const node of this.#stale) {
      const source = this.#board.sources.get(node);
      if (source !== undefined && !before.has(node))
        this.#note({ kind: 'source', node, account: source.account });
    }
  }

  async #sendChanges(): Promise<void> {
    this.#tick = undefined;
    const changes = [...this.#changed.values()];
    const isReload = this.#reload;
    this.#waitMs = isReload ? this.#times.reloadMs : this.#times.intervalMs;
    this.#changed.clear();
    this.#reload = false;
    const change: OverviewChange = isReload
      ? { at: new Date().toISOString(), reload: true }
      : await this.#build(changes);
    this.#sendAll(toEvent('change', change));
  }

  async #build(changes: readonly BoardChange[]): Promise<OverviewChange> {
    const now = Date.now();
    const nodes = changes.filter((change) => change.kind !== 'nodes');
    const { sources, assessments, accounts } = this.#board;
    const changed = nodes.flatMap(({ node }) => assessments.get(node) ?? []);
    const rows = nodes.flatMap(({ node }) => sources.get(node) ?? []).flatMap((one) => rowsOf(one, now));
    const tiles = changed.flatMap((one) => tilesOf(one, now));
    const postures = changed.filter(({ checks }) => checks.length > 0).map((one) => postureOf(one, now));
    const ids = new Set(nodes.map(({ account }) => account));
    const api: ApiRow[] = [];
    for (const id of ids) {
      const account = accounts.get(id);
      if (account !== undefined) api.push(await apiRowOf(account, now));
    }
    return {
      at: new Date(now).toISOString(),
      ...(rows.length > 0 && { rows }),
      ...(tiles.length > 0 && { tiles }),
      ...(postures.length > 0 && { postures }),
      ...(api.length > 0 && { api }),
    };
  }

  #sendAll(text: string): void {
    for (const response of [...this.#clients.keys()]) this.#send(response, text);
  }

  #send(response: EventResponse, text: string): void {
    if (response.writableLength > MAX_BUFFERED_BYTES) {
      this.#remove(response);
      response.destroy();
      return;
    }
    response.write(text);
  }

  #end(response: EventResponse): void {
    this.#remove(response);
    response.end();
  }

  #remove(response: EventResponse): void {
    clearTimeout(this.#clients.get(response));
    this.#clients.delete(response);
    if (this.#clients.size > 0) return;
    clearTimeout(this.#tick);
    clearInterval(this.#heartbeat);
    this.#tick = undefined;
    this.#heartbeat = undefined;
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#changed.clear();
    this.#reload = false;
  }
}

/** JSON has no line break, so one line of data is enough. */
const toEvent = (name: 'hello' | 'change', data: OverviewHello | OverviewChange): string =>
  `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
