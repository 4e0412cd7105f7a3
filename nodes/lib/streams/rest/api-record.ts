import type { JsonObject } from '../../contracts/json';
import type { SourceRecord } from '../../contracts/stream';
import { canonicalJson } from '../../util/canonical-json';

/** A record of a response that is one JSON document. `text` is made on first use and kept. */
export class ApiRecord implements SourceRecord {
  #line: string | undefined;

  constructor(
    readonly value: JsonObject,
    readonly marks?: Readonly<Record<string, string>>,
  ) {}

  get text(): string {
    this.#line ??= canonicalJson(this.value);
    return this.#line;
  }
}

export interface ChunkLimits {
  /** records */
  readonly chunk: number;
  /** bytes of text */
  readonly chunkBytes: number;
}

/** Splits the items into non-empty chunks, in order. A single record above the byte limit gets a chunk of its own. */
export function chunksOf<T extends { readonly record: SourceRecord }>(
  items: readonly T[],
  { chunk, chunkBytes }: ChunkLimits,
): readonly (readonly T[])[] {
  const chunks: T[][] = [];
  let open: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(item.record.text) + 1;
    if (open.length > 0 && (open.length >= chunk || bytes + size > chunkBytes)) {
      chunks.push(open);
      open = [];
      bytes = 0;
    }
    open.push(item);
    bytes += size;
  }
  return open.length === 0 ? chunks : [...chunks, open];
}
