import { parseObject } from '../parse-object';
import type { ParseResult, Property, ValidationProblem } from '../property-types';

export type HttpHeaders = Readonly<Record<string, string>>;

/** A token (RFC 9110, 5.6.2). */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;
/** Visible characters, spaces and tabs; bytes above ASCII are obsolete (RFC 9110, 5.5). */
const VALUE = /^[\t\x20-\x7e]{0,8192}$/;
const MAX_HEADERS = 50;
/** Set by the node, because they describe the body and the connection. */
const OWN: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export const isHeaderValue = (value: string): boolean => VALUE.test(value);

function headerProblem(name: string, value: unknown): ValidationProblem | undefined {
  const shown = { value: name.slice(0, 60) };
  if (!NAME.test(name)) return { key: 'headerName', values: shown };
  if (OWN.has(name.toLowerCase())) return { key: 'headerOwn', values: shown };
  return typeof value === 'string' && isHeaderValue(value)
    ? undefined
    : { key: 'headerValue', values: shown };
}

/** JSON text of an object of header fields. Problems never contain a value, which may be a secret. */
export function httpHeaders(): Property<HttpHeaders> {
  return {
    value: '{}',
    parse(raw): ParseResult<HttpHeaders> {
      const input = parseObject(raw);
      if (input === undefined || Object.keys(input).length > MAX_HEADERS)
        return { ok: false, problem: { key: 'headersJson', values: {} } };
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(input)) {
        const problem = headerProblem(name, value);
        if (problem !== undefined) return { ok: false, problem };
        headers[name.toLowerCase()] = String(value);
      }
      return { ok: true, value: headers };
    },
  };
}
