/** The texts of the overview, from the catalogue that the build writes for each language. */
import { isJsonObject } from '../../lib/contracts/json';

export type Values = Readonly<Record<string, string | number>>;

export interface Texts {
  /** BCP 47 */
  readonly language: string;
  /** @returns the key when there is no text */
  t(key: string, values?: Values): string;
  /** undefined when there is no text */
  find(key: string): string | undefined;
  /** the text for this number of things: its keys are `one` and `other` */
  count(key: string, count: number, values?: Values): string;
}

/** The languages that the package has; the first one is for all others. */
export const LANGUAGES = ['en-US', 'de'] as const;

/** @param wanted the best first */
export function chooseLanguage(wanted: readonly (string | null | undefined)[]): string {
  for (const tag of wanted) {
    const language = tag?.toLowerCase().split('-')[0];
    const known = LANGUAGES.find((one) => one.split('-')[0] === language);
    if (known !== undefined) return known;
  }
  return LANGUAGES[0];
}

export function createTexts(language: string, catalogue: unknown): Texts {
  const plural = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const find = (key: string): string | undefined => {
    let at = catalogue;
    for (const name of key.split('.')) {
      if (!isJsonObject(at) || !Object.hasOwn(at, name)) return undefined;
      at = at[name];
    }
    return typeof at === 'string' ? at : undefined;
  };
  const t = (key: string, values: Values = {}): string =>
    (find(key) ?? key).replace(/__(\w+?)__/g, (_, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      return typeof value === 'number' ? numbers.format(value) : (value ?? '');
    });
  const count = (key: string, number: number, values: Values = {}): string =>
    t(`${key}.${plural.select(number) === 'one' ? 'one' : 'other'}`, { ...values, count: number });
  return { language, t, find, count };
}
