import { z } from 'zod';
import { epochMs } from '../../util/epoch-schema';

const position = z.strictObject({
  version: z.literal(1),
  /** epoch ms of the last snapshot that was delivered completely, null: none */
  readAt: epochMs.nullable(),
  /** endpoints of that snapshot */
  via: z.enum(['rest', 'post']).nullable(),
  /** by identity of the item: a short hash of its content, or for arrivals the time when it was last seen (epoch ms, base 36) */
  state: z.record(z.string(), z.string()),
});

export type SnapshotPosition = Readonly<z.infer<typeof position>>;

export function parsePosition(saved: unknown): SnapshotPosition | undefined {
  const parsed = position.safeParse(saved);
  return parsed.success ? parsed.data : undefined;
}

export const EMPTY_POSITION: SnapshotPosition = { version: 1, readAt: null, via: null, state: {} };
