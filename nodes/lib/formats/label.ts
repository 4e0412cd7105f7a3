import { z } from 'zod';

/** `msg.mimecast` as far as formats need it (design 4.1); what a flow has changed beyond recognition is left out. */
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

export type Label = z.infer<typeof mimecast>;

const labelled = z.object({ mimecast });

export function labelOf(message: unknown): Label {
  const parsed = labelled.safeParse(message);
  return parsed.success ? parsed.data.mimecast : {};
}
