/** What the doctor found the last time, for diagnostics: kept while Node-RED runs. */
import type { Diagnosis } from '../survey/doctor';

export interface LastDiagnosis {
  /** ISO 8601 */
  readonly at: string;
  /** with what is deployed, or with what stood in the dialog */
  readonly credentials: 'deployed' | 'dialog';
  readonly rows: readonly Diagnosis[];
}

/** Ids come from outside; nobody has more accounts than this. */
const MOST = 100;
const last = new Map<string, LastDiagnosis>();

/** By the id of the account node. */
export function rememberDiagnosis(id: string, diagnosis: LastDiagnosis): void {
  last.delete(id);
  last.set(id, diagnosis);
  const [oldest] = last.keys();
  if (last.size > MOST && oldest !== undefined) last.delete(oldest);
}

export const lastDiagnosis = (id: string): LastDiagnosis | undefined => last.get(id);
