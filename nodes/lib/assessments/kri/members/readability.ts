/**
 * Whether an empty or refused indicator says anything about the tenant. An application without permissions signs in, and
 * gets refusals or empty answers: the tenant is not quiet then, and its products are not missing.
 */
import { isUnavailable } from '../../../contracts/evidence';
import { requirementFor } from '../../../streams/required-permissions';
import type { Outcome, Unmeasured } from '../build-record';
import type { MeasureResult } from '../measure';
import type { AnyRecord, KriDataSource, Measure } from '../types';

interface Evidence {
  readonly measure: Measure;
  readonly dataSource: KriDataSource;
  /** another indicator of this run has read records */
  readonly hasReadRecords: boolean;
}

/** Changes a result to `no_permission` when nothing at all shows that the application may read something. */
export async function withReadability(result: MeasureResult, evidence: Evidence): Promise<MeasureResult> {
  const { measure, dataSource, hasReadRecords } = evidence;
  const { outcome } = result;
  const isOwnState = measure.kind === 'state' && measure.state === 'lag';
  if (isOwnState || hasReadRecords || !isDoubtful(result)) return result;
  const found = await findAnyRecord(dataSource);
  if (found === 'found') return result;
  if (found === 'unknown') {
    return outcome.kind === 'unmeasured' ? result : unmeasured(result, 'error', UNKNOWN_TEXT, true);
  }
  const because =
    outcome.kind === 'unmeasured'
      ? outcome.warning
      : 'the answer is empty, as is everything else that it reads';
  return unmeasured(result, 'no_permission', `${permissionText(measure)}: ${because}`, false);
}

const UNKNOWN_TEXT = 'no records found, and it could not be checked whether the application may read them';

/** Refused, or nothing was read. */
const isDoubtful = ({ outcome, recordsRead }: MeasureResult): boolean =>
  outcome.kind === 'unmeasured' ? outcome.state === 'not_licensed' : recordsRead === 0;

/** The account's packages are readable with a permission only, so they show that the application has one. */
async function findAnyRecord(dataSource: KriDataSource): Promise<AnyRecord> {
  // A source that cannot tell is believed.
  if (dataSource.findAnyRecord === undefined) return 'found';
  const packages = await dataSource.readPackages();
  if (packages.kind === 'evidence' && packages.value.length > 0) return 'found';
  const found = await dataSource.findAnyRecord();
  return found === 'none' && isUnavailable(packages) && packages.kind === 'broken' ? 'unknown' : found;
}

/** Keys of the required permissions, where they differ from the name of the log. */
const REQUIREMENT_KEYS: Readonly<Record<string, string>> = {
  'siem.internal': 'siem.batch.cg',
  'siem.receipt': 'siem.batch.cg',
  held: 'held.held',
  'dmarc.statistics': 'dmarc',
  'dmarc.domains': 'dmarc',
};

export function permissionText(measure: Measure): string {
  const name = measure.kind === 'events' ? measure.log : measure.state;
  const access = requirementFor(REQUIREMENT_KEYS[name] ?? name);
  const needs = [
    ...(access?.permission === undefined ? [] : [access.permission]),
    ...(access?.product === undefined ? [] : [`the product ${access.product}`]),
  ];
  return `the application has no permission for ${needs.join(' of ') || name}`;
}

function unmeasured(
  result: MeasureResult,
  state: Unmeasured['state'],
  warning: string,
  retryable: boolean,
): MeasureResult {
  const { query, coverage } = result.outcome;
  const window = result.outcome.window ?? undefined;
  const outcome: Outcome = {
    ...{ kind: 'unmeasured', state, warning, coverage, query },
    ...(window === undefined ? {} : { window }),
  };
  return { ...result, outcome, retryable };
}
