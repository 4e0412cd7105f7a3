import type { Event } from '../../../../nodes/lib/formats/event';
import { createFormatter, runSync } from '../../../../nodes/lib/formats/format';
import { normalize } from '../../../../nodes/lib/formats/normalize';
import {
  type FormatName,
  type FormatOptions,
  options,
} from '../../../../nodes/lib/properties/values/format-options';
import type { Sample } from '../samples';

export function optionsOf(given: object = {}): FormatOptions {
  const parsed = options().parse(JSON.stringify(given));
  if (!parsed.ok) throw new Error(parsed.problem.key);
  return parsed.value;
}

export const ID = 'c0ffee00c0ffee00c0ffee00c0ffee00';
/** 2026-11-20T06:00:00.000Z */
export const COLLECTED = 1_795_154_400_000;

export const metadataOfSample = ({ log, type, marks }: Sample, id = ID) => ({
  account: 'CUSA00A000',
  log,
  type,
  id,
  collectedAt: new Date(COLLECTED).toISOString(),
  ...marks,
});

export interface FormatSetup {
  readonly format: FormatName;
  readonly given?: object;
  readonly key?: string;
}

/** The formatted payload of a sample. */
export function formatted(sample: Sample, { format, given = {}, key = '' }: FormatSetup): unknown {
  const formatter = createFormatter({ format, options: optionsOf(given), pseudonymKey: key });
  return runSync(formatter(message(sample.record, sample))).payload;
}

export const message = (payload: unknown, sample: Sample) => ({
  payload,
  mimecast: metadataOfSample(sample),
});

export const lineOf = (sample: Sample, setup: FormatSetup): string => String(formatted(sample, setup));

export const objectOf = (sample: Sample, setup: FormatSetup): Readonly<Record<string, unknown>> =>
  Object.assign({}, formatted(sample, setup));

/** The normalized event of a record, with the metadata of a SIEM source. */
export function eventOf(type: string, record: object, log = 'siem'): Event {
  return normalize(
    { type, ...record },
    { log, type, id: ID, account: 'CUSA00A000', collectedAt: COLLECTED, marks: {} },
  );
}
