import type { SourceRecord } from '../../shipping/stream';

type Value = Readonly<Record<string, unknown>>;

/**
 * A record that came as a line. What it says is kept until it is given away for the first time: with
 * acknowledgements many records wait, and what a flow got may have been changed by it.
 */
export class LineRecord implements SourceRecord {
  #parsed: Value | undefined;

  /** @param parsed what the line says; left out where nobody is going to ask */
  constructor(
    readonly text: string,
    parsed?: Value,
  ) {
    this.#parsed = parsed;
  }

  get value(): Value {
    return this.#parsed ?? parseRecord(this.text) ?? {};
  }

  fresh(): Value {
    const { value } = this;
    this.#parsed = undefined;
    return value;
  }
}

/** undefined: the text is no JSON object */
export function parseRecord(text: string): Value | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
