import type { FormatOptions } from '../../properties/format-options';
import type { Event } from '../event';

/** What is known when a node starts; renderers are made once, so that they can prepare their tables. */
export type Settings = FormatOptions;

/** Objects stay objects until somebody writes them; lines and bodies are texts. */
export type Renderer =
  | { readonly kind: 'object'; readonly render: (event: Event) => Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'line';
      readonly render: (event: Event) => string;
    }
  /** one text for all events of a message; `render` ends each with what has to stand behind it */
  | { readonly kind: 'body'; readonly render: (event: Event) => string; readonly between: string };
