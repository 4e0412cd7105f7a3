import assert from 'node:assert/strict';
import type { ApiRequest, ApiResponse } from '../../../../nodes/lib/contracts/api-client';
import type { SourceRecord, Stream } from '../../../../nodes/lib/contracts/stream';
import type { EventStreamPosition } from '../../../../nodes/lib/streams/siem-events/position';
import { createSiemEventStream } from '../../../../nodes/lib/streams/siem-events/stream';
import { queryFrom, ScriptedClient } from '../../../doubles/scripted-client';
import { HOUR, NOW, type Polled } from '../window/poll';

export type Event = Readonly<Record<string, unknown>>;
export interface EventsPage {
  readonly events?: readonly unknown[];
  readonly next?: string | null;
  readonly caughtUp?: unknown;
}

export const newStream = (): Stream<SourceRecord, EventStreamPosition> =>
  createSiemEventStream('cg', ['receipt', 'url protect']);
export const stream = newStream();

/** Pages by request cursor; '' for a request by date. */
export function clientOf(
  pages: Readonly<Record<string, EventsPage>> | ((query: Readonly<Record<string, string>>) => EventsPage),
): ScriptedClient {
  const client = new ScriptedClient({ list: () => ({}), body: () => '' });
  client.call = async (request: ApiRequest): Promise<ApiResponse> => {
    assert.deepEqual(
      [request.method, request.path, request.group],
      ['GET', '/siem/v1/events/cg', 'siem-stream'],
    );
    const query = queryFrom(request);
    client.queries.push(query);
    const cursor = query['nextPage'] ?? '';
    const page = typeof pages === 'function' ? pages(query) : pages[cursor];
    const { events = [], next = cursor, caughtUp = true } = page ?? {};
    const body = { value: events, '@nextPage': next, isCaughtUp: caughtUp, pageSize: events.length };
    return { status: 200, body, requestId: 'r', bytes: 10, failures: [] };
  };
  return client;
}

export const event = (n: number, eventType = 'receipt', more: Event = {}): Event => ({
  eventType,
  subType: null,
  timestamp: NOW - HOUR + n,
  n,
  ...more,
});
export const numbers = ({ records }: Polled<unknown>): unknown[] => records.map(({ value }) => value['n']);
