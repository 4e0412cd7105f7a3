import type { Clock } from '../../common/clock';
import { HOUR, MINUTE } from '../../common/dates';
import type { JsonObject } from '../../common/json';
import type { SimulatorSettings } from '../../common/options';
import type { FaultInjector } from '../../faults/fault-injector';
import { PageFaults } from '../../faults/page-faults';
import { INVALID_PAGE_TOKEN, pagedResponse, parseEnvelope, validationFailure } from '../../http/envelope';
import type { HttpRequest, HttpResponse } from '../../http/exchange';
import type { PageMark, PageTokens } from '../../http/page-tokens';
import type { ArrivalModel } from './arrival-model';
import type { WindowLog } from './logs';
import { readPage, type WindowPage, type WindowRow, writeRecord } from './page';
import { checkWindow, firstItem, tooOld, type WindowQuery } from './request';

export interface WindowParts {
  readonly settings: SimulatorSettings;
  readonly clock: Clock;
  readonly faults: FaultInjector;
  readonly tokens: PageTokens;
}

/** A fault can delay records that are younger than this: they are late, but within a collector's overlap. */
const FRESH_MS = 4 * MINUTE;

/** One log that is read by time range (wire.md 7.1, 8, 9.3, 9.4, 10.1 to 10.3). */
export class WindowApi {
  readonly #shown = new Map<string, number>();
  readonly #pageFaults: PageFaults;
  #reissues = 0;
  #turn = 0;

  readonly #log: WindowLog;
  readonly #arrivals: ArrivalModel;
  readonly #parts: WindowParts;

  constructor(log: WindowLog, arrivals: ArrivalModel, parts: WindowParts) {
    this.#log = log;
    this.#arrivals = arrivals;
    this.#parts = parts;
    this.#pageFaults = new PageFaults(parts.faults);
  }

  list(request: HttpRequest): HttpResponse {
    const { settings, clock, tokens } = this.#parts;
    const envelope = parseEnvelope(request.body);
    const checked = checkWindow(this.#log, envelope, clock.now(), settings.logPageSize);
    if (!checked.ok) return validationFailure(checked.error, checked.key, checked.status);
    const { query } = checked;
    const token = envelope?.pageToken;
    if (token === undefined) {
      return this.#tooOld(query, firstItem(envelope)) ?? this.#respond(query, undefined);
    }
    const mark = this.#pageFaults.markOf(token) ?? tokens.decode(query.binding, token);
    return this.#tokenFault(mark) ?? this.#respond(query, mark, token);
  }

  #tooOld(query: WindowQuery, data: JsonObject): HttpResponse | undefined {
    const { clock, faults } = this.#parts;
    if (query.from >= clock.now() - HOUR || !faults.fires('window-too-old', this.#log.path)) return undefined;
    const refused = tooOld(this.#log, data);
    return validationFailure(refused.error, refused.key, refused.status);
  }

  #tokenFault(mark: PageMark | undefined): HttpResponse | undefined {
    const fault = this.#pageFaults.apply(mark, this.#log.path);
    return fault === 'refused'
      ? validationFailure(INVALID_PAGE_TOKEN, {}, this.#turn++ % 2 === 0 ? 200 : 400)
      : fault;
  }

  #respond(query: WindowQuery, mark: PageMark | undefined, sent?: string): HttpResponse {
    const { faults, tokens } = this.#parts;
    // an application has no mailbox (wire.md 9.4)
    if (this.#log.admin && !query.admin) return this.#buildResponse([], undefined);
    const isAfterEmptyPage = mark?.[2] === 1;
    const [at = -1, index = -1] = mark ?? [];
    const page = this.#read(query, at < 0 ? undefined : [at, index]);
    if (page.rows.length > 0 && !isAfterEmptyPage && faults.fires('empty-page-with-next', this.#log.path)) {
      return this.#buildResponse([], tokens.encode(query.binding, [at, index, 1]), this.#turn++ % 2 === 0);
    }
    return this.#page(query, page, sent);
  }

  #read(query: WindowQuery, place: PageMark | undefined): WindowPage {
    const { settings, faults } = this.#parts;
    const hasNewIds = this.#log.stableIds !== true && faults.fires('reissued-ids', this.#log.path);
    const salt = hasNewIds ? String(++this.#reissues) : '';
    this.#delayRecords(query);
    return readPage(this.#arrivals, query, place, (arrival) =>
      writeRecord(this.#log, this.#arrivals, arrival, settings.accountCode, salt),
    );
  }

  /** Faults `late-records` and `very-late-records`: new records that no response had yet become visible later. */
  #delayRecords(query: WindowQuery): void {
    const { clock, faults, settings } = this.#parts;
    const now = clock.now();
    for (const [key, at] of this.#shown) if (at < now - FRESH_MS) this.#shown.delete(key);
    for (const arrival of this.#arrivals.all(Math.max(query.from, now - FRESH_MS), query.to)) {
      const key = this.#arrivals.key(arrival);
      if (this.#shown.has(key) || this.#arrivals.isDelayed(arrival) || !this.#arrivals.isVisible(arrival))
        continue;
      if (faults.fires('late-records', key))
        this.#arrivals.delay(arrival, Math.max(now + 1000, arrival.at + settings.lateRecordsByMs));
      else if (faults.fires('very-late-records', key)) {
        this.#arrivals.delay(arrival, arrival.at + settings.lateRecordsByMs + settings.veryLateByMs);
      }
    }
  }

  #page(query: WindowQuery, { rows, next }: WindowPage, sent: string | undefined): HttpResponse {
    const { faults, tokens } = this.#parts;
    for (const { arrival } of rows) this.#shown.set(this.#arrivals.key(arrival), arrival.at);
    const [first] = rows;
    const isDuplicated = first !== undefined && faults.fires('duplicate-records', this.#log.path);
    const shown = isDuplicated ? [...rows, first] : rows;
    const last = rows.at(-1);
    // on some last pages there is a token, which leads to an empty page
    const hasSpareToken = next === undefined && rows.length > 0 && this.#turn++ % 4 === 0;
    const mark =
      next ?? (hasSpareToken && last !== undefined ? [last.arrival.at, last.arrival.index] : undefined);
    if (mark === undefined) return this.#buildResponse(shown, undefined);
    const issue = (): string => tokens.encode(query.binding, mark);
    return this.#buildResponse(shown, this.#pageFaults.nextToken(sent, mark, this.#log.path, issue));
  }

  /** @param bare `data` is empty, without the wrapper object */
  #buildResponse(rows: readonly WindowRow[], next: string | undefined, bare = false): HttpResponse {
    const records: readonly JsonObject[] = rows.map(({ record }) => record);
    const { wrapper, extraMembers } = this.#log;
    const wrapped =
      wrapper === undefined ? records : [{ ...extraMembers?.(records.length), [wrapper]: records }];
    return pagedResponse(bare ? [] : wrapped, records.length, { next });
  }
}
