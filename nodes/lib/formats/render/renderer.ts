import type { FormatOptions } from '../../properties/values/format-options';
import type { Event, Origin } from '../event';
import { cached } from '../text-cache';
import { cleanName } from './sanitize';

/** The options of the node. A renderer is created once per node, so that it can prepare its tables. */
export type Settings = FormatOptions;

interface Common {
  /** replaces half surrogates itself, or keeps them: the search for them in every record is saved */
  readonly mayHaveHalves?: true;
}

/** Renderers return objects, lines of text, or parts of one text body. */
export type Renderer = Common &
  (
    | { readonly kind: 'object'; readonly render: (event: Event) => Readonly<Record<string, unknown>> }
    | {
        readonly kind: 'line';
        readonly render: (event: Event) => string;
      }
    /** one text for all events of a message, joined by `between` */
    | { readonly kind: 'body'; readonly render: (event: Event) => string; readonly between: string }
  );

/** `attachment-protect`: a type as a part of an id or a path. */
const slugOf = (name: string): string => cleanName(name).replaceAll(' ', '-');

/** Logs and types are few, but a flow can set any. */
const MAX_LOGS = 50;
const MAX_TYPES = 200;

const sourceNames = cached(MAX_LOGS, (log) =>
  cached(MAX_TYPES, (type) => (log === type ? cleanName(log) : `${cleanName(log)}.${slugOf(type)}`)),
);

/** `audit` or `siem.attachment-protect`: log and type in the form of `msg.topic`. */
export const sourceName = ({ log, type }: Origin): string => sourceNames(log)(type);

const sourcePaths = cached(MAX_LOGS, (log) =>
  cached(MAX_TYPES, (type) => `mimecast/${cleanName(log)}/${slugOf(type)}`),
);

/** `mimecast/siem/attachment-protect` */
export const sourcePath = ({ log, type }: Origin): string => sourcePaths(log)(type);

const MAX_KINDS = 1_000;

const slug = cached(MAX_KINDS, (text) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, ''),
);

/**
 * The class of an event for receivers that assign severities and rules by it. Audit records are of many kinds, so the
 * audit type is a part of it: `audit.user-logged-on`.
 */
export function eventClass({ origin, action }: Event): string {
  const kind = origin.log === 'audit' && action !== undefined ? slug(action) : '';
  return kind === '' ? sourceName(origin) : `${sourceName(origin)}.${kind}`;
}

const cleanResult = cached(MAX_KINDS, cleanName);

/** `siem/receipt/Rej`, `audit/audit/failure`: accepted and rejected are different categories. */
export function eventCategory({ origin, action, outcome }: Event): string {
  const result = origin.log === 'audit' ? outcome : action;
  return `${origin.log}/${origin.type}${result === undefined ? '' : `/${cleanResult(result)}`}`;
}
