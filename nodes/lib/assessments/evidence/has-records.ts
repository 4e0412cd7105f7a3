import type { EvidenceResult } from '../../contracts/evidence';
import type { WindowLogDefinition } from '../../streams/window/definition';
import { fetchPage } from '../../streams/window/fetch-page';
import { collectEvidence, type EvidenceContext } from './collect-evidence';
import { toReadContext } from './read-endpoint';
import type { Range } from './read-window';

/** Makes one call. @returns `empty` when the log has no record in the range */
export function hasRecords(
  log: WindowLogDefinition,
  range: Range,
  context: EvidenceContext,
): Promise<EvidenceResult<true>> {
  const read = async (): Promise<true | undefined> => {
    const request = { ...range, token: null };
    const page = await fetchPage({ ...log, pageSize: 1 }, request, toReadContext(context));
    return page.records.length > 0 ? true : undefined;
  };
  return collectEvidence({ endpoint: log.path }, read, context.client);
}
