/** What the indicators read as it is now (mimecast-api.md 9.1, 11.1, 12.2, 10.8). */
import { z } from 'zod';
import type { ApiRequest } from '../api/types';
import type { StateReading } from '../assess/kri/readers';
import type { Override } from '../properties/kri';
import { isValue } from '../streams/paged/canonical';
import { apiTime } from '../streams/window/times';
import type { Answer } from './answer';
import type { Range } from './drain-window';
import type { SurveyContext } from './look';
import { readList, readOnce, unreadable } from './read';

export const KRI_PATHS = {
  held: '/api/gateway/get-hold-message-list',
  'dmarc.statistics': '/dmarc-analyzer/v1/compliance/dmarc/statistics',
  'dmarc.domains': '/dmarc-analyzer/v1/domains',
} as const;

export type ReadableState = keyof typeof KRI_PATHS;

export const HELD_FILTER = { admin: true } as const;

export async function readState(state: ReadableState, context: SurveyContext): Promise<Answer<StateReading>> {
  const path = KRI_PATHS[state];
  switch (state) {
    case 'held': {
      const answer = await readList({ path, family: 'post', data: [HELD_FILTER], key: 'held.held' }, context);
      return answer.kind === 'evidence'
        ? { ...answer, value: { records: answer.value.records, told: answer.value.total } }
        : answer;
    }
    case 'dmarc.domains': {
      const answer = await readList({ path, family: 'rest', member: 'items' }, context);
      return answer.kind === 'evidence' ? { ...answer, value: { records: answer.value.records } } : answer;
    }
    case 'dmarc.statistics':
      return readObject({ method: 'GET', path, group: 'api' }, true, context);
  }
}

/** A state at a path that nobody documents: one answer, whatever is in it. */
export function readOverridden(
  { path, filter, start, end }: Override,
  range: Range,
  context: SurveyContext,
): Promise<Answer<StateReading>> {
  const names = { [start ?? 'from']: apiTime(range.from), [end ?? 'to']: apiTime(range.to) };
  const body = { data: [{ ...filter, ...(range.to > range.from ? names : {}) }] };
  return readObject({ method: 'POST', path, group: 'api', body }, false, context);
}

/** The records are `data` where there is one, else the answer itself. */
function readObject(
  request: ApiRequest,
  published: boolean,
  context: SurveyContext,
): Promise<Answer<StateReading>> {
  const read = (body: unknown): StateReading => {
    if (!isValue(body)) throw unreadable(request.path, '');
    const { data } = body;
    return { records: Array.isArray(data) ? data.filter(isValue) : [body] };
  };
  return readOnce({ request, published, read }, context);
}

const account = z.looseObject({
  data: z.array(
    z.looseObject({
      packages: z.array(
        z.union([z.string(), z.looseObject({ name: z.string() }).transform(({ name }) => name)]),
      ),
    }),
  ),
});

/** Names of the account's packages: nothing else of that answer is anybody's business here. */
export function readPackages(context: SurveyContext): Promise<Answer<readonly string[]>> {
  const path = '/api/account/get-account';
  const request = { method: 'POST', path, group: 'api', body: { data: [] } } as const;
  const read = (body: unknown): readonly string[] | undefined => {
    const parsed = account.safeParse(body);
    return parsed.success ? parsed.data.data.flatMap(({ packages }) => packages) : undefined;
  };
  return readOnce({ request, key: 'account', read }, context);
}

const series = z.looseObject({ value: z.array(z.looseObject({ detectionCount: z.number() })) });

/** A second opinion only, so whatever goes wrong with it leaves the first one alone. */
export async function readStats(
  name: string,
  { from, to }: Range,
  context: SurveyContext,
): Promise<number | undefined> {
  const query = {
    timestampRangeStartsAt: new Date(from).toISOString(),
    timestampRangeEndsAt: new Date(to).toISOString(),
  };
  const request = { method: 'GET', path: `/threats/v1/stats/${name}`, query, group: 'api' } as const;
  const read = (body: unknown): number | undefined => {
    const parsed = series.safeParse(body);
    return parsed.success
      ? parsed.data.value.reduce((sum, { detectionCount }) => sum + detectionCount, 0)
      : undefined;
  };
  const answer = await readOnce({ request, read }, context);
  return answer.kind === 'evidence' ? answer.value : undefined;
}
