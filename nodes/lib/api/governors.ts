import { REGION_ORIGINS } from '../properties/regions';
import { Governor } from './governor';

/** ms that a governor nobody uses is kept: as long as it remembers 429s, so that a redeploy forgets nothing. */
const KEPT = 3_600_000;

interface Entry {
  readonly governor: Governor;
  users: number;
  idleSince: number;
}

/** Process-wide: Mimecast counts per application, whatever number of account nodes use it. */
const entries = new Map<string, Entry>();

export interface SharedGovernor {
  readonly governor: Governor;
  release(): void;
}

/** Regions are doors to the same service; elsewhere (a simulated tenant, a gateway) an id may be somebody else's. */
function serviceAt(origin: string): string {
  return Object.values<string>(REGION_ORIGINS).includes(origin) ? REGION_ORIGINS.global : origin;
}

/** The one governor of this application. Unused ones are swept when somebody asks, so no timer is needed. */
export function shareGovernor(clientId: string, origin: string): SharedGovernor {
  const now = Date.now();
  for (const [key, entry] of entries)
    if (entry.users === 0 && now - entry.idleSince > KEPT) entries.delete(key);
  const key = JSON.stringify([clientId, serviceAt(origin)]);
  const entry = entries.get(key) ?? { governor: new Governor(), users: 0, idleSince: now };
  entries.set(key, entry);
  entry.users += 1;
  let held = true;
  return {
    governor: entry.governor,
    release() {
      if (!held) return;
      held = false;
      entry.users -= 1;
      entry.idleSince = Date.now();
    },
  };
}
