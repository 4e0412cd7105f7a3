/** HTML from templates whose values are escaped unless they are HTML themselves. */
import { withoutControls } from './model/texts';

/** Text that may stand in a document as it is. Only `html` and `join` make it. */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  static build(texts: readonly string[], values: readonly HtmlValue[]): Html {
    return new Html(texts.map((text, index) => text + render(values[index])).join(''));
  }
}

export type HtmlValue = string | number | Html | readonly Html[] | undefined;

function render(value: HtmlValue): string {
  if (value === undefined) return '';
  if (value instanceof Html) return String(value);
  return typeof value === 'object' ? value.map(String).join('') : escapeHtml(String(value));
}

export const html = (texts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html =>
  Html.build(texts, values);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

const PLAIN = /^[\w .,:;#()%/+-]*$/;

/** For text and for quoted attributes. */
export const escapeHtml = (text: string): string =>
  PLAIN.test(text)
    ? text
    : withoutControls(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
