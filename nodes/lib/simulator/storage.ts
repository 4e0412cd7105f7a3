import { gzipSync } from 'node:zlib';
import { EMPTY_SUFFIX, type Tenant } from './batch';
import type { Ending } from './content';
import { type DOWNLOAD_FAULTS, DOWNLOAD_FAULTS as FAULTS } from './faults';
import type { SiemFile } from './types';

export interface StorageCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly hasAuthorization: boolean;
}

/** What the storage sends. */
export interface Download {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Buffer>;
  /** The socket is destroyed after this many bytes. */
  readonly breakAfter?: number;
  /** ms to stand still in the middle. */
  readonly stall?: number;
}

/** The object storage: knows links and nothing of tokens (mimecast-api.md 4.1, downloading a file). */
export class Storage {
  #empties = 0;

  readonly #tenant: Tenant;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  async get(call: StorageCall): Promise<Download> {
    if (call.hasAuthorization) {
      return xml(
        400,
        'InvalidArgument',
        'Only one auth mechanism allowed',
        '<ArgumentName>Authorization</ArgumentName>',
      );
    }
    if (call.method !== 'GET') return xml(405, 'MethodNotAllowed', 'The specified method is not allowed');
    const verdict = this.#tenant.links.verify(call.path, call.query);
    if (verdict === 'forged') {
      const given = escapeXml(call.query.get('X-Amz-Signature') ?? '');
      return xml(
        403,
        'SignatureDoesNotMatch',
        'The signature does not match',
        `<SignatureProvided>${given}</SignatureProvided>`,
      );
    }
    if (verdict === 'expired') return this.#expired(call);
    return this.#file(call);
  }

  async #file(call: StorageCall): Promise<Download> {
    const { catalogue, conditions, clock } = this.#tenant;
    const isEmpty = call.path.endsWith(EMPTY_SUFFIX);
    const file = catalogue.find(isEmpty ? call.path.replace(EMPTY_SUFFIX, '.json.gz') : call.path);
    if (file === undefined || conditions.gone(file)) {
      return xml(404, 'NoSuchKey', 'The specified key does not exist.');
    }
    if (isEmpty) return this.#empty();
    const spoiled = this.#tenant.faults.first(FAULTS, file.path);
    if (spoiled === 'expired-link') {
      this.#tenant.links.spend(call.query);
      return this.#expired(call);
    }
    if (spoiled === 'storage-error') return xml(503, 'SlowDown', 'Please reduce your request rate.');
    const fate = conditions.fate(file);
    if (fate === 'refused') return this.#expired(call);
    const download = await this.#whole(file, spoiled);
    if (fate === 'half')
      return { ...download, breakAfter: Math.floor((await this.#tenant.content.size(file)) / 2) };
    return { ...download, headers: { ...download.headers, date: new Date(clock.now()).toUTCString() } };
  }

  async #whole(file: SiemFile, spoiled: (typeof DOWNLOAD_FAULTS)[number] | undefined): Promise<Download> {
    const { content, settings } = this.#tenant;
    const ending = ENDINGS.get(spoiled ?? '') ?? 'whole';
    const body = content.body(file, ending);
    // a broken body has a length of its own: the transport is content, the file is not
    if (ending !== 'whole') return { status: 200, headers: BINARY, body };
    const size = await content.size(file);
    const headers = {
      ...BINARY,
      'content-length': String(size),
      etag: `"${file.seed.toString(16)}-${size}"`,
    };
    if (spoiled === 'broken-off') return { status: 200, headers, body, breakAfter: Math.floor(size / 2) };
    if (spoiled === 'slow-body') return { status: 200, headers, body, stall: settings.slowBodyMs };
    if (spoiled === 'content-encoding') {
      return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body };
    }
    return { status: 200, headers, body };
  }

  /** No bytes at all, or a gzip file with nothing in it, in turn. */
  #empty(): Download {
    const body = this.#empties++ % 2 === 0 ? Buffer.alloc(0) : gzipSync('');
    return { status: 200, headers: { ...BINARY, 'content-length': String(body.length) }, body: once(body) };
  }

  #expired(call: StorageCall): Download {
    const expires = escapeXml(call.query.get('X-Amz-Expires') ?? '');
    const now = new Date(this.#tenant.clock.now()).toISOString();
    const details = `<X-Amz-Expires>${expires}</X-Amz-Expires><ServerTime>${now}</ServerTime>`;
    return xml(403, 'AccessDenied', 'Request has expired', details);
  }
}

const BINARY = { 'content-type': 'binary/octet-stream', 'accept-ranges': 'bytes' };

const ENDINGS: ReadonlyMap<string, Ending> = new Map<string, Ending>([
  ['truncated-gzip', 'truncated'],
  ['corrupt-gzip', 'corrupt'],
]);

async function* once(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function xml(status: number, code: string, message: string, details = ''): Download {
  const body = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message>${details}</Error>`,
  );
  return {
    status,
    headers: { 'content-type': 'application/xml', 'content-length': String(body.length) },
    body: once(body),
  };
}
