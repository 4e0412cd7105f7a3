import { accessOf } from '../streams/permissions';
import { type Answer, isRefused, type Refusal } from './answer';
import type { SurveyContext } from './look';
import { patiently } from './patience';
import { PROBES, type Probe, type ProbeId } from './probes';

/** One line of the doctor's table. */
export interface Diagnosis {
  readonly probe: ProbeId;
  readonly about: string;
  /** `needsApi2`: these are keys of API 1.0, which does not have it */
  readonly state: 'works' | Refusal | 'needsApi2';
  /** what it takes; '' where nothing is documented */
  readonly permission: string;
  readonly product: string;
  /** why it does not work; '' where it does */
  readonly reason: string;
}

/** At once; the quota allows for four calls side by side (mimecast-api.md 13.3). */
const WORKERS = 3;
/** ms; a person waits in front of a dialog, so what has no place within is left out */
const LIMITS = { waitMs: 5_000, lookMs: 15_000, allMs: 15_000 };
const ROUND_MS = 50_000;
const TOO_LATE = 'not asked: the other answers took a minute';

/**
 * Asks each probe once and says what works, and what is missing for what does not. Within a minute: what could not
 * be asked in time is `broken`, and says so.
 * @throws the signal's reason when aborted
 */
export async function diagnose(
  probes: readonly ProbeId[],
  context: SurveyContext,
): Promise<readonly Diagnosis[]> {
  const found = new Map<ProbeId, Diagnosis>();
  const left = [...probes];
  const end = Date.now() + ROUND_MS;
  const work = async (worker: number): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const own = { ...context, stream: `${context.stream}:${worker}` };
      found.set(id, Date.now() < end ? await examine(id, own) : notAsked(id));
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
  return probes.flatMap((id) => found.get(id) ?? []);
}

async function examine(id: ProbeId, context: SurveyContext): Promise<Diagnosis> {
  const probe: Probe = PROBES[id];
  return diagnosisOf(id, await patiently(context, (patient) => probe.look(patient, Date.now()), LIMITS));
}

function common(probe: ProbeId): Pick<Diagnosis, 'probe' | 'about' | 'permission' | 'product'> {
  const { about, key }: Probe = PROBES[probe];
  const { permission = '', product = '' } = accessOf(key) ?? {};
  return { probe, about, permission, product };
}

function diagnosisOf(id: ProbeId, answer: Answer<unknown>): Diagnosis {
  if (!isRefused(answer)) return { ...common(id), state: 'works', reason: '' };
  const { kind, error } = answer;
  const state = error.reason === 'needsApi2' ? 'needsApi2' : kind;
  return { ...common(id), state, reason: error.message };
}

const notAsked = (id: ProbeId): Diagnosis => ({ ...common(id), state: 'broken', reason: TOO_LATE });
