/** Snapshots that the indicators read (wire.md 9.1, 11.1, 12.2, 10.8). */

import { z } from 'zod';
import type { ApiRequest } from '../../contracts/api-client';
import type { EvidenceResult } from '../../contracts/evidence';
import { isJsonObject } from '../../contracts/json';
import type { Override } from '../../properties/node/assessments/kri';
import { formatApiTime } from '../../streams/window/api-time';
import { withShapeCheck } from '../evidence/answer-shape';
import type { EvidenceContext } from '../evidence/collect-evidence';
import { readList, readSingle, unreadableResponse } from '../evidence/read-endpoint';
import type { Range } from '../evidence/read-window';
import type { SnapshotReadResult } from './types';

export const KRI_PATHS = {
  held: '/api/gateway/get-hold-message-list',
  'dmarc.statistics': '/dmarc-analyzer/v1/compliance/dmarc/statistics',
  'dmarc.domains': '/dmarc-analyzer/v1/domains',
} as const;

export type ReadableSnapshot = keyof typeof KRI_PATHS;

export const HELD_FILTER = { admin: true } as const;

export async function readSnapshot(
  state: ReadableSnapshot,
  context: EvidenceContext,
): Promise<EvidenceResult<SnapshotReadResult>> {
  const path = KRI_PATHS[state];
  switch (state) {
    case 'held': {
      const list = { path, family: 'post', data: [HELD_FILTER], key: 'held.held' } as const;
      const result = await readList(list, withShapeCheck(context, path, undefined).context);
      return result.kind === 'evidence'
        ? { ...result, value: { records: result.value.records, serverTotal: result.value.total } }
        : result;
    }
    case 'dmarc.domains': {
      const result = await readList({ path, family: 'rest', member: 'items' }, context);
      return result.kind === 'evidence' ? { ...result, value: { records: result.value.records } } : result;
    }
    case 'dmarc.statistics':
      return readObject({ method: 'GET', path, group: 'api' }, true, context);
  }
}

/** Reads a snapshot at a configured, undocumented path, with one request. */
export function readCustomSnapshot(
  { path, filter, start, end }: Override,
  range: Range,
  context: EvidenceContext,
): Promise<EvidenceResult<SnapshotReadResult>> {
  const rangeMembers = {
    [start ?? 'from']: formatApiTime(range.from),
    [end ?? 'to']: formatApiTime(range.to),
  };
  const body = { data: [{ ...filter, ...(range.to > range.from ? rangeMembers : {}) }] };
  return readObject({ method: 'POST', path, group: 'api', body }, false, context);
}

/** The records are `data` if it is an array, otherwise the response body itself. */
function readObject(
  request: ApiRequest,
  published: boolean,
  context: EvidenceContext,
): Promise<EvidenceResult<SnapshotReadResult>> {
  const read = (body: unknown): SnapshotReadResult => {
    if (!isJsonObject(body)) throw unreadableResponse(request.path, '');
    const { data } = body;
    if (!Array.isArray(data)) return { records: [body] };
    if (!data.every(isJsonObject)) throw unreadableResponse(request.path, 'data');
    return { records: data.filter(isJsonObject) };
  };
  return readSingle({ request, published, parse: read }, context);
}

const accountSchema = z.looseObject({
  data: z.array(
    z.looseObject({
      packages: z.array(
        z.union([z.string(), z.looseObject({ name: z.string() }).transform(({ name }) => name)]),
      ),
    }),
  ),
});

/** Reads the names of the account's packages. Nothing else of that response is used, because it is personal data. */
export function readPackages(context: EvidenceContext): Promise<EvidenceResult<readonly string[]>> {
  const path = '/api/account/get-account';
  const request = { method: 'POST', path, group: 'api', body: { data: [] } } as const;
  const read = (body: unknown): readonly string[] | undefined => {
    const parsed = accountSchema.safeParse(body);
    return parsed.success ? parsed.data.data.flatMap(({ packages }) => packages) : undefined;
  };
  return readSingle({ request, key: 'account', parse: read }, context);
}

const seriesSchema = z.looseObject({ value: z.array(z.looseObject({ detectionCount: z.number() })) });

/** Reads a count for comparison. Errors are ignored, because the measured value does not depend on it. */
export async function readStats(
  name: string,
  { from, to }: Range,
  context: EvidenceContext,
): Promise<number | undefined> {
  const query = {
    timestampRangeStartsAt: new Date(from).toISOString(),
    timestampRangeEndsAt: new Date(to).toISOString(),
  };
  const request = { method: 'GET', path: `/threats/v1/stats/${name}`, query, group: 'api' } as const;
  const read = (body: unknown): number | undefined => {
    const parsed = seriesSchema.safeParse(body);
    return parsed.success
      ? parsed.data.value.reduce((sum, { detectionCount }) => sum + detectionCount, 0)
      : undefined;
  };
  const result = await readSingle({ request, parse: read }, context);
  return result.kind === 'evidence' ? result.value : undefined;
}
