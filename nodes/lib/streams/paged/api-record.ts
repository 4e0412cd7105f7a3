import type { SourceRecord } from '../../shipping/stream';
import { canonicalJson, type Value } from './canonical';

/** A record of an answer that is JSON as a whole: its line is made when somebody asks for it, once. */
export class ApiRecord implements SourceRecord {
  #line: string | undefined;

  constructor(
    readonly value: Value,
    readonly marks?: Readonly<Record<string, string>>,
  ) {}

  get text(): string {
    this.#line ??= canonicalJson(this.value);
    return this.#line;
  }
}
