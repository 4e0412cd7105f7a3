/** Requests and responses as values, independent of sockets. */

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly contentType: string;
  /** Headers `x-mc-…` of API 1.0 (wire.md 16). */
  readonly legacyHeaders?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Destroys the socket: before anything is sent, or after half of the body. */
  readonly cut?: 'before' | 'midway';
}

/** A request of the object storage. */
export interface StorageRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly hasAuthorization: boolean;
}

/** A response of the object storage. */
export interface Download {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Buffer>;
  /** number of bytes after which the socket is destroyed */
  readonly breakAfter?: number;
  /** ms to pause in the middle of the first chunk */
  readonly stallMs?: number;
}

const JSON_TYPE = { 'content-type': 'application/json' };

export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { status, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) };
}

/** Bodies of `/api/*` contain markup characters as `\u00…` (wire.md 1.3). */
export function escapeMarkup(response: HttpResponse): HttpResponse {
  const body = response.body.replace(
    /[<>'&]/g,
    (c) => `\\u00${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return { ...response, body };
}

/** A failure of the gateway (wire.md 3.4). */
export function gatewayFailure(status: number, code: string, message: string): HttpResponse {
  return json(status, { fail: [{ code, message }] });
}

/** A failure of a function of `/api/*`, with HTTP 200 (wire.md 3.4). */
export function functionFailure(code: string, message: string, retryable: boolean): HttpResponse {
  return json(200, { meta: { status: 200 }, data: [], fail: [{ errors: [{ code, message, retryable }] }] });
}

/** A failure of the SIEM feeds (wire.md 3.4). */
export function siemFailure(message: string): HttpResponse {
  return json(400, { error: { code: 'Request Validation Failed', message } });
}

/** A failure of the REST family (wire.md 3.4). */
export function restFailure(status: number, code: string, message: string, field: string): HttpResponse {
  return json(status, { errors: [{ code, message, field }] });
}

export function html(status: number, title: string): HttpResponse {
  const body = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

export function plain(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, body };
}
