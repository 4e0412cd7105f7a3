import { isJsonObject } from '../../lib/contracts/json';
import type { OverviewChange } from '../../lib/contracts/overview';
import { EventParser, type ServerEvent } from './event-parser';
import type { Host } from './host';
import { RequestFailed, request } from './requests';

/** until `hello` says otherwise */
const FIRST_HEARTBEAT_MS = 15_000;
const MISSED_HEARTBEATS = 3;

export interface StreamListener {
  /** the server listens from now on: what is read later misses no change */
  onOpen(): void;
  onChange(change: OverviewChange): void;
}

/** Calls `onSilent` unless `heard` is called in time. */
class Watchdog {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ms = FIRST_HEARTBEAT_MS * MISSED_HEARTBEATS;
  readonly #onSilent: () => void;

  constructor(onSilent: () => void) {
    this.#onSilent = onSilent;
    this.heard();
  }

  heard(): void {
    this.stop();
    this.#timer = setTimeout(this.#onSilent, this.#ms);
  }

  expectEvery(ms: number): void {
    this.#ms = Math.max(ms, 1) * MISSED_HEARTBEATS;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function parseEvent(data: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(data);
  if (!isJsonObject(parsed)) throw new TypeError('an event is no object');
  return parsed;
}

const isChange = (event: Record<string, unknown>): event is Record<string, unknown> & OverviewChange =>
  typeof event['at'] === 'string';

/** Tells the listener what an event says. @returns the heartbeat that the server promises, if it does */
function dispatch({ event, data }: ServerEvent, listener: StreamListener): number | undefined {
  const content = parseEvent(data);
  if (event === 'change' && isChange(content)) listener.onChange(content);
  if (event !== 'hello') return undefined;
  listener.onOpen();
  const { heartbeatMs } = content;
  return typeof heartbeatMs === 'number' ? heartbeatMs : undefined;
}

async function readEvents(
  body: ReadableStream<string>,
  watchdog: Watchdog,
  listener: StreamListener,
): Promise<void> {
  const reader = body.getReader();
  const parser = new EventParser();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    for (const event of parser.push(read.value)) {
      const heartbeat = dispatch(event, listener);
      if (heartbeat !== undefined) watchdog.expectEvery(heartbeat);
    }
    watchdog.heard();
  }
}

/** Listens until the connection ends, which is an error in any case: the server never ends it. */
export async function listen(host: Host, outer: AbortSignal, listener: StreamListener): Promise<never> {
  const silent = new AbortController();
  const signal = AbortSignal.any([outer, silent.signal]);
  const watchdog = new Watchdog(() => silent.abort());
  try {
    const { body } = await request(host, 'events', signal);
    if (body !== null)
      await readEvents(body.pipeThrough(new TextDecoderStream(), { signal }), watchdog, listener);
    throw new RequestFailed(0);
  } catch (error) {
    throw outer.aborted || error instanceof RequestFailed ? error : new RequestFailed(0);
  } finally {
    watchdog.stop();
    silent.abort();
  }
}
