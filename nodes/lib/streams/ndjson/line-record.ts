import { isJsonObject, type JsonObject } from '../../contracts/json';
import type { SourceRecord } from '../../contracts/stream';

/**
 * A record that came as a line. The parsed value is kept until it is handed out for the first time: many records
 * may wait for acknowledgement, and a flow may change the value that it got.
 */
export class LineRecord implements SourceRecord {
  #parsed: JsonObject | undefined;

  /** @param parsed the parsed line; omitted where only the text is needed */
  constructor(
    readonly text: string,
    parsed?: JsonObject,
  ) {
    this.#parsed = parsed;
  }

  get value(): JsonObject {
    return this.#parsed ?? parseRecord(this.text) ?? {};
  }

  takeValue(): JsonObject {
    const { value } = this;
    this.#parsed = undefined;
    return value;
  }
}

/** @returns undefined: the text is no JSON object */
export function parseRecord(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
