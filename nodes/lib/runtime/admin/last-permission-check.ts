/** The last permission check of each account, for diagnostics. Kept in memory while Node-RED runs. */
import type { PermissionResult } from '../../assessments/permissions/check-permissions';

export interface LastPermissionCheck {
  /** ISO 8601 */
  readonly at: string;
  /** the credentials used: the deployed ones or those of the dialog */
  readonly credentials: 'deployed' | 'dialog';
  readonly rows: readonly PermissionResult[];
}

/** Bounds the memory: ids come from requests. More accounts than any installation has. */
const MAX_ACCOUNTS = 100;
const checks = new Map<string, LastPermissionCheck>();

/** @param id of the account node */
export function storePermissionCheck(id: string, check: LastPermissionCheck): void {
  checks.delete(id);
  checks.set(id, check);
  const [oldest] = checks.keys();
  if (checks.size > MAX_ACCOUNTS && oldest !== undefined) checks.delete(oldest);
}

export const lastPermissionCheck = (id: string): LastPermissionCheck | undefined => checks.get(id);
