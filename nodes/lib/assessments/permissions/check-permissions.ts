import { type EvidenceResult, isUnavailable, type UnavailableReason } from '../../contracts/evidence';
import { requirementFor } from '../../streams/required-permissions';
import type { EvidenceContext } from '../evidence/collect-evidence';
import { type Deadlines, withDeadlines } from '../evidence/deadlines';
import { PROBES, type Probe, type ProbeId } from './permission-probes';

/** One row of the permission check. */
export interface PermissionResult {
  readonly probe: ProbeId;
  readonly about: string;
  /** `needsApi2`: the account uses API 1.0 keys, and API 1.0 does not offer this data */
  readonly state: 'works' | UnavailableReason | 'needsApi2';
  /** required permission; '' where none is documented */
  readonly permission: string;
  readonly product: string;
  /** why it does not work; '' when it works */
  readonly reason: string;
}

/** Parallel probes. The rate limiter allows four concurrent calls (wire.md 13.3). */
const WORKERS = 3;
/** ms; a person waits in front of a dialog, so slow probes are skipped */
const DEADLINES: Deadlines = { maxWaitMs: 5_000, idleMs: 15_000, totalMs: 15_000 };
const TOTAL_TIMEOUT_MS = 50_000;
const NOT_CHECKED = 'not checked: the time limit of one minute was reached';

/**
 * Runs each probe once and reports what works and what is missing for the rest. It takes at most a minute: probes
 * that could not run in time are reported as `broken`, with that reason.
 * @throws the signal's reason when aborted
 */
export async function checkPermissions(
  probes: readonly ProbeId[],
  context: EvidenceContext,
): Promise<readonly PermissionResult[]> {
  const results = new Map<ProbeId, PermissionResult>();
  const remaining = [...probes];
  const deadline = Date.now() + TOTAL_TIMEOUT_MS;
  const runWorker = async (worker: number): Promise<void> => {
    for (let id = remaining.shift(); id !== undefined; id = remaining.shift()) {
      const own = { ...context, stream: `${context.stream}:${worker}` };
      results.set(id, Date.now() < deadline ? await checkOne(id, own) : notChecked(id));
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => runWorker(worker)));
  return probes.flatMap((id) => results.get(id) ?? []);
}

async function checkOne(id: ProbeId, context: EvidenceContext): Promise<PermissionResult> {
  const probe: Probe = PROBES[id];
  return toPermissionResult(
    id,
    await withDeadlines(context, (withLimits) => probe.run(withLimits, Date.now()), DEADLINES),
  );
}

function commonFields(probe: ProbeId): Pick<PermissionResult, 'probe' | 'about' | 'permission' | 'product'> {
  const { about, key }: Probe = PROBES[probe];
  const { permission = '', product = '' } = requirementFor(key) ?? {};
  return { probe, about, permission, product };
}

function toPermissionResult(id: ProbeId, result: EvidenceResult<unknown>): PermissionResult {
  if (!isUnavailable(result)) return { ...commonFields(id), state: 'works', reason: '' };
  const { kind, error } = result;
  const state = error.reason === 'needsApi2' ? 'needsApi2' : kind;
  return { ...commonFields(id), state, reason: error.message };
}

const notChecked = (id: ProbeId): PermissionResult => ({
  ...commonFields(id),
  state: 'broken',
  reason: NOT_CHECKED,
});
