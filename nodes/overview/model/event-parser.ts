/**
 * Reads server-sent events from text. EventSource is not used, because it cannot send the login of the editor in a
 * header.
 */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/** characters of an event that is not complete yet */
export const MAX_PENDING = 16 * 2 ** 20;

export class EventParser {
  #pending = '';

  /** @returns the events that are complete now; comments are none */
  push(text: string): ServerEvent[] {
    this.#pending += text.replaceAll('\r', '');
    if (this.#pending.length > MAX_PENDING) throw new RangeError('an event is too long');
    const end = this.#pending.lastIndexOf('\n\n');
    if (end < 0) return [];
    const blocks = this.#pending.slice(0, end).split('\n\n');
    this.#pending = this.#pending.slice(end + 2);
    return blocks.flatMap(eventOf);
  }
}

function eventOf(block: string): ServerEvent[] {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
  }
  return data.length === 0 ? [] : [{ event, data: data.join('\n') }];
}
