/**
 * `_bulk` of Elasticsearch and OpenSearch: 200 says only that the request was read; each item has its own status.
 * Where `errors` and the items contradict each other, the items count.
 */
import { z } from 'zod';
import { listOf } from '../../../contracts/list-schema';
import { findReason, reasonText } from './answer-reason';
import { failureKind, judgeFailure, retry } from './http-status';
import { readAnswerBody } from './read-answer';
import {
  type Answer,
  type ItemVerdict,
  isSuccessStatus,
  type Misconfigured,
  misconfigured,
  type Verdict,
} from './verdict';

const bulkAnswer = z.looseObject({ errors: z.boolean(), items: listOf(z.unknown()) });
const bulkItem = z.looseObject({ status: z.number().int(), error: z.unknown().optional() });
const OPERATIONS = ['create', 'index', 'update', 'delete'] as const;
type Operation = (typeof OPERATIONS)[number];
const itemOf = z.partialRecord(z.enum(OPERATIONS), bulkItem);

/** The id exists: of `create` the record itself, of `index` with a version the same or a newer one. */
const CONFLICT = 409;
const DUPLICATE_OPERATIONS: ReadonlySet<Operation> = new Set(['create', 'index']);
/** The status of a record that does not fit, for example to the type of a field. */
const RECORD_STATUSES: ReadonlySet<number> = new Set([400, 413, 422]);
/** Errors with status 400 that are about the index or the request, and the same for every record. */
const SETTING_ERRORS = new RegExp(
  [
    '^(index_closed|invalid_index_name|invalid_alias_name|validation|action_request_validation)_exception\\b',
    '^illegal_argument_exception: (pipeline with id|only write ops|no write index|alias .* has more than one)',
  ].join('|'),
);

export function judgeElasticsearchBulk(
  answer: Answer,
  status: number,
  sentCount: number | undefined,
  now: number,
): Verdict {
  if (!isSuccessStatus(status)) return judgeFailure(answer, status, now);
  const body = readAnswerBody(answer);
  if (body.kind === 'html')
    return misconfigured(`${status} with a page, not an answer of _bulk: ${body.shown}`);
  if (body.kind === 'other') return retry(answer, `${status} with ${body.problem}`, now);
  const bulk = bulkAnswer.safeParse(body.json);
  if (!bulk.success) return misconfigured(`${status} without errors and items, so not an answer of _bulk`);
  const { items } = bulk.data;
  if (sentCount !== undefined && items.length !== sentCount)
    return retry(answer, `${status} with ${items.length} items for ${sentCount} records`, now);
  return judgeItems(items);
}

function judgeItems(items: readonly unknown[]): Verdict {
  const verdicts: ItemVerdict[] = [];
  for (const item of items) {
    const verdict = judgeItem(item);
    // Not the fault of this record, so it is not the only one, and none is put aside.
    if (verdict.kind === 'misconfigured') return verdict;
    verdicts.push(verdict);
  }
  return { kind: 'items', items: verdicts };
}

function judgeItem(item: unknown): ItemVerdict | Misconfigured {
  const parsed = itemOf.safeParse(item);
  const operation = parsed.success ? OPERATIONS.find((name) => parsed.data[name] !== undefined) : undefined;
  const result = parsed.success && operation !== undefined ? parsed.data[operation] : undefined;
  if (operation === undefined || result === undefined)
    return { kind: 'retry', reason: 'an item without a status' };
  const { status } = result;
  if (isSuccessStatus(status)) return { kind: 'accepted' };
  if (status === CONFLICT && DUPLICATE_OPERATIONS.has(operation)) return { kind: 'duplicate' };
  const error = findReason(result.error) ?? '';
  const reason = reasonText(`${status} ${error}`);
  if (RECORD_STATUSES.has(status))
    return SETTING_ERRORS.test(error) ? misconfigured(reason) : { kind: 'refused', reason };
  return failureKind(status) === 'retry' ? { kind: 'retry', reason } : misconfigured(reason);
}
