import type { Clock } from '../clock';
import { parseApiDate } from '../dates';
import { type Envelope, type Fields, invalid, paged, parseEnvelope, unpaged } from '../envelope';
import type { Answer, Call } from '../exchange';
import { REFUSED_TOKEN } from '../page-trouble';
import { keyOfId } from '../secure-id';
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
  readonly written: DirectoryRows;
  readonly pager: Pager;
  /** Records a page at most. */
  readonly pageSize: number;
}

const wrong = (field: string, code: string, message: string): Answer => invalid({ field, code, message });
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

/** What can be read as it is now (mimecast-api.md 9.1, 9.2, 11.3, 11.4). */
export class SnapshotApi {
  readonly #parts: SnapshotParts;

  constructor(parts: SnapshotParts) {
    this.#parts = parts;
  }

  /** POST /api/gateway/get-hold-message-list */
  holdList(call: Call): Answer {
    return this.#one(call, (item, envelope) => {
      const keeps = holdFilters(item);
      if (keeps === undefined) return wrong('searchBy', 'err_validation_invalid_value', 'Invalid value');
      // without admin it is the caller's own queue, and an application has none
      const all = item['admin'] === true ? this.#parts.queue.rows(this.#parts.clock.now()) : [];
      const rows = all.filter(({ write }) => keeps.length === 0 || keeps.every((keep) => keep(write(''))));
      return this.#paged(call, envelope, rows, (records) => records);
    });
  }

  /** POST /api/gateway/get-hold-summary-list: no body, no pages. */
  holdSummary(call: Call): Answer {
    if (parseEnvelope(call.body) === undefined) return wrong('data', 'err_validation_null', 'Cannot be null');
    return unpaged(this.#parts.queue.summary(this.#parts.clock.now()));
  }

  /** POST /api/directory/find-groups; the whole list without an object, of one source with one. */
  findGroups(call: Call): Answer {
    return this.#one(call, (item, envelope) => {
      const { query = '', source = 'cloud' } = item;
      if (typeof query !== 'string' || (source !== 'cloud' && source !== 'ldap')) {
        return wrong('source', 'err_validation_invalid_value', 'Invalid value');
      }
      const rows = this.#parts.written.folders(this.#state(), source, query);
      return this.#paged(call, envelope, rows, (folders) => [{ source, query, folders }]);
    });
  }

  /** POST /api/directory/get-group-members */
  groupMembers(call: Call): Answer {
    return this.#one(call, (item, envelope) => {
      if (typeof item['id'] !== 'string') return wrong('id', 'err_validation_null', 'Cannot be null');
      const state = this.#state();
      const group = state.groups.get(keyOfId(item['id']) ?? '');
      if (group === undefined) return wrong('id', 'err_folder_not_found', 'The folder does not exist');
      const rows = this.#parts.written.members(state, group, false);
      return this.#paged(call, envelope, rows, (groupMembers) => [{ groupMembers }]);
    });
  }

  /** POST /api/user/get-internal-users; all domains where none is given. */
  internalUsers(call: Call): Answer {
    return this.#one(call, (item, envelope) => {
      const { domain } = item;
      if (domain !== undefined && typeof domain !== 'string') {
        return wrong('domain', 'err_validation_invalid_value', 'Invalid value');
      }
      const rows = this.#parts.written.internalUsers(this.#state(), domain);
      return this.#paged(call, envelope, rows, (users) => [{ users, userCount: rows.length }]);
    });
  }

  /** POST /api/domain/get-internal-domain: no pages. */
  internalDomains(call: Call): Answer {
    if (parseEnvelope(call.body) === undefined) return wrong('data', 'err_validation_null', 'Cannot be null');
    const rows = this.#parts.written.domains(this.#state());
    const salt = String(this.#parts.clock.now());
    return unpaged(rows.map(({ write }) => write(salt)));
  }

  /** GET /user/cloud-gateway/v1/users */
  restUsers(call: Call): Answer {
    const { written, pager, pageSize } = this.#parts;
    return restList(call, written.users(this.#state()), pager, 'users', 'pagination.next', pageSize);
  }

  /** GET /directory/cloud-gateway/v1/groups */
  restGroups(call: Call): Answer {
    const { written, pager, pageSize } = this.#parts;
    return restList(call, written.groups(this.#state()), pager, 'groups', 'nextPageToken', pageSize);
  }

  /** GET /directory/cloud-gateway/v1/groups/{id}/members */
  restMembers(call: Call): Answer {
    const { written, pager, pageSize } = this.#parts;
    const id = decodeURIComponent(call.path.split('/').at(-2) ?? '');
    const state = this.#state();
    const group = state.groups.get(keyOfId(id) ?? '');
    if (group === undefined) return restFail(404, 'err_folder_not_found', 'The folder does not exist', 'id');
    return restList(call, written.members(state, group, true), pager, 'groupMembers', 'nextPage', pageSize);
  }

  /** GET /domain/cloud-gateway/v1/internal-domains */
  restDomains(call: Call): Answer {
    const { written, pager, pageSize } = this.#parts;
    const rows = written.domains(this.#state());
    return restList(call, rows, pager, 'domains', 'pagination.nextPageToken', pageSize);
  }

  #state() {
    return this.#parts.directory.at(this.#parts.clock.now());
  }

  /** At most one item. An empty object is no filter, but one that matches nothing (mimecast-api.md 3.1). */
  #one(call: Call, answer: (item: Fields, envelope: Envelope) => Answer): Answer {
    const envelope = parseEnvelope(call.body);
    const [item, another] = envelope?.data ?? [];
    if (envelope === undefined || another !== undefined) {
      return wrong('data', 'err_validation_size', 'At most one item is accepted');
    }
    if (item !== undefined && Object.keys(item).length === 0) {
      return wrong('data', 'err_validation_blank', 'Cannot be blank');
    }
    return answer(item ?? {}, envelope);
  }

  #paged(
    call: Call,
    envelope: Envelope,
    rows: readonly Row[],
    wrap: (records: readonly Fields[]) => unknown,
  ): Answer {
    const pageSize = pageSizeOf(envelope.pageSize, this.#parts.pageSize);
    if (pageSize === undefined) return wrong('pageSize', 'err_validation_range', 'Must be a positive number');
    const binding = JSON.stringify([call.path, envelope.data ?? [], pageSize]);
    const page = this.#parts.pager.page(rows, { pageSize, token: envelope.pageToken, binding });
    if (page === 'refused') return invalid(REFUSED_TOKEN);
    if ('status' in page) return page;
    return paged(wrap(page.records), page.records.length, { next: page.next, totalCount: rows.length });
  }
}

/** undefined: one of them is not valid. */
function holdFilters(item: Fields): readonly Keep[] | undefined {
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
