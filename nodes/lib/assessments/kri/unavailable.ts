/** Why an indicator has no value: a read failed, or a product may not be licensed. */
import { isUnavailable, type Unavailable } from '../../contracts/evidence';
import type { Unmeasured } from './build-record';
import { factsOf } from './indicators';
import type { MeasureRequest, ReadTarget } from './measure';
import type { EventMeasure } from './types';

/** The reason for a missing value; the caller adds query and coverage. */
export type UnmeasuredReason = Pick<Unmeasured, 'kind' | 'state' | 'warning'>;

export const unmeasuredReason = (state: Unmeasured['state'], warning: string): UnmeasuredReason => ({
  kind: 'unmeasured',
  state,
  warning,
});

/** An exhausted quota is not a failure: the part that was read before counts. */
export const isRateLimited = ({ error }: Unavailable): boolean => error.code === 'MIMECAST_RATE_LIMITED';

export function explainUnavailable(
  failure: Unavailable,
  { slug, override }: Pick<MeasureRequest, 'slug' | 'override'>,
): UnmeasuredReason {
  const { module } = factsOf(slug);
  const { kind, error, requestInfo } = failure;
  // The endpoints of a module return 403 or 404 when the module is missing (wire.md 12.2).
  const isModuleEndpoint = module === 'DMARC Analyzer' || override !== undefined;
  if (module !== undefined && isModuleEndpoint && (kind !== 'broken' || requestInfo.httpStatus === 404)) {
    return unmeasuredReason('not_licensed', `${shortName(module)} not licensed`);
  }
  if (kind === 'notLicensed') return unmeasuredReason('not_licensed', error.message);
  if (kind === 'forbidden') return unmeasuredReason('no_permission', error.message);
  if (kind === 'notReadable')
    return unmeasuredReason('error', `this tenant does not have the path ${requestInfo.endpoint}`);
  return unmeasuredReason('error', error.message);
}

/** Name of the module in messages. */
const shortName = (module: string): string => (module === 'Internal Email Protect' ? 'IEP module' : module);

/**
 * Checks the licence when no record was found. Only the account's packages show it (wire.md 11.1).
 * @returns undefined when the product is licensed, or when the indicator needs no licence
 */
export async function findMissingLicence(
  { license }: EventMeasure,
  { slug, override, dataSource }: ReadTarget & Pick<MeasureRequest, 'slug' | 'override'>,
): Promise<UnmeasuredReason | undefined> {
  if (license === undefined || override !== undefined) return undefined;
  const { module } = factsOf(slug);
  const packages = await dataSource.readPackages();
  const names = packages.kind === 'evidence' ? packages.value : [];
  if (names.some((name) => license.test(name))) return undefined;
  if (names.length > 0) {
    return module === undefined
      ? unmeasuredReason('not_licensed', 'the product is not licensed: no package of the account contains it')
      : unmeasuredReason('not_licensed', `${shortName(module)} not licensed`);
  }
  // The feed responds with or without the module, so zero records do not prove that the module is licensed.
  if (module === undefined) return undefined;
  const why = isUnavailable(packages) ? packages.error.message : 'the response lists no packages';
  const state = isUnavailable(packages) && packages.kind === 'broken' ? 'error' : 'no_permission';
  return unmeasuredReason(
    state,
    `no records found, and it is not certain whether the ${shortName(module)} is licensed: ${why}`,
  );
}
