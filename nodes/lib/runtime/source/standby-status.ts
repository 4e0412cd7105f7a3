import type { CollectorState } from '../../collector/status/state';
import { ERROR_CATALOG } from '../../contracts/error-catalog';
import { classifyNetworkError } from '../../contracts/network-errors';
import type { Status } from '../node-red/node-status';
import { truncate } from '../node-red/status-text';

/** Status texts by the error code of Redis. */
const REDIS_ERROR_TEXT: Readonly<Record<string, string>> = {
  NOAUTH: 'refuses user or password',
  WRONGPASS: 'refuses user or password',
  NOPERM: 'does not permit it (ACL)',
  OOM: 'is out of memory',
  READONLY: 'is a read-only replica',
  LOADING: 'is still loading',
  MISCONF: 'can not write to its disk',
  NOREPLICAS: 'misses its replicas',
};

/** @param message `Redis at host:port: …`, as the Redis connection reports it */
function redisErrorText(message: string): string {
  const [, detail = message] = /^Redis at \S+: (.*)$/.exec(message) ?? [];
  const [, code, rest = ''] = /^([A-Z]{2,}) (.*)$/.exec(detail) ?? [];
  if (code === undefined) return `: ${connectionErrorText(detail)}`;
  return ` ${REDIS_ERROR_TEXT[code] ?? `says ${code === 'ERR' ? '' : `${code} `}${rest}`}`;
}

/**
 * The detail is `connect ECONNREFUSED 127.0.0.1:6379` from Node.js or `no answer within 5 s` from the
 * connection.
 */
function connectionErrorText(detail: string): string {
  const [code = ''] = /\b(E[A-Z_]{3,}|CERT_\w+|[A-Z_]+_CERT(_\w+)?|ERR_\w+)\b/.exec(detail) ?? [];
  const reason = classifyNetworkError(Object.assign(new Error(), { code }));
  return reason === 'network' ? detail : ERROR_CATALOG[reason].short.replace('{for}', 'in time');
}

/** A replica that does not hold the lease of the account, or can't reach Redis. */
export function standbyStatus({
  holder,
  trouble: message,
}: Extract<CollectorState, { kind: 'standby' }>): Status {
  if (message !== undefined) {
    return {
      fill: 'yellow',
      shape: 'ring',
      text: truncate(`standby · Redis${redisErrorText(message)}`),
      code: 'standby',
      reason: message,
    };
  }
  const text = holder === undefined ? 'standby' : `standby · runs on ${holder}`;
  return { fill: 'grey', shape: 'ring', text: truncate(text), code: 'standby', holder };
}
