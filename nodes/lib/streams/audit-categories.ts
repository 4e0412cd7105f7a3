import { z } from 'zod';
import { MimecastError } from '../api/errors';
import type { ApiClient } from '../api/types';
import { namingAccess } from './permissions';

/** What audit events can be selected by: `code` is sent to Mimecast, `name` shown to people. */
export interface AuditCategory {
  readonly code: string;
  readonly name: string;
}

const PATH = '/api/audit/get-categories';

const answer = z.looseObject({
  data: z.array(z.looseObject({ code: z.string().min(1), name: z.string().nullish() })),
});

/**
 * The account's own list (wire.md 7.2).
 * @throws MimecastError; the signal's reason when aborted
 */
export async function readAuditCategories(
  client: ApiClient,
  signal: AbortSignal,
): Promise<readonly AuditCategory[]> {
  const request = { method: 'POST', path: PATH, body: { data: [] }, group: 'api' } as const;
  const { body, requestId } = await client
    .call(request, { signal, stream: 'audit.categories' })
    .catch((error: unknown) => {
      throw namingAccess(error, 'audit.categories');
    });
  const parsed = answer.safeParse(body);
  if (!parsed.success) {
    throw new MimecastError('MIMECAST_BAD_ANSWER', "the list of categories can't be read", {
      endpoint: PATH,
      requestId,
    });
  }
  return parsed.data.data.map(({ code, name }) => ({ code, name: name ?? code }));
}
