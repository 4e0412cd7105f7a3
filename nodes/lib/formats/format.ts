/** From the payload of a message to the payload in a format: both tables are looked up here, and nowhere else. */
import type { FormatName, FormatOptions, Level } from '../properties/format-options';
import { LEVELS } from '../properties/format-options';
import type { Event } from './event';
import { type Label, labelOf } from './label';
import { normalise } from './normalise';
import { originOf } from './origin';
import { privacyOf } from './privacy';
import { RENDERERS } from './render';
import { jsonLine } from './render/clean';
import type { Renderer } from './render/renderer';

/** A record, the place in its message, and the line that it came as. */
interface Entry {
  readonly record: unknown;
  readonly index: number | undefined;
  readonly line?: string;
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

/** Records between two pauses: a few milliseconds of work. */
const STRIDE = 100;

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

/** Lines of a text; blank ones at the end are no records. */
function entriesOfText(text: string): Entry[] {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  return lines
    .filter((line) => line.trim() !== '')
    .map((line, index) => ({ record: parsed(line), index, line }));
}

const levelOf = (word: string | undefined): Level | undefined => LEVELS.find((level) => level === word);

/** A level from the options, by log and type or by type alone. */
function relevel(event: Event, levels: FormatOptions['levels']): void {
  const { log, type } = event.origin;
  event.level = levelOf(levels[`${log}/${type}`]) ?? levelOf(levels[type]) ?? event.level;
}

export function createFormatter({ format, options, pseudonymKey }: FormatSettings): Formatter {
  const renderer = RENDERERS[format](options);
  const privacy = privacyOf(options, pseudonymKey);
  const hasLevels = Object.keys(options.levels).length > 0;
  const eventOf = ({ record, index, line }: Entry, label: Label): Event => {
    // the id is that of the record as it came: it joins what was sent with and without privacy
    const origin = originOf(record, label, index, line);
    const event = normalise(privacy === undefined ? record : privacy(record), origin);
    if (hasLevels) relevel(event, options.levels);
    return event;
  };
  return function* (message) {
    const { payload } = message;
    const label = labelOf(message);
    if (typeof payload !== 'string' && !Array.isArray(payload)) {
      return { payload: renderer.render(eventOf({ record: payload, index: undefined }, label)), count: 1 };
    }
    const entries = typeof payload === 'string' ? entriesOfText(payload) : entriesOfArray(payload);
    // somebody took records out: which id belongs to which is not known any more
    const known = label.ids === undefined || label.ids.length === entries.length;
    const own = known ? label : { ...label, ids: undefined, marks: undefined };
    const rendered: Rendered[] = [];
    for (const entry of entries) {
      rendered.push(renderer.render(eventOf(entry, own)));
      if (rendered.length % STRIDE === 0) yield;
    }
    return {
      payload: typeof payload === 'string' ? asText(renderer, rendered) : asPage(renderer, rendered),
      count: rendered.length,
    };
  };
}

type Rendered = string | Readonly<Record<string, unknown>>;

const entriesOfArray = (payload: readonly unknown[]): Entry[] =>
  payload.map((record, index) => ({ record, index }));

/** Objects one a line, bodies as their receivers want them. */
function asText(renderer: Renderer, rendered: readonly Rendered[]): string {
  const between = renderer.kind === 'body' ? renderer.between : '\n';
  return rendered.map((one) => (typeof one === 'string' ? one : jsonLine(one))).join(between);
}

/** A page is a list of events, and one body where the receiver takes bodies. */
const asPage = (renderer: Renderer, rendered: readonly Rendered[]): unknown =>
  renderer.kind === 'body' ? asText(renderer, rendered) : rendered;
