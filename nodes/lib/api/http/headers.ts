import { randomUUID } from 'node:crypto';
import type { ApiRequest } from '../../contracts/api-client';
import type { HttpRequest } from './http-transport';

/** The headers of every request to the API (wire.md 1.3). */
export function commonHeaders(): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': 'node-red-contrib-mimecast',
    'x-request-id': randomUUID(),
  };
}

/** A request with these headers; the body, if any, is serialized as JSON. */
export function jsonRequest(
  { method, body }: Pick<ApiRequest, 'method' | 'body'>,
  headers: Readonly<Record<string, string>>,
): Pick<HttpRequest, 'method' | 'headers' | 'body'> {
  return body === undefined
    ? { method, headers }
    : { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
