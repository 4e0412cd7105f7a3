/** Converts the payload of a message into an output format: parse, filter personal data, render. */
import type { FormatName, FormatOptions, Level } from '../properties/values/format-options';
import { LEVELS } from '../properties/values/format-options';
import { type Entry, entriesOf, isListEnvelope, onlyEntry } from './entries';
import type { Event, Origin } from './event';
import { type MessageMetadata, originOf, readMetadata } from './metadata';
import { normalize } from './normalize';
import { createPrivacyFilter, type PrivacyFilter } from './privacy/privacy';
import { createIdReplacer } from './privacy/pseudonymizers';
import { RENDERERS } from './render';
import type { Renderer } from './render/renderer';
import { toJsonLine } from './render/sanitize';
import { cached } from './text-cache';
import { decodeBytes, isPlainObject, toJson } from './to-json';

export interface Formatted {
  readonly payload: unknown;
  readonly count: number;
}

export interface FormatSettings {
  readonly format: FormatName;
  readonly options: FormatOptions;
  /** used only when something is pseudonymised */
  readonly pseudonymKey: string;
}

/**
 * Never drops a record, and keeps the order. The message itself is not changed. The generator yields after some
 * records, so that the caller can yield to the event loop, or run it to the end with `runSync`.
 */
export type Formatter = (message: { readonly payload?: unknown }) => Generator<void, Formatted>;

/** Yields after this many records, or earlier after this many ms when the records are large. */
const YIELD_EVERY = 100;
const MAX_SLICE_MS = 10;

export function runSync(steps: ReturnType<Formatter>): Formatted {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

const levelOf = (name: string | undefined): Level | undefined => LEVELS.find((level) => level === name);

/** Overrides the level from the options, by log and type or by type alone. */
function overrideLevel(event: Event, levels: FormatOptions['levels']): void {
  const { log, type } = event.origin;
  event.level = levelOf(levels[`${log}/${type}`]) ?? levelOf(levels[type]) ?? event.level;
}

/** Records of our source nodes are JSON already. Anything else is converted first. */
function ensureJson(record: unknown, metadata: MessageMetadata): unknown {
  if (typeof record !== 'object' || record === null)
    return typeof record === 'bigint' ? toJson(record) : record;
  return metadata.log !== undefined && (Array.isArray(record) || isPlainObject(record))
    ? record
    : toJson(record);
}

export function createFormatter({ format, options, pseudonymKey }: FormatSettings): Formatter {
  const renderer = RENDERERS[format](options);
  const privacy = createPrivacyFilter(options, pseudonymKey);
  const hasLevels = Object.keys(options.levels).length > 0;
  const filtered = (value: unknown): unknown => (privacy === undefined ? value : privacy(value));
  const hideOrigin =
    privacy === undefined ? undefined : originFilter(privacy, createIdReplacer(pseudonymKey));
  const render = (entry: Entry, metadata: MessageMetadata): Rendered => {
    // the id is that of the record before the privacy filter: what differs in hidden members alone has another id
    const found = originOf(entry, metadata);
    const origin = hideOrigin === undefined ? found : hideOrigin(found);
    const event = normalize(filtered(entry.record), origin, renderer.mayHaveHalves);
    if (hasLevels) overrideLevel(event, options.levels);
    return renderer.render(event);
  };
  const renderAny = (entry: Entry, metadata: MessageMetadata): Rendered => {
    try {
      const record = ensureJson(entry.record, metadata);
      return render(record === entry.record ? entry : { ...entry, record }, metadata);
    } catch {
      // circular references or throwing getters: convert what can be read
      return render({ ...entry, record: toJson(entry.record) }, metadata);
    }
  };
  return function* (message) {
    const payload = decodeBytes(message.payload) ?? message.payload;
    const metadata = readMetadata(message);
    const isOne = typeof payload !== 'string' && !Array.isArray(payload);
    if (isOne && !isListEnvelope(payload)) {
      return { payload: renderAny(onlyEntry(payload), metadata), count: 1 };
    }
    const entries = entriesOf(isOne ? [payload] : payload);
    const pageMetadata = metadataFor(entries.count, metadata);
    const rendered: Rendered[] = [];
    const sliceIsOver = createTimeSlice();
    for (let index = 0; index < entries.count; index++) {
      rendered.push(renderAny(entries.at(index), pageMetadata));
      if (sliceIsOver(rendered.length)) yield;
    }
    return {
      payload: typeof payload === 'string' ? asText(renderer, rendered) : asPage(renderer, rendered),
      count: rendered.length,
    };
  };
}

/** Logs, types and accounts are few, but a record can contain any. */
const MAX_TEXTS = 500;

/** Type and account are texts of the record, and the marks have what an envelope says. */
function originFilter(privacy: PrivacyFilter, hideId: (id: string) => string): (origin: Origin) => Origin {
  const hide = cached(MAX_TEXTS, (text) => String(privacy(text)));
  return (origin) => ({
    ...origin,
    id: hideId(origin.id),
    log: hide(origin.log),
    type: hide(origin.type),
    account: origin.account === undefined ? undefined : hide(origin.account),
    marks: Object.assign({}, privacy(origin.marks)),
  });
}

/** Drops the ids when their number differs from the records: a flow has changed the list, so they no longer match. */
const metadataFor = (count: number, metadata: MessageMetadata): MessageMetadata =>
  metadata.ids === undefined || metadata.ids.length === count
    ? metadata
    : { ...metadata, ids: undefined, marks: undefined };

/** Creates a function that returns whether it is time to yield to the event loop. */
function createTimeSlice(): (done: number) => boolean {
  let startedAt = performance.now();
  return (done) => {
    const now = performance.now();
    if (done % YIELD_EVERY !== 0 && now - startedAt < MAX_SLICE_MS) return false;
    startedAt = now;
    return true;
  };
}

type Rendered = string | Readonly<Record<string, unknown>>;

/** One object per line; bodies with the separator that their receivers expect. */
function asText(renderer: Renderer, rendered: readonly Rendered[]): string {
  const between = renderer.kind === 'body' ? renderer.between : '\n';
  return rendered.map((one) => (typeof one === 'string' ? one : toJsonLine(one))).join(between);
}

/** A page becomes a list of events, or one body if the receiver takes bodies. */
const asPage = (renderer: Renderer, rendered: readonly Rendered[]): unknown =>
  renderer.kind === 'body' ? asText(renderer, rendered) : rendered;
