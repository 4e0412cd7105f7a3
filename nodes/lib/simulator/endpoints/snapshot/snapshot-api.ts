import type { Clock } from '../../common/clock';
import { parseApiDate } from '../../common/dates';
import type { JsonObject } from '../../common/json';
import { decodeSecureId } from '../../common/secure-id';
import {
  type Envelope,
  INVALID_PAGE_TOKEN,
  pagedResponse,
  parseEnvelope,
  unpagedResponse,
  validationFailure,
} from '../../http/envelope';
import { type HttpRequest, type HttpResponse, restFailure } from '../../http/exchange';
import { filterBy, type RecordPredicate, searchBy } from '../window/filters';
import { pageSizeOf } from '../window/request';
import type { Directory } from './directory';
import type { DirectoryRows } from './directory-rows';
import type { HoldQueue } from './hold-queue';
import type { SnapshotPager, SnapshotRow } from './pager';
import { restList } from './rest';

export interface SnapshotParts {
  readonly clock: Clock;
  readonly queue: HoldQueue;
  readonly directory: Directory;
  readonly directoryRows: DirectoryRows;
  readonly pager: SnapshotPager;
  /** maximum number of records on a page */
  readonly pageSize: number;
}

const validationError = (field: string, code: string, message: string): HttpResponse =>
  validationFailure({ field, code, message });
const SEARCH = searchBy({
  subject: 'subject',
  sender: 'from',
  recipient: 'to',
  reasonCode: 'reasonCode',
  reason_code: 'reasonCode',
  senderIP: 'senderIP',
});
const FILTER = filterBy({
  route: ['inbound', 'outbound', 'internal'],
  heldGroup: ['administrator', 'moderator', 'user'],
});

/** Reads of the current state (wire.md 9.1, 9.2, 11.3, 11.4). */
export class SnapshotApi {
  readonly #parts: SnapshotParts;

  constructor(parts: SnapshotParts) {
    this.#parts = parts;
  }

