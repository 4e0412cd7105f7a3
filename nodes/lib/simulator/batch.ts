import { FORBIDDEN } from './access';
import { type BatchQuery, parseBatchQuery, RETENTION_MS } from './batch-query';
import type { Catalogue, Place, Published } from './catalogue';
import type { Clock } from './clock';
import type { Conditions } from './conditions';
import type { Content } from './content';
import type { Cursor, Cursors } from './cursor';
import { type Answer, type Call, json, siemFail } from './exchange';
import type { FaultDial } from './faults';
import type { Links } from './links';
import type { Grants, SimulatorSettings } from './options';
import { mix, Random, wordHash } from './random';
import type { Feed, SiemFile } from './types';

interface Link {
  readonly url: string;
  /** ISO 8601 with milliseconds */
  readonly expiry: string;
  readonly size: number;
}

/** What a listing found. */
interface Found {
  readonly page: readonly Published[];
  /** Published and matching, but not on this page. */
  readonly more: boolean;
  /** The page was cut short on purpose: it must be asked for again. */
  readonly short: boolean;
}

/** The empty companion of a file (mimecast-api.md 4.1: a file may be empty). */
export const EMPTY_SUFFIX = '-empty.json.gz';

export interface Tenant {
  readonly settings: SimulatorSettings;
  readonly grants: Grants;
  readonly clock: Clock;
  readonly faults: FaultDial;
  readonly catalogue: Catalogue;
  readonly conditions: Conditions;
  readonly content: Content;
  readonly cursors: Cursors;
  readonly links: Links;
}

/** GET /siem/v1/batch/events/{cg,ci} (mimecast-api.md 4.1, 5). */
export class Batch {
  /** One sequence of draws for each type, as concurrent requests come in any order. */
  readonly #randoms = new Map<string, Random>();
  /** Cursors that a fault let die; bounded, oldest first out. */
  readonly #dead = new Set<string>();
  /** Places whose page was cut short once. */
  readonly #shortened = new Set<string>();

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

  async list(call: Call): Promise<Answer> {
    const { settings, cursors, clock, grants } = this.#tenant;
    const parsed = parseBatchQuery(call.query, this.#feed, cursors, settings, clock.now());
    if (!parsed.ok) return siemFail(parsed.why);
    const query = parsed.value;
    if (!grants.siem.includes(query.type)) return FORBIDDEN;
    if (query.token !== undefined && this.#isDead(query.token, query.type))
      return siemFail('Invalid page token');
    // once there, there is no way out: nothing, caught up, and the same again (peers.md 2.7, row 2)
    if (query.cursor === 'zero') return this.#answer([], cursors.zero(this.#feed), true, query.type);

    const found = this.#find(query, query.cursor);
    const links = await this.#links(found, query.type);
    const next = this.#next(query, query.cursor, found);
    return this.#answer(links, next.token, next.caughtUp, query.type);
  }

  #isDead(token: string, type: string): boolean {
    if (!this.#dead.has(token) && this.#tenant.faults.fires('dead-cursor', type)) remember(this.#dead, token);
    return this.#dead.has(token);
  }

  #find(query: BatchQuery, cursor: Cursor): Found {
    const { faults, conditions } = this.#tenant;
    this.#holdBack(query, cursor);
    const matching = this.#matching(cursor);
    let page = matching.slice(0, query.pageSize);
    const place = `${query.type} ${cursor.place.publishedAt} ${cursor.place.number} ${cursor.from}`;
    const fresh = page.length > 1 && !this.#shortened.has(place);
    const short = fresh && faults.fires('more-files', query.type);
    if (short) {
      remember(this.#shortened, place);
      page = page.slice(0, Math.ceil(page.length / 2));
    }
    for (const { file } of page) conditions.listed(file);
    return { page, more: matching.length > page.length, short };
  }

  /** Fault `late-files`: files nobody has seen yet move behind everything published so far. */
  #holdBack(query: BatchQuery, cursor: Cursor): void {
    const { faults, conditions, catalogue, clock, settings } = this.#tenant;
    for (const entry of this.#matching(cursor).slice(0, query.pageSize)) {
      if (!conditions.known(entry.file) && faults.fires('late-files', entry.file.path)) {
        catalogue.holdBack(entry, clock.now() + settings.heldBackMs);
      }
    }
  }

  #matching(cursor: Cursor): Published[] {
    const { catalogue, conditions, clock } = this.#tenant;
    const retained = clock.now() - RETENTION_MS;
    return catalogue
      .after(cursor.type, cursor.place)
      .filter(({ file }) => file.from >= Math.max(cursor.from, retained) && file.from < cursor.to)
      .filter(({ file }) => !conditions.gone(file));
  }

