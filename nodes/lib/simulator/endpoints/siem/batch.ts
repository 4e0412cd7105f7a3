import { FORBIDDEN } from '../../access/authorization';
import type { Cursor } from '../../catalog/cursor';
import type { PublishedFile, PublishOrder, SiemFile } from '../../catalog/file-catalog';
import { EMPTY_SUFFIX } from '../../catalog/file-faults';
import type { Tenant } from '../../catalog/tenant';
import type { Feed } from '../../common/feeds';
import { mix, Random, wordHash } from '../../common/random';
import { ConstantTokens } from '../../faults/constant-tokens';
import { type HttpRequest, type HttpResponse, json, siemFailure } from '../../http/exchange';
import { type BatchQuery, parseBatchQuery, RETENTION_MS } from './batch-query';

interface Link {
  readonly url: string;
  /** ISO 8601 with milliseconds */
  readonly expiry: string;
  readonly size: number;
}

/** The files of one page. */
interface FileSelection {
  readonly page: readonly PublishedFile[];
  /** More published files match, but are not on this page. */
  readonly more: boolean;
  /** A fault left files out, so the page must be requested again. */
  readonly short: boolean;
}

/** GET /siem/v1/batch/events/{cg,ci} (wire.md 4.1, 5). */
export class BatchFeed {
  /** One random sequence for each type, because concurrent requests arrive in any order. */
  readonly #randoms = new Map<string, Random>();
  /** Cursors that fault `dead-cursor` revoked. Bounded: the oldest are removed first. */
  readonly #revokedCursors = new Set<string>();
  readonly #constantCursors = new ConstantTokens<PublishOrder>();
  /** Pages that fault `more-files` shortened once. */
  readonly #shortenedPages = new Set<string>();

  readonly #tenant: Tenant;
  readonly #feed: Feed;
  readonly #storageUrl: () => string;

  constructor(tenant: Tenant, feed: Feed, storageUrl: () => string) {
    this.#tenant = tenant;
    this.#feed = feed;
    this.#storageUrl = storageUrl;
  }

