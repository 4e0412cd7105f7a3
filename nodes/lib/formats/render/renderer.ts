import type { FormatOptions } from '../../properties/values/format-options';
import type { Event, Origin } from '../event';

/** The options of the node. A renderer is created once per node, so that it can prepare its tables. */
export type Settings = FormatOptions;

/** Renderers return objects, lines of text, or parts of one text body. */
export type Renderer =
  | { readonly kind: 'object'; readonly render: (event: Event) => Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'line';
      readonly render: (event: Event) => string;
    }
  /** one text for all events of a message, joined by `between` */
  | { readonly kind: 'body'; readonly render: (event: Event) => string; readonly between: string };

/** `audit` or `siem.attachment-protect`: log and type in the form of `msg.topic`. */
export const sourceName = ({ log, type }: Origin): string =>
  log === type ? log : `${log}.${type.replaceAll(' ', '-')}`;
