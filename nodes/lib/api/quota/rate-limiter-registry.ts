import { REGION_ORIGINS } from '../../properties/values/regions';
import { HOUR_MS } from '../../util/time';
import { RateLimiter } from './rate-limiter';

/** An unused rate limiter is kept for this time: as long as it counts 429s, so that a redeploy does not reset them. */
const IDLE_TTL_MS = HOUR_MS;

interface Entry {
  readonly rateLimiter: RateLimiter;
  users: number;
  idleSince: number;
}

/** One per process: Mimecast counts per application, not per account node. */
const entries = new Map<string, Entry>();

export interface SharedRateLimiter {
  readonly rateLimiter: RateLimiter;
  release(): void;
}

/** All regions share one service. At any other origin (simulator, gateway) the same id may be another application. */
function serviceKey(origin: string): string {
  return Object.values<string>(REGION_ORIGINS).includes(origin) ? REGION_ORIGINS.global : origin;
}

/** Returns the rate limiter of the application. Removes expired ones on each call, so no timer is needed. */
export function acquireRateLimiter(clientId: string, origin: string): SharedRateLimiter {
  const now = Date.now();
  for (const [key, entry] of entries)
    if (entry.users === 0 && now - entry.idleSince > IDLE_TTL_MS) entries.delete(key);
  const key = JSON.stringify([clientId, serviceKey(origin)]);
  const entry = entries.get(key) ?? { rateLimiter: new RateLimiter(), users: 0, idleSince: now };
  entries.set(key, entry);
  entry.users += 1;
  let held = true;
  return {
    rateLimiter: entry.rateLimiter,
    release() {
      if (!held) return;
      held = false;
      entry.users -= 1;
      entry.idleSince = Date.now();
    },
  };
}
