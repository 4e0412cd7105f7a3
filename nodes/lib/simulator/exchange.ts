/** One request and its answer, without sockets. */

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly contentType: string;
  /** Those of API 1.0, `x-mc-…`, where there are any. */
  readonly signed?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The socket is destroyed: before anything was sent, or after half of the body. */
  readonly cut?: 'before' | 'midway';
}

const JSON_TYPE = { 'content-type': 'application/json' };

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) };
}

/** `/api/*` bodies print markup characters as escapes (mimecast-api.md 1.3). */
export function escaped(answer: Answer): Answer {
  const body = answer.body.replace(/[<>'&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return { ...answer, body };
}

/** A failure as the gateway tells it (mimecast-api.md 3.4). */
export function gatewayFail(status: number, code: string, message: string): Answer {
  return json(status, { fail: [{ code, message }] });
}

/** A failure as a function of `/api/*` tells it, with HTTP 200. */
export function functionFail(code: string, message: string, retryable: boolean): Answer {
  return json(200, { meta: { status: 200 }, data: [], fail: [{ errors: [{ code, message, retryable }] }] });
}

/** A failure as the SIEM family tells it. */
export function siemFail(message: string): Answer {
  return json(400, { error: { code: 'Request Validation Failed', message } });
}

export function html(status: number, title: string): Answer {
  const body = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

export function plain(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, body };
}
