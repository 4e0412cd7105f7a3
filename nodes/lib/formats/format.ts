/** From the payload of a message to the payload in a format: both tables are looked up here, and nowhere else. */
import type { FormatName, FormatOptions, Level } from '../properties/format-options';
import { LEVELS } from '../properties/format-options';
import type { Event } from './event';
import { type Label, labelOf } from './label';
import { normalise } from './normalise';
import { originOf } from './origin';
import { isBare, plain, textOfBytes } from './plain';
import { privacyOf } from './privacy';
import { RENDERERS } from './render';
import { jsonLine } from './render/clean';
import type { Renderer } from './render/renderer';

/** A record, the place in its message, and the line that it came as. */
interface Entry {
  readonly record: unknown;
  readonly index: number | undefined;
  readonly line?: string | undefined;
}

/** The records of a message one by one: a text is parsed as it is worked on, not all of it at once. */
interface Entries {
  readonly count: number;
  at(index: number): Entry;
}

export interface Formatted {
  readonly payload: unknown;
  readonly count: number;
}

export interface FormatSettings {
  readonly format: FormatName;
  readonly options: FormatOptions;
  /** only read where something is pseudonymised */
  readonly pseudonymKey: string;
}

/**
 * Never drops a record, never changes their order; the message itself is not touched. It pauses after some
 * records each, so that whoever runs it may let others have their turn (`inOneGo`, or step by step).
 */
export type Formatter = (message: { readonly payload?: unknown }) => Generator<void, Formatted>;

/** Records between two pauses: a few milliseconds of work; fewer where they are large. */
const STRIDE = 100;
const LONGEST_MS = 10;

export function inOneGo(steps: ReturnType<Formatter>): Formatted {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}

/** What editors put in front of a text is none of it. */
const BYTE_ORDER_MARK = /^\ufeff/;

/** Lines of a text; blank ones are no records. */
function entriesOfText(text: string): Entries {
  const lines = text.replace(BYTE_ORDER_MARK, '').split('\n');
  const full = lines
    .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
    .filter((line) => line.trim() !== '');
  return {
    count: full.length,
    at: (index) => ({ record: parsed(full[index] ?? ''), index, line: full[index] }),
  };
}

const levelOf = (word: string | undefined): Level | undefined => LEVELS.find((level) => level === word);

/** A level from the options, by log and type or by type alone. */
function relevel(event: Event, levels: FormatOptions['levels']): void {
  const { log, type } = event.origin;
  event.level = levelOf(levels[`${log}/${type}`]) ?? levelOf(levels[type]) ?? event.level;
}

/** What a source of ours sends is JSON; anything else is made so before somebody stumbles over it. */
function readable(record: unknown, label: Label): unknown {
  if (typeof record !== 'object' || record === null)
    return typeof record === 'bigint' ? plain(record) : record;
  return label.log !== undefined && (Array.isArray(record) || isBare(record)) ? record : plain(record);
}

export function createFormatter({ format, options, pseudonymKey }: FormatSettings): Formatter {
  const renderer = RENDERERS[format](options);
  const privacy = privacyOf(options, pseudonymKey);
  const hasLevels = Object.keys(options.levels).length > 0;
  const render = ({ record, index, line }: Entry, label: Label): Rendered => {
    // the id is that of the record as it came: it joins what was sent with and without privacy
    const origin = originOf(record, label, index, line);
    const event = normalise(privacy === undefined ? record : privacy(record), origin);
    if (hasLevels) relevel(event, options.levels);
    return renderer.render(event);
  };
  const renderAny = (entry: Entry, label: Label): Rendered => {
    try {
      return render({ ...entry, record: readable(entry.record, label) }, label);
    } catch {
      // a ring of objects, a getter that throws: what can be read of it goes on
      return render({ ...entry, record: plain(entry.record) }, label);
    }
  };
  return function* (message) {
    const payload = textOfBytes(message.payload) ?? message.payload;
    const label = labelOf(message);
    if (typeof payload !== 'string' && !Array.isArray(payload)) {
      return { payload: renderAny({ record: payload, index: undefined }, label), count: 1 };
    }
    const entries = typeof payload === 'string' ? entriesOfText(payload) : entriesOfArray(payload);
    const own = labelFor(entries.count, label);
    const rendered: Rendered[] = [];
    const isLong = watch();
    for (let index = 0; index < entries.count; index++) {
      rendered.push(renderAny(entries.at(index), own));
      if (isLong(rendered.length)) yield;
    }
    return {
      payload: typeof payload === 'string' ? asText(renderer, rendered) : asPage(renderer, rendered),
      count: rendered.length,
    };
  };
}

/** Where somebody took records out of a message, nobody knows any more which id belongs to which. */
const labelFor = (count: number, label: Label): Label =>
  label.ids === undefined || label.ids.length === count
    ? label
    : { ...label, ids: undefined, marks: undefined };

/** Whether it is time for others to have their turn. */
function watch(): (done: number) => boolean {
  let since = performance.now();
  return (done) => {
    const now = performance.now();
    if (done % STRIDE !== 0 && now - since < LONGEST_MS) return false;
    since = now;
    return true;
  };
}

type Rendered = string | Readonly<Record<string, unknown>>;

const entriesOfArray = (payload: readonly unknown[]): Entries => ({
  count: payload.length,
  at: (index) => ({ record: payload[index], index }),
});

/** Objects one a line, bodies as their receivers want them. */
function asText(renderer: Renderer, rendered: readonly Rendered[]): string {
  const between = renderer.kind === 'body' ? renderer.between : '\n';
  return rendered.map((one) => (typeof one === 'string' ? one : jsonLine(one))).join(between);
}

/** A page is a list of events, and one body where the receiver takes bodies. */
const asPage = (renderer: Renderer, rendered: readonly Rendered[]): unknown =>
  renderer.kind === 'body' ? asText(renderer, rendered) : rendered;
