/** An outage is reported once, repeated at debug level, and its end is reported once. */

interface Outage {
  readonly since: number;
  readonly streams: Set<string>;
}

export interface OutageStart {
  /** first failure of this stream: send a `failed` report */
  readonly newForStream: boolean;
  /** first stream of this node with this code: log an error that Catch nodes see */
  readonly newForNode: boolean;
}

export interface OutageEnd {
  /** epoch ms of the first failure of this stream */
  readonly since: number;
  /** no other stream of this node fails with this code */
  readonly lastStream: boolean;
  readonly code: string;
}

export class OutageTracker {
  readonly #byCode = new Map<string, Outage>();
  readonly #sinceByStream = new Map<string, { code: string; since: number }>();

  /** @param now epoch ms */
  recordFailure(stream: string, code: string, now: number): OutageStart {
    const earlier = this.#sinceByStream.get(stream);
    if (earlier?.code === code) return { newForStream: false, newForNode: false };
    if (earlier !== undefined) this.#removeFailure(stream, earlier.code);
    this.#sinceByStream.set(stream, { code, since: earlier?.since ?? now });
    const outage = this.#byCode.get(code) ?? { since: now, streams: new Set<string>() };
    this.#byCode.set(code, outage);
    outage.streams.add(stream);
    return { newForStream: true, newForNode: outage.streams.size === 1 };
  }

  recordSuccess(stream: string): OutageEnd | undefined {
    const outage = this.#sinceByStream.get(stream);
    if (outage === undefined) return undefined;
    this.#sinceByStream.delete(stream);
    const lastStream = this.#removeFailure(stream, outage.code);
    return { since: outage.since, lastStream, code: outage.code };
  }

  #removeFailure(stream: string, code: string): boolean {
    const outage = this.#byCode.get(code);
    outage?.streams.delete(stream);
    if (outage?.streams.size !== 0) return false;
    this.#byCode.delete(code);
    return true;
  }
}
