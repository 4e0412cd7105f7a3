/** The last permission check of each account, for diagnostics. Kept in memory while Node-RED runs. */
import type { Diagnosis } from '../survey/doctor';

export interface LastDiagnosis {
  /** ISO 8601 */
  readonly at: string;
  /** the credentials used: the deployed ones or those of the dialog */
  readonly credentials: 'deployed' | 'dialog';
  readonly rows: readonly Diagnosis[];
}

/** Bounds the memory: ids come from requests. More accounts than any installation has. */
const MOST = 100;
const last = new Map<string, LastDiagnosis>();

/** @param id of the account node */
export function rememberDiagnosis(id: string, diagnosis: LastDiagnosis): void {
  last.delete(id);
  last.set(id, diagnosis);
  const [oldest] = last.keys();
  if (last.size > MOST && oldest !== undefined) last.delete(oldest);
}

export const lastDiagnosis = (id: string): LastDiagnosis | undefined => last.get(id);
