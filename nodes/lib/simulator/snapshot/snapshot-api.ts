import type { Clock } from '../clock';
import { parseApiDate } from '../dates';
import { type Envelope, type Fields, invalid, paged, parseEnvelope, unpaged } from '../http/envelope';
import type { Answer, Call } from '../http/exchange';
import { REFUSED_TOKEN } from '../faults/page-faults';
import { keyOfId } from '../access/secure-id';
import { filterBy, type Keep, searchBy } from '../window/filters';
import { pageSizeOf } from '../window/request';
import type { Directory } from './directory';
import type { DirectoryRows } from './directory-rows';
import type { HoldQueue } from './hold-queue';
import type { Pager, Row } from './pager';
import { restFail, restList } from './rest';

export interface SnapshotParts {
  readonly clock: Clock;
  readonly queue: HoldQueue;
  readonly directory: Directory;
  readonly directoryRows: DirectoryRows;
  readonly pager: Pager;
  /** maximum number of records on a page */
  readonly pageSize: number;
}

const validationError = (field: string, code: string, message: string): Answer =>
  invalid({ field, code, message });
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
  holdList(request: Call): Answer {
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
  holdSummary(request: Call): Answer {
    if (parseEnvelope(request.body) === undefined)
      return validationError('data', 'err_validation_null', 'Cannot be null');
    return unpaged(this.#parts.queue.summary(this.#parts.clock.now()));
  }

  /** POST /api/directory/find-groups: the groups of one source (default: cloud) */
  findGroups(request: Call): Answer {
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
  groupMembers(request: Call): Answer {
    return this.#withItem(request, (item, envelope) => {
      if (typeof item['id'] !== 'string')
        return validationError('id', 'err_validation_null', 'Cannot be null');
      const state = this.#state();
      const group = state.groups.get(keyOfId(item['id']) ?? '');
      if (group === undefined)
        return validationError('id', 'err_folder_not_found', 'The folder does not exist');
      const rows = this.#parts.directoryRows.members(state, group, false);
      return this.#paged(request, envelope, rows, (groupMembers) => [{ groupMembers }]);
    });
  }

  /** POST /api/user/get-internal-users: of one domain, or of all */
  internalUsers(request: Call): Answer {
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
  internalDomains(request: Call): Answer {
    if (parseEnvelope(request.body) === undefined)
      return validationError('data', 'err_validation_null', 'Cannot be null');
    const rows = this.#parts.directoryRows.domains(this.#state());
    const salt = String(this.#parts.clock.now());
    return unpaged(rows.map(({ write }) => write(salt)));
  }

  /** GET /user/cloud-gateway/v1/users */
  restUsers(request: Call): Answer {
    const { directoryRows, pager, pageSize } = this.#parts;
    return restList(request, directoryRows.users(this.#state()), pager, 'users', 'pagination.next', pageSize);
  }

  /** GET /directory/cloud-gateway/v1/groups */
  restGroups(request: Call): Answer {
    const { directoryRows, pager, pageSize } = this.#parts;
    return restList(request, directoryRows.groups(this.#state()), pager, 'groups', 'nextPageToken', pageSize);
  }

  /** GET /directory/cloud-gateway/v1/groups/{id}/members */
  restMembers(request: Call): Answer {
    const { directoryRows, pager, pageSize } = this.#parts;
    const id = decodeURIComponent(request.path.split('/').at(-2) ?? '');
    const state = this.#state();
    const group = state.groups.get(keyOfId(id) ?? '');
    if (group === undefined) return restFail(404, 'err_folder_not_found', 'The folder does not exist', 'id');
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
  restDomains(request: Call): Answer {
    const { directoryRows, pager, pageSize } = this.#parts;
    const rows = directoryRows.domains(this.#state());
    return restList(request, rows, pager, 'domains', 'pagination.nextPageToken', pageSize);
  }

  #state() {
    return this.#parts.directory.at(this.#parts.clock.now());
  }

  /** Accepts at most one item. An empty object is refused: it does not mean "no filter" (wire.md 3.1). */
  #withItem(request: Call, handle: (item: Fields, envelope: Envelope) => Answer): Answer {
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
    request: Call,
    envelope: Envelope,
    rows: readonly Row[],
    wrap: (records: readonly Fields[]) => unknown,
  ): Answer {
    const pageSize = pageSizeOf(envelope.pageSize, this.#parts.pageSize);
    if (pageSize === undefined)
      return validationError('pageSize', 'err_validation_range', 'Must be a positive number');
    const binding = JSON.stringify([request.path, envelope.data ?? [], pageSize]);
    const page = this.#parts.pager.page(rows, { pageSize, token: envelope.pageToken, binding });
    if (page === 'refused') return invalid(REFUSED_TOKEN);
    if ('status' in page) return page;
    return paged(wrap(page.records), page.records.length, { next: page.next, totalCount: rows.length });
  }
}

/** @returns undefined: one of the filters is not valid */
function parseHoldFilters(item: Fields): readonly Keep[] | undefined {
  const keeps: (Keep | undefined)[] = [];
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