  #randomOf(type: string): Random {
    const known = this.#randoms.get(type);
    if (known !== undefined) return known;
    const random = new Random(mix(this.#tenant.settings.seed ^ 0xba7c4, wordHash(type)));
    this.#randoms.set(type, random);
    return random;
  }

  async list(request: HttpRequest): Promise<HttpResponse> {
    const { settings, cursors, clock, grants } = this.#tenant;
    const parsed = parseBatchQuery(request.query, this.#feed, cursors, settings, clock.now());
    if (!parsed.ok) return siemFailure(parsed.why);
    const query = parsed.value;
    if (!grants.siem.includes(query.type)) return FORBIDDEN;
    if (query.token !== undefined && this.#isRevoked(query.token, query.type))
      return siemFailure('Invalid page token');
    // a cursor of zeros never leads to files: the response is empty and caught up, and its cursor is again
    // one of zeros (wire.md 4.1 and 14, row 2)
    if (query.cursor === 'zero')
      return this.#buildResponse([], cursors.encodeZero(this.#feed), true, query.type);

    const moved = query.token === undefined ? undefined : this.#constantCursors.markOf(query.token);
    const cursor = moved === undefined ? query.cursor : { ...query.cursor, after: moved };
    const selection = this.#select(query, cursor);
    const links = await this.#links(selection, query.type);
    const next = this.#next(query, cursor, selection);
    return this.#buildResponse(links, next.token, next.caughtUp, query.type);
  }

  #isRevoked(token: string, type: string): boolean {
    if (!this.#revokedCursors.has(token) && this.#tenant.faults.fires('dead-cursor', type))
      addBounded(this.#revokedCursors, token);
    return this.#revokedCursors.has(token);
  }

  #select(query: BatchQuery, cursor: Cursor): FileSelection {
    const { faults, fileFaults } = this.#tenant;
    this.#delayFiles(query, cursor);
    const matching = this.#matching(cursor);
    let page = matching.slice(0, query.pageSize);
    const key = `${query.type} ${cursor.after.publishedAt} ${cursor.after.number} ${cursor.from}`;
    const canShorten = page.length > 1 && !this.#shortenedPages.has(key);
    const short = canShorten && faults.fires('more-files', query.type);
    if (short) {
      addBounded(this.#shortenedPages, key);
      page = page.slice(0, Math.ceil(page.length / 2));
    }
    for (const { file } of page) fileFaults.recordListing(file);
    return { page, more: matching.length > page.length, short };
  }

  /** Fault `late-files`: files that were never listed are published again later, after all others. */
  #delayFiles(query: BatchQuery, cursor: Cursor): void {
    const { faults, fileFaults, catalogue, clock, settings } = this.#tenant;
    for (const entry of this.#matching(cursor).slice(0, query.pageSize)) {
      if (!fileFaults.isListed(entry.file) && faults.fires('late-files', entry.file.path)) {
        catalogue.delay(entry, clock.now() + settings.heldBackMs);
      }
    }
  }

  #matching(cursor: Cursor): PublishedFile[] {
    const { catalogue, fileFaults, clock } = this.#tenant;
    const retained = clock.now() - RETENTION_MS;
    return catalogue
      .after(cursor.type, cursor.after)
      .filter(({ file }) => file.from >= Math.max(cursor.from, retained) && file.from < cursor.to)
      .filter(({ file }) => !fileFaults.isGone(file));
  }

  async #links(selection: FileSelection, type: string): Promise<Link[]> {
    const { faults } = this.#tenant;
    const links: Link[] = [];
    for (const { file } of selection.page) links.push(...(await this.#linksOf(file)));
    // the first link of a shortened page has expired, so that a client must request the page again
    const [first] = selection.page;
    if (selection.short && first !== undefined)
      links[0] = this.#expired(await this.#link(first.file, first.file.path));
    const [duplicate] = selection.page;
    if (duplicate !== undefined && faults.fires('duplicate-link', duplicate.file.path)) {
      links.push(await this.#link(duplicate.file, duplicate.file.path));
    }
    return links.length > 1 && faults.fires('reordered-links', type) ? this.#rotated(links, type) : links;
  }

  async #linksOf(file: SiemFile): Promise<Link[]> {
    const link = await this.#link(file, file.path);
    if (this.#tenant.fileFaults.fault(file) !== 'empty-file') return [link];
    const empty = this.#tenant.links.sign(this.#storageUrl(), file.path.replace(/\.json\.gz$/, EMPTY_SUFFIX));
    return [{ url: empty.url, expiry: new Date(empty.expiry).toISOString(), size: 0 }, link];
  }

  async #link(file: SiemFile, path: string): Promise<Link> {
    const size = await this.#tenant.content.size(file);
    const { url, expiry } = this.#tenant.links.sign(this.#storageUrl(), path);
    return { url, expiry: new Date(expiry).toISOString(), size };
  }

  #expired(link: Link): Link {
    this.#tenant.links.expire(new URL(link.url).searchParams);
    return link;
  }

  /** The same links in another order. */
  #rotated(links: readonly Link[], type: string): Link[] {
    const by = 1 + this.#randomOf(type).below(links.length - 1);
    return [...links.slice(by), ...links.slice(0, by)];
  }

  #next(query: BatchQuery, cursor: Cursor, selection: FileSelection): { token: string; caughtUp: boolean } {
    const { faults, cursors } = this.#tenant;
    const random = this.#randomOf(query.type);
    // on the last page with files `isCaughtUp` may be false; on the empty page after it, it is true
    const caughtUp = !selection.more && (selection.page.length === 0 || random.chance(0.5));
    if (
      query.token !== undefined &&
      selection.page.length > 0 &&
      faults.fires('repeated-cursor', query.type)
    ) {
      return { token: query.token, caughtUp: false };
    }
    if (query.token !== undefined && this.#staysConstant(query.token, query.type, selection)) {
      return { token: query.token, caughtUp: selection.page.length === 0 && random.chance(0.5) };
    }
    if (faults.fires('zero-cursor', query.type)) return { token: cursors.encodeZero(this.#feed), caughtUp };
    const unchanged = selection.page.length === 0 && query.token !== undefined && random.chance(0.5);
    if (unchanged && query.token !== undefined) return { token: query.token, caughtUp };
    const last: PublishOrder = selection.page.at(-1) ?? cursor.after;
    const { publishedAt, number } = last;
    return { token: cursors.encode({ ...cursor, after: { publishedAt, number } }), caughtUp };
  }

  /** Whether the cursor of the request is handed out again, and leads to the next page from now on. */
  #staysConstant(token: string, type: string, { page }: FileSelection): boolean {
    const last = page.at(-1);
    if (last === undefined) return this.#constantCursors.markOf(token) !== undefined;
    if (!this.#tenant.faults.fires('constant-cursor', type)) return false;
    this.#constantCursors.move(token, { publishedAt: last.publishedAt, number: last.number });
    return true;
  }

  #buildResponse(value: readonly Link[], token: string, caughtUp: boolean, type: string): HttpResponse {
    return json(200, {
      value,
      '@nextPage': token,
      ...(this.#randomOf(type).chance(0.5) ? { '@nextLink': token } : {}),
      ...(this.#tenant.faults.fires('not-caught-up-flag-missing', type) ? {} : { isCaughtUp: caughtUp }),
    });
  }
}

function addBounded(set: Set<string>, value: string): void {
  set.add(value);
  for (const oldest of set) {
    if (set.size <= 10_000) break;
    set.delete(oldest);
  }
}
