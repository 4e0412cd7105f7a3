import { z } from 'zod';
import type { JsonObject } from '../../../contracts/json';
import { WINDOW_DEFAULTS, type WindowLogDefinition } from '../definition';

/** No order is documented for these logs, so none is assumed. Their ids may be reissued at each read. */
const HELD = {
  ...WINDOW_DEFAULTS,
  log: 'held',
  start: 'start',
  end: 'end',
  body: { admin: true },
  volatile: ['id'],
} as const;

/** wire.md 9.3 */
export function releasesLog(): WindowLogDefinition {
  return {
    ...HELD,
    key: 'held.releases',
    type: 'releases',
    about: 'releases of held messages',
    access: { permission: 'Monitoring | Held | Read', product: 'Audit Events' },
    path: '/api/gateway/get-held-release-logs',
    wrapper: 'heldReleaseLogs',
    time: 'released',
    marks: (value) => {
      const by = releasedBy(value);
      return by === undefined ? {} : { releasedBy: by };
    },
  };
}

/** wire.md 9.4 */
export function rejectionsLog(): WindowLogDefinition {
  return {
    ...HELD,
    key: 'held.rejections',
    type: 'rejections',
    about: 'rejections',
    access: { permission: 'Monitoring | Rejections | Read', product: 'Audit Events' },
    path: '/api/gateway/get-rejections',
    wrapper: 'rejections',
    time: 'created',
  };
}

export type ReleasedBy = 'user' | 'admin' | 'expired' | 'unknown';

/** An object in newer documents, a string in older ones; some have the domain in a separate member (wire.md 9.3). */
const addressSchema = z
  .union([
    z.string(),
    z.looseObject({ emailAddress: z.string() }).transform(({ emailAddress }) => emailAddress),
    z
      .looseObject({ address: z.string(), domain: z.string().nullish() })
      .transform(({ address: own, domain }) => (own.includes('@') || !domain ? own : `${own}@${domain}`)),
  ])
  .transform((text) => text.trim().toLowerCase())
  .catch('');

const releaseSchema = z.looseObject({
  status: z.string().catch(''),
  operator: addressSchema,
  to: z.union([z.array(addressSchema), addressSchema.transform((one) => [one])]).catch([]),
  messageInfo: z.string().catch(''),
});

/**
 * Who released a message. Records have no member for it, so the operator is compared with the recipients.
 * @returns undefined: the message was rejected
 */
export function releasedBy(value: JsonObject): ReleasedBy | undefined {
  const parsed = releaseSchema.safeParse(value);
  if (!parsed.success) return 'unknown';
  const { status, operator, to, messageInfo } = parsed.data;
  if (/\bexpired\b/i.test(messageInfo)) return 'expired';
  if (status.toLowerCase() === 'rejected') return undefined;
  if (operator === '') return 'unknown';
  return to.includes(operator) ? 'user' : 'admin';
}
