import { reasons } from '../../locales/en-US/shared.json';
import { MimecastError } from '../api/errors';
import type { Problem } from '../properties/kinds';

const SENTENCES: Readonly<Record<string, string>> = reasons;

/**
 * The English sentence for a refused property, as errors and logs show it; the editor translates the same keys.
 * Placeholders look like `__value__`, which is what Node-RED's own catalogues use.
 */
export function explain({ key, values }: Problem): string {
  const sentence = SENTENCES[key] ?? key;
  return sentence.replace(/__(\w+?)__/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}

/** What a node shows and throws whose properties can't work. */
export function configError(problem: Problem & { readonly property?: string }): MimecastError {
  const { property } = problem;
  const reason = explain(problem);
  return new MimecastError('MIMECAST_CONFIG', property === undefined ? reason : `${property}: ${reason}`);
}