  async #links(found: Found, type: string): Promise<Link[]> {
    const { faults } = this.#tenant;
    const links: Link[] = [];
    for (const { file } of found.page) links.push(...(await this.#linksOf(file)));
    // the short page has a link that fails, so that whoever wants all of it has to ask again
    const [first] = found.page;
    if (found.short && first !== undefined)
      links[0] = this.#spent(await this.#link(first.file, first.file.path));
    const [duplicate] = found.page;
    if (duplicate !== undefined && faults.fires('duplicate-link', duplicate.file.path)) {
      links.push(await this.#link(duplicate.file, duplicate.file.path));
    }
    return links.length > 1 && faults.fires('reordered-links', type) ? this.#rotated(links, type) : links;
  }

  async #linksOf(file: SiemFile): Promise<Link[]> {
    const link = await this.#link(file, file.path);
    if (this.#tenant.conditions.fault(file) !== 'empty-file') return [link];
    const empty = this.#tenant.links.sign(this.#storageUrl(), file.path.replace(/\.json\.gz$/, EMPTY_SUFFIX));
    return [{ url: empty.url, expiry: new Date(empty.expiry).toISOString(), size: 0 }, link];
  }

  async #link(file: SiemFile, path: string): Promise<Link> {
    const size = await this.#tenant.content.size(file);
    const { url, expiry } = this.#tenant.links.sign(this.#storageUrl(), path);
    return { url, expiry: new Date(expiry).toISOString(), size };
  }

  #spent(link: Link): Link {
    this.#tenant.links.spend(new URL(link.url).searchParams);
    return link;
  }

  /** Never the order it had. */
  #rotated(links: readonly Link[], type: string): Link[] {
    const by = 1 + this.#randomOf(type).below(links.length - 1);
    return [...links.slice(by), ...links.slice(0, by)];
  }

  #next(query: BatchQuery, cursor: Cursor, found: Found): { token: string; caughtUp: boolean } {
    const { faults, cursors } = this.#tenant;
    const random = this.#randomOf(query.type);
    // the last page with files may or may not know that it is the last; the empty one behind it does
    const caughtUp = !found.more && (found.page.length === 0 || random.chance(0.5));
    if (query.token !== undefined && found.page.length > 0 && faults.fires('repeated-cursor', query.type)) {
      return { token: query.token, caughtUp: false };
    }
    if (faults.fires('zero-cursor', query.type)) return { token: cursors.zero(this.#feed), caughtUp };
    const unchanged = found.page.length === 0 && query.token !== undefined && random.chance(0.5);
    if (unchanged && query.token !== undefined) return { token: query.token, caughtUp };
    const place: Place = found.page.at(-1) ?? cursor.place;
    const { publishedAt, number } = place;
    return { token: cursors.encode({ ...cursor, place: { publishedAt, number } }), caughtUp };
  }

  #answer(value: readonly Link[], token: string, caughtUp: boolean, type: string): Answer {
    return json(200, {
      value,
      '@nextPage': token,
      ...(this.#randomOf(type).chance(0.5) ? { '@nextLink': token } : {}),
      ...(this.#tenant.faults.fires('not-caught-up-flag-missing', type) ? {} : { isCaughtUp: caughtUp }),
    });
  }
}

function remember(set: Set<string>, value: string): void {
  set.add(value);
  for (const oldest of set) {
    if (set.size <= 10_000) break;
    set.delete(oldest);
  }
}
