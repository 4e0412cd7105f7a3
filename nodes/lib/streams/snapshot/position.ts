import { z } from 'zod';

const position = z.strictObject({
  version: z.literal(1),
  /** epoch ms of the last reading that was handed over as a whole, null: there was none */
  readAt: z.number().nullable(),
  /** of that reading */
  via: z.enum(['rest', 'post']).nullable(),
  /** by what a row is known by: a short hash of what it says, or for arrivals when it was seen last (base 36) */
  state: z.record(z.string(), z.string()),
});

export type SnapshotPosition = Readonly<z.infer<typeof position>>;

export function parsePosition(saved: unknown): SnapshotPosition | undefined {
  const parsed = position.safeParse(saved);
  return parsed.success ? parsed.data : undefined;
}

export const NOTHING_READ: SnapshotPosition = { version: 1, readAt: null, via: null, state: {} };
