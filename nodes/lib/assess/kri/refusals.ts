/** What it means for an indicator that a look was refused, or that a product may not be there. */
import { isRefused, type Refused } from '../../survey/answer';
import { factsOf } from './indicators';
import type { Unmeasured } from './judge';
import type { Look } from './look';
import type { Events } from './types';

/** What is known without a number; the look adds where and how much. */
export type Reason = Pick<Unmeasured, 'kind' | 'state' | 'warning'>;

export const unmeasured = (state: Unmeasured['state'], warning: string): Reason => ({
  kind: 'unmeasured',
  state,
  warning,
});

/** A quota that is used up is no failure: what was read before counts, as a part. */
export const isQuota = ({ error }: Refused): boolean => error.code === 'MIMECAST_RATE_LIMITED';

export function refusal(refused: Refused, { slug, override }: Pick<Look, 'slug' | 'override'>): Reason {
  const { module } = factsOf(slug);
  const { kind, error, asked } = refused;
  // The paths of modules say 403 or 404 alike where the module is not there (mimecast-api.md 12.2).
  const ofModule = module === 'DMARC Analyzer' || override !== undefined;
  if (module !== undefined && ofModule && (kind !== 'broken' || asked.httpStatus === 404)) {
    return unmeasured('not_licensed', `${shortName(module)} not licensed`);
  }
  if (kind === 'notLicensed') return unmeasured('not_licensed', error.message);
  if (kind === 'forbidden') return unmeasured('no_permission', error.message);
  if (kind === 'notReadable')
    return unmeasured('error', `this tenant does not have the path ${asked.endpoint}`);
  return unmeasured('error', error.message);
}

/** As people know them from elsewhere. */
const shortName = (module: string): string => (module === 'Internal Email Protect' ? 'IEP module' : module);

/**
 * Nothing at all was found: is the product there? The account's packages alone can say so (mimecast-api.md 11.1).
 * @returns undefined: it is, or it is none that has to be known
 */
export async function unlicensed(
  { license }: Events,
  { slug, override, readers }: Pick<Look, 'slug' | 'override' | 'readers'>,
): Promise<Reason | undefined> {
  if (license === undefined || override !== undefined) return undefined;
  const { module } = factsOf(slug);
  const answer = await readers.packages();
  const names = answer.kind === 'evidence' ? answer.value : [];
  if (names.some((name) => license.test(name))) return undefined;
  if (names.length > 0) {
    return module === undefined
      ? unmeasured('not_licensed', 'the product behind it is not licensed: no package of the account has it')
      : unmeasured('not_licensed', `${shortName(module)} not licensed`);
  }
  // Its feed answers with or without the module, so a zero can't be told from a module that is not there.
  if (module === undefined) return undefined;
  const why = isRefused(answer) ? answer.error.message : 'the answer names no packages';
  const state = isRefused(answer) && answer.kind === 'broken' ? 'error' : 'no_permission';
  return unmeasured(
    state,
    `nothing was found, and whether the ${shortName(module)} is licensed can't be seen: ${why}`,
  );
}
