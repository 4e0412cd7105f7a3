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