  /** POST /api/gateway/get-hold-message-list */
  holdList(request: HttpRequest): HttpResponse {
    return this.#withItem(request, (item, envelope) => {
      const keeps = parseHoldFilters(item);
      if (keeps === undefined)
        return validationError('searchBy', 'err_validation_invalid_value', 'Invalid value');
      // without `admin` only the caller's own queue is listed, and an application has none (wire.md 9.1)
      const all = item['admin'] === true ? this.#parts.queue.rows(this.#parts.clock.now()) : [];
      const rows = all.filter(({ write }) => keeps.length === 0 || keeps.every((keep) => keep(write(''))));
      return this.#paged(request, envelope, rows, (records) => records);
    });
  }

  /** POST /api/gateway/get-hold-summary-list: no filter, no pages */
  holdSummary(request: HttpRequest): HttpResponse {
    if (parseEnvelope(request.body) === undefined)
      return validationError('data', 'err_validation_null', 'Cannot be null');
    return unpagedResponse(this.#parts.queue.summary(this.#parts.clock.now()));
  }

  /** POST /api/directory/find-groups: the groups of one source (default: cloud) */
  findGroups(request: HttpRequest): HttpResponse {
    return this.#withItem(request, (item, envelope) => {
      const { query = '', source = 'cloud' } = item;
      if (typeof query !== 'string' || (source !== 'cloud' && source !== 'ldap')) {
        return validationError('source', 'err_validation_invalid_value', 'Invalid value');
      }
      const rows = this.#parts.directoryRows.folders(this.#state(), source, query);
      return this.#paged(request, envelope, rows, (folders) => [{ source, query, folders }]);
    });
  }

  /** POST /api/directory/get-group-members */
  groupMembers(request: HttpRequest): HttpResponse {
    return this.#withItem(request, (item, envelope) => {
      if (typeof item['id'] !== 'string')
        return validationError('id', 'err_validation_null', 'Cannot be null');
      const state = this.#state();
      const group = state.groups.get(decodeSecureId(item['id']) ?? '');
      if (group === undefined)
        return validationError('id', 'err_folder_not_found', 'The folder does not exist');
      const rows = this.#parts.directoryRows.members(state, group, false);
      return this.#paged(request, envelope, rows, (groupMembers) => [{ groupMembers }]);
    });
  }

  /** POST /api/user/get-internal-users: of one domain, or of all */
  internalUsers(request: HttpRequest): HttpResponse {
    return this.#withItem(request, (item, envelope) => {
      const { domain } = item;
      if (domain !== undefined && typeof domain !== 'string') {
        return validationError('domain', 'err_validation_invalid_value', 'Invalid value');
      }
      const rows = this.#parts.directoryRows.internalUsers(this.#state(), domain);
      return this.#paged(request, envelope, rows, (users) => [{ users, userCount: rows.length }]);
    });
  }

  /** POST /api/domain/get-internal-domain: no pages */
  internalDomains(request: HttpRequest): HttpResponse {
    if (parseEnvelope(request.body) === undefined)
      return validationError('data', 'err_validation_null', 'Cannot be null');
    const rows = this.#parts.directoryRows.domains(this.#state());
    const salt = String(this.#parts.clock.now());
    return unpagedResponse(rows.map(({ write }) => write(salt)));
  }

  /** GET /user/cloud-gateway/v1/users */
  restUsers(request: HttpRequest): HttpResponse {
    const { directoryRows, pager, pageSize } = this.#parts;
    return restList(request, directoryRows.users(this.#state()), pager, 'users', 'pagination.next', pageSize);
  }

  /** GET /directory/cloud-gateway/v1/groups */
  restGroups(request: HttpRequest): HttpResponse {
    const { directoryRows, pager, pageSize } = this.#parts;
    return restList(request, directoryRows.groups(this.#state()), pager, 'groups', 'nextPageToken', pageSize);
  }

  /** GET /directory/cloud-gateway/v1/groups/{id}/members */
  restMembers(request: HttpRequest): HttpResponse {
    const { directoryRows, pager, pageSize } = this.#parts;
    const id = decodeURIComponent(request.path.split('/').at(-2) ?? '');
    const state = this.#state();
    const group = state.groups.get(decodeSecureId(id) ?? '');
    if (group === undefined)
      return restFailure(404, 'err_folder_not_found', 'The folder does not exist', 'id');
    return restList(
      request,
      directoryRows.members(state, group, true),
      pager,
      'groupMembers',
      'nextPage',
      pageSize,
    );
  }

  /** GET /domain/cloud-gateway/v1/internal-domains */
  restDomains(request: HttpRequest): HttpResponse {
    const { directoryRows, pager, pageSize } = this.#parts;
    const rows = directoryRows.domains(this.#state());
    return restList(request, rows, pager, 'domains', 'pagination.nextPageToken', pageSize);
  }

  #state() {
    return this.#parts.directory.at(this.#parts.clock.now());
  }

  /** Accepts at most one item. An empty object is refused: it does not mean "no filter" (wire.md 3.1). */
  #withItem(
    request: HttpRequest,
    handle: (item: JsonObject, envelope: Envelope) => HttpResponse,
  ): HttpResponse {
    const envelope = parseEnvelope(request.body);
    const [item, another] = envelope?.data ?? [];
    if (envelope === undefined || another !== undefined) {
      return validationError('data', 'err_validation_size', 'At most one item is accepted');
    }
    if (item !== undefined && Object.keys(item).length === 0) {
      return validationError('data', 'err_validation_blank', 'Cannot be blank');
    }
    return handle(item ?? {}, envelope);
  }

  #paged(
    request: HttpRequest,
    envelope: Envelope,
    rows: readonly SnapshotRow[],
    wrap: (records: readonly JsonObject[]) => unknown,
  ): HttpResponse {
    const pageSize = pageSizeOf(envelope.pageSize, this.#parts.pageSize);
    if (pageSize === undefined)
      return validationError('pageSize', 'err_validation_range', 'Must be a positive number');
    const binding = JSON.stringify([request.path, envelope.data ?? [], pageSize]);
    const page = this.#parts.pager.page(rows, { pageSize, token: envelope.pageToken, binding });
    if (page === 'refused') return validationFailure(INVALID_PAGE_TOKEN);
    if ('status' in page) return page;
    return pagedResponse(wrap(page.records), page.records.length, {
      next: page.next,
      totalCount: rows.length,
    });
  }
}

/** @returns undefined: one of the filters is not valid */
function parseHoldFilters(item: JsonObject): readonly RecordPredicate[] | undefined {
  const keeps: (RecordPredicate | undefined)[] = [];
  if (item['searchBy'] !== undefined) keeps.push(SEARCH(item['searchBy']));
  if (item['filterBy'] !== undefined) keeps.push(FILTER(item['filterBy']));
  for (const [name, sign] of [
    ['start', 1],
    ['end', -1],
  ] as const) {
    if (item[name] === undefined) continue;
    const time = parseApiDate(String(item[name]));
    keeps.push(
      time === undefined
        ? undefined
        : (record) => (Date.parse(String(record['dateReceived'])) - time) * sign >= 0,
    );
  }
  const valid = keeps.flatMap((keep) => (keep === undefined ? [] : [keep]));
  return valid.length === keeps.length ? valid : undefined;
}
