import { accessOf } from '../streams/permissions';
import { type Answer, isRefused, type Refusal } from './answer';
import type { SurveyContext } from './look';
import { patiently } from './patience';
import { PROBES, type Probe, type ProbeId } from './probes';

/** One line of the doctor's table. */
export interface Diagnosis {
  readonly probe: ProbeId;
  readonly about: string;
  readonly state: 'works' | Refusal;
  /** what it takes; '' where nothing is documented */
  readonly permission: string;
  readonly product: string;
  /** why it does not work; '' where it does */
  readonly reason: string;
}

/** At once; the quota allows for four calls side by side (mimecast-api.md 13.3). */
const WORKERS = 3;
/** A person waits in front of a dialog. */
const LIMITS = { waitMs: 5_000, lookMs: 20_000 };

/**
 * Asks each probe once and says what works, and what is missing for what does not.
 * @throws the signal's reason when aborted
 */
export async function diagnose(
  probes: readonly ProbeId[],
  context: SurveyContext,
): Promise<readonly Diagnosis[]> {
  const found = new Map<ProbeId, Diagnosis>();
  const left = [...probes];
  const work = async (worker: number): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const probe: Probe = PROBES[id];
      const own = { ...context, stream: `${context.stream}:${worker}` };
      const answer = await patiently(own, (patient) => probe.look(patient, Date.now()), LIMITS);
      found.set(id, diagnosisOf(id, probe, answer));
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
  return probes.flatMap((id) => found.get(id) ?? []);
}

function diagnosisOf(probe: ProbeId, { about, key }: Probe, answer: Answer<unknown>): Diagnosis {
  const { permission = '', product = '' } = accessOf(key) ?? {};
  const common = { probe, about, permission, product };
  return isRefused(answer)
    ? { ...common, state: answer.kind, reason: answer.error.message }
    : { ...common, state: 'works', reason: '' };
}
