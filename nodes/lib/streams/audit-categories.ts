import { z } from 'zod';
import type { ApiClient } from '../contracts/api-client';
import { MimecastError } from '../contracts/errors';
import { vendorText } from '../util/redaction/redactor';
import { withRequiredPermission } from './required-permissions';

/** A filter for audit events: `code` is sent to Mimecast, `name` is shown to users. */
export interface AuditCategory {
  readonly code: string;
  readonly name: string;
}

const PATH = '/api/audit/get-categories';

/** Mimecast has some twenty. */
const MAX_CATEGORIES = 1_000;
const MAX_CODE_LENGTH = 200;
const MAX_NAME_LENGTH = 200;

const responseSchema = z.looseObject({
  data: z
    .array(z.unknown())
    .max(MAX_CATEGORIES)
    .pipe(
      z.array(
        z.looseObject({
          code: z
            .string()
            .min(1)
            .max(MAX_CODE_LENGTH)
            .regex(/^[^\p{Cc}]*$/u),
          name: z.string().nullish(),
        }),
      ),
    ),
});

/**
 * Reads the categories of the account (wire.md 7.2).
 * @throws MimecastError; the reason of the signal when it is aborted
 */
export async function readAuditCategories(
  client: ApiClient,
  signal: AbortSignal,
): Promise<readonly AuditCategory[]> {
  const request = { method: 'POST', path: PATH, body: { data: [] }, group: 'api' } as const;
  const { body, requestId } = await client
    .call(request, { signal, stream: 'audit.categories' })
    .catch((error: unknown) => {
      throw withRequiredPermission(error, 'audit.categories');
    });
  const parsed = responseSchema.safeParse(body);
  if (!parsed.success) {
    throw new MimecastError('MIMECAST_BAD_ANSWER', "the list of categories can't be read", {
      endpoint: PATH,
      requestId,
    });
  }
  return parsed.data.data.map(({ code, name }) => ({
    code,
    name: vendorText(name ?? code, client, MAX_NAME_LENGTH),
  }));
}
