/** How an account uses the API. Pure. */
import { encodeHours, LINE_HOURS } from '../../contracts/hour-line';
import type { ApiRow, Level, QuotaRow } from '../../contracts/overview';
import { HOUR_MS } from '../../util/time';
import type { AccountHistory } from '../history/account-history';
import { hourOf } from '../history/hour-counts';
import { toName, toReason } from '../text';
import type { AccountFacts, ClientFacts } from './types';

/** From so many exhausted quotas within an hour on, the polling interval is too short. */
const MAX_NORMAL_THROTTLES = 2;

export function buildApiRow(
  { id, client }: AccountFacts,
  history: AccountHistory | undefined,
  now: number,
): ApiRow {
  const hour = hourOf(now);
  const throttledLastHour = Math.max(0, ...(client?.quota ?? []).map(({ throttled }) => throttled));
  const lastError = client?.errors.at(-1);
  return {
    account: id,
    level: levelOf(client, throttledLastHour, now),
    quota: inOrder(client?.quota ?? []).map(({ group, limit, windowMs, remaining, resetAt, blocked }) => ({
      ...{ group, limit, windowMs, remaining, resetAt, blocked },
    })),
    hours: encodeHours(history?.calls.until(hour, LINE_HOURS) ?? []),
    callsLastHour: history?.calls.get(hour - 1) ?? 0,
    throttledLastHour,
    // Indicators and checks wait, too, and only sources report it.
    throttled: Math.max(throttledLastHour, history?.throttled.sum(hour, LINE_HOURS) ?? 0),
    latency: latencyOf(client?.requests ?? []),
    token: client?.token ?? null,
    lastError:
      lastError === undefined
        ? null
        : { at: lastError.at, code: toName(lastError.code), reason: toReason(lastError.message) },
  };
}

const GROUPS: readonly QuotaRow['group'][] = ['token', 'siem-batch', 'siem-stream', 'api'];

const inOrder = (quota: ClientFacts['quota']): ClientFacts['quota'] =>
  quota.toSorted((one, other) => GROUPS.indexOf(one.group) - GROUPS.indexOf(other.group));

function levelOf(client: ClientFacts | undefined, throttledLastHour: number, now: number): Level {
  if (client === undefined) return 'off';
  if (client.quota.some(({ blocked }) => blocked) || throttledLastHour > MAX_NORMAL_THROTTLES) return 'warn';
  const lastError = client.errors.at(-1);
  return lastError !== undefined && now - Date.parse(lastError.at) < HOUR_MS ? 'warn' : 'ok';
}

function latencyOf(requests: ClientFacts['requests']): ApiRow['latency'] {
  const sorted = requests.map(({ ms }) => ms).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const max = sorted.at(-1);
  if (median === undefined || max === undefined) return null;
  return { medianMs: Math.round(median), maxMs: Math.round(max), responses: sorted.length };
}
