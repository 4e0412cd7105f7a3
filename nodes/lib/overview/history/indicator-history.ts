/** The last measurement of an indicator, and its values by the hour. Pure. */
import { z } from 'zod';
import type { KriRecord } from '../../assessments/kri/types';
import { MAX_REASON_LENGTH } from '../../contracts/overview';
import { isEpochMs } from '../../util/epoch-schema';
import { toReason } from '../text';
import { hourOf } from './hour-counts';
import { addHourValue, hourValuesSchema } from './hour-values';

const nullable = z.number().nullable();
const instant = z.string().max(40);

export const indicatorSchema = z.object({
  rag: z.enum(['green', 'amber', 'red', 'unknown']),
  state: z.enum(['ok', 'partial', 'not_licensed', 'no_permission', 'error']),
  value: nullable,
  amber: z.number(),
  red: z.number(),
  coverage: z.number().min(0).max(1),
  previous: nullable,
  delta: nullable,
  ragSince: instant.nullable(),
  asOf: instant,
  reason: z.string().max(MAX_REASON_LENGTH).nullable(),
  hours: hourValuesSchema,
});

export type StoredIndicator = Readonly<z.infer<typeof indicatorSchema>>;

/** @returns undefined when the indicator was deselected */
export function addMeasurement(
  before: StoredIndicator | undefined,
  record: KriRecord,
): StoredIndicator | undefined {
  const { rag, state, measured, value, thresholds, coverage, previous, delta, asOf, warning } = record;
  if (state === 'removed') return undefined;
  const at = Date.parse(asOf);
  const hours = before?.hours ?? [];
  const isTimed = measured && value !== null && isEpochMs(at);
  return {
    ...{ rag, state, coverage, previous, delta, asOf },
    // With the option `unlicensed: zero` the record has a number that was not measured.
    value: measured ? value : null,
    amber: thresholds.warn,
    red: thresholds.critical,
    ragSince: ragSince(before, rag, asOf),
    reason: warning === null ? null : toReason(warning),
    hours: isTimed ? addHourValue(hours, hourOf(at), value) : hours,
  };
}

/** null: it has been like this since the begin of the history. */
function ragSince(
  before: StoredIndicator | undefined,
  rag: StoredIndicator['rag'],
  asOf: string,
): string | null {
  if (before === undefined) return null;
  return before.rag === rag ? before.ragSince : asOf;
}
