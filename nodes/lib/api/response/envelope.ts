/** The response envelopes of all API families, distinguished by their members (wire.md 2.3, 3.2, 3.4). */
import { z } from 'zod';
import type { VendorFailure } from '../../contracts/api-client';

const stringOrNumber = z.union([z.string(), z.number()]).transform(String).nullish().catch(undefined);

const failureSchema = z.looseObject({
  code: stringOrNumber,
  message: stringOrNumber,
  field: stringOrNumber,
  retryable: z
    .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
    .nullish()
    .catch(undefined),
});

const list = z.array(z.unknown()).catch([]);

const envelopeSchema = z.looseObject({
  meta: z
    .looseObject({ status: z.coerce.number().int().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  data: z.unknown().optional(),
  fail: list,
  errors: list,
  error: z.unknown().optional(),
  error_description: stringOrNumber,
});

const nestedSchema = z.looseObject({ errors: z.array(z.unknown()).min(1) });

function toFailure(entry: unknown): VendorFailure {
  if (typeof entry === 'string') return { code: entry, message: '', retryable: false };
  const parsed = failureSchema.safeParse(entry);
  if (!parsed.success) return { code: 'unknown', message: '', retryable: false };
  const { code, message, field, retryable } = parsed.data;
  return {
    code: code ?? 'unknown',
    message: message ?? '',
    retryable: retryable ?? false,
    ...(field ? { field } : {}),
  };
}

/** Entries of the gateway have code and message; entries of a function have an `errors` list (wire.md 3.4). */
function fromFail(entry: unknown): VendorFailure[] {
  const nested = nestedSchema.safeParse(entry);
  return nested.success ? nested.data.errors.map(toFailure) : [toFailure(entry)];
}

/** `error` is a string in OAuth responses and an object in the SIEM family. */
function fromError(error: unknown, description: string | null | undefined): VendorFailure[] {
  if (error === undefined || error === null || error === false || error === '') return [];
  const failure = toFailure(error);
  return [failure.message === '' && description ? { ...failure, message: description } : failure];
}

export interface Envelope {
  /** `meta.status`, which may differ from the HTTP status */
  readonly metaStatus: number | undefined;
  /** `data` is present and not empty */
  readonly hasData: boolean;
  readonly failures: readonly VendorFailure[];
}

/** Never throws. A body without an envelope has no failures. */
export function readEnvelope(body: unknown): Envelope {
  const parsed = envelopeSchema.safeParse(body);
  if (!parsed.success) return { metaStatus: undefined, hasData: false, failures: [] };
  const { meta, data, fail, errors, error, error_description } = parsed.data;
  return {
    metaStatus: meta?.status,
    hasData: Array.isArray(data) ? data.length > 0 : data !== undefined && data !== null,
    failures: [...fail.flatMap(fromFail), ...errors.map(toFailure), ...fromError(error, error_description)],
  };
}
