import { z } from 'zod';

/** The members of `msg.mimecast` that formats use. Members that a flow has changed to another type are ignored. */
const mimecast = z.object({
  log: z.string().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  account: z.string().optional().catch(undefined),
  id: z.string().optional().catch(undefined),
  ids: z.array(z.string()).optional().catch(undefined),
  collectedAt: z
    .string()
    .transform((text) => Date.parse(text))
    .refine((epochMs) => Number.isFinite(epochMs))
    .optional()
    .catch(undefined),
  change: z.string().optional().catch(undefined),
  releasedBy: z.string().optional().catch(undefined),
  marks: z.array(z.record(z.string(), z.string())).optional().catch(undefined),
});

export type MessageMetadata = z.infer<typeof mimecast>;

const messageSchema = z.object({ mimecast });

export function readMetadata(message: unknown): MessageMetadata {
  const parsed = messageSchema.safeParse(message);
  return parsed.success ? parsed.data.mimecast : {};
}
