import { isJsonObject } from '../../../contracts/json';
import type { Receiver } from './verdict';

/** What is known of a request and its answer. */
export interface Exchange {
  /** the addresses of the request, before and after redirects; only those that are known */
  readonly urls: readonly unknown[];
  /** the format of the body, where a format node has left it */
  readonly format?: string | undefined;
  /** the body of the answer, parsed */
  readonly body?: unknown;
}

const PATHS: readonly (readonly [RegExp, Receiver])[] = [
  [/\/services\/collector(\/(event|raw))?(\/1\.0)?\/?$/i, 'splunk-hec'],
  [/\/_bulk\/?$/i, 'elasticsearch-bulk'],
];

const FORMATS: Readonly<Record<string, Receiver>> = { hec: 'splunk-hec', elastic: 'elasticsearch-bulk' };

const BULK_OPERATIONS = ['create', 'index', 'update', 'delete'];

/**
 * Recognizes the receiver by what was sent: the path of the address, or the format of the body. The answer alone shows
 * only `_bulk`; for everything else it would decide about itself.
 */
export function recognizeReceiver({ urls, format, body }: Exchange): Receiver {
  const byPath = urls.map(receiverOfUrl).find((receiver) => receiver !== undefined);
  const byFormat = format === undefined ? undefined : FORMATS[format];
  return byPath ?? byFormat ?? (isBulkAnswer(body) ? 'elasticsearch-bulk' : 'http-2xx');
}

function receiverOfUrl(url: unknown): Receiver | undefined {
  if (typeof url !== 'string') return undefined;
  const path = url.replace(/[?#].*$/s, '');
  return PATHS.find(([pattern]) => pattern.test(path))?.[1];
}

/** `errors: true` alone is no success anywhere; without errors the items must be those of `_bulk`. */
export function isBulkAnswer(body: unknown): boolean {
  if (!isJsonObject(body)) return false;
  const { errors, items } = body;
  if (errors === true) return true;
  const first: unknown = errors === false && Array.isArray(items) ? items[0] : undefined;
  return isJsonObject(first) && BULK_OPERATIONS.some((operation) => operation in first);
}
