import { gzipSync } from 'node:zlib';
import { type DOWNLOAD_FAULTS, DOWNLOAD_FAULTS as FAULTS } from '../faults/fault-injector';
import type { Download, StorageRequest } from '../http/exchange';
import type { SiemFile } from './file-catalog';
import type { BodyEnding } from './file-content';
import { EMPTY_SUFFIX } from './file-faults';
import type { Tenant } from './tenant';

/** The object storage. It accepts signed links and no tokens (wire.md 4.1, downloading a file). */
export class ObjectStorage {
  #emptyDownloads = 0;

  readonly #tenant: Tenant;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  async get(request: StorageRequest): Promise<Download> {
    if (request.hasAuthorization) {
      return xml(
        400,
        'InvalidArgument',
        'Only one auth mechanism allowed',
        '<ArgumentName>Authorization</ArgumentName>',
      );
    }
    if (request.method !== 'GET') return xml(405, 'MethodNotAllowed', 'The specified method is not allowed');
    const linkStatus = this.#tenant.links.verify(request.path, request.query);
    if (linkStatus === 'forged') {
      const given = escapeXml(request.query.get('X-Amz-Signature') ?? '');
      return xml(
        403,
        'SignatureDoesNotMatch',
        'The signature does not match',
        `<SignatureProvided>${given}</SignatureProvided>`,
      );
    }
    if (linkStatus === 'expired') return this.#expired(request);
    return this.#file(request);
  }

  async #file(request: StorageRequest): Promise<Download> {
    const { catalogue, fileFaults, clock } = this.#tenant;
    const isEmpty = request.path.endsWith(EMPTY_SUFFIX);
    const file = catalogue.find(isEmpty ? request.path.replace(EMPTY_SUFFIX, '.json.gz') : request.path);
    if (file === undefined || fileFaults.isGone(file)) {
      return xml(404, 'NoSuchKey', 'The specified key does not exist.');
    }
    if (isEmpty) return this.#empty();
    const fault = this.#tenant.faults.first(FAULTS, file.path);
    if (fault === 'expired-link') {
      this.#tenant.links.expire(request.query);
      return this.#expired(request);
    }
    if (fault === 'storage-error') return xml(503, 'SlowDown', 'Please reduce your request rate.');
    const outcome = fileFaults.nextOutcome(file);
    if (outcome === 'refused') return this.#expired(request);
    const download = await this.#download(file, fault);
    if (outcome === 'half')
      return { ...download, breakAfter: Math.floor((await this.#tenant.content.size(file)) / 2) };
    return { ...download, headers: { ...download.headers, date: new Date(clock.now()).toUTCString() } };
  }

  async #download(file: SiemFile, fault: (typeof DOWNLOAD_FAULTS)[number] | undefined): Promise<Download> {
    const { content, settings } = this.#tenant;
    const ending = ENDINGS.get(fault ?? '') ?? 'whole';
    const body = content.body(file, ending);
    // no content-length: the transfer succeeds, only the file is broken
    if (ending !== 'whole') return { status: 200, headers: BINARY, body };
    const size = await content.size(file);
    const headers = {
      ...BINARY,
      'content-length': String(size),
      etag: `"${file.seed.toString(16)}-${size}"`,
    };
    if (fault === 'broken-off') return { status: 200, headers, body, breakAfter: Math.floor(size / 2) };
    if (fault === 'slow-body') return { status: 200, headers, body, stallMs: settings.slowBodyMs };
    if (fault === 'content-encoding') {
      return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body };
    }
    return { status: 200, headers, body };
  }

  /** Alternately a body without any byte, and a gzip file with empty content. */
  #empty(): Download {
    const body = this.#emptyDownloads++ % 2 === 0 ? Buffer.alloc(0) : gzipSync('');
    return {
      status: 200,
      headers: { ...BINARY, 'content-length': String(body.length) },
      body: singleChunk(body),
    };
  }

  #expired(request: StorageRequest): Download {
    const expires = escapeXml(request.query.get('X-Amz-Expires') ?? '');
    const now = new Date(this.#tenant.clock.now()).toISOString();
    const details = `<X-Amz-Expires>${expires}</X-Amz-Expires><ServerTime>${now}</ServerTime>`;
    return xml(403, 'AccessDenied', 'Request has expired', details);
  }
}

const BINARY = { 'content-type': 'binary/octet-stream', 'accept-ranges': 'bytes' };

const ENDINGS: ReadonlyMap<string, BodyEnding> = new Map<string, BodyEnding>([
  ['truncated-gzip', 'truncated'],
  ['corrupt-gzip', 'corrupt'],
]);

async function* singleChunk(body: Buffer): AsyncGenerator<Buffer> {
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
    body: singleChunk(body),
  };
}
