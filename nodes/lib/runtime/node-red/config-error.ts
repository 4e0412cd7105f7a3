import { reasons } from '../../../locales/en-US/shared.json';
import { MimecastError } from '../../contracts/errors';
import type { ValidationProblem } from '../../properties/property-types';

const MESSAGES: Readonly<Record<string, string>> = reasons;

/**
 * The English message for an invalid property, for errors and logs; the editor translates the same keys.
 * Placeholders look like `__value__`, as in Node-RED's own catalogues.
 */
export function translateProblem({ key, values }: ValidationProblem): string {
  const message = MESSAGES[key] ?? key;
  return message.replace(/__(\w+?)__/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}

/** The error of a node whose properties are invalid. */
export function configError(problem: ValidationProblem & { readonly property?: string }): MimecastError {
  const { property } = problem;
  const reason = translateProblem(problem);
  return new MimecastError('MIMECAST_CONFIG', property === undefined ? reason : `${property}: ${reason}`);
}
