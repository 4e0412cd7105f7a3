/** Messages for the second output of a sink: records that the receiver has refused for good. */
import type { Node, NodeMessageInFlow } from 'node-red';
import { z } from 'zod';

/** One per refused record. */
interface Refusal {
  /** index of the record in the payload */
  readonly record: number;
  readonly code: string;
  readonly reason: string;
  /** what the receiver said, where it says more than the reason */
  readonly answer?: string;
}

interface RefusedError extends Error {
  readonly code: string;
  readonly refusals: readonly Refusal[];
}

/** `wires` is the run time's; a deploy of the wires alone changes it. */
const wired = z.object({ wires: z.array(z.array(z.unknown())) });

export function isWired(node: Node, output: number): boolean {
  const parsed = wired.safeParse(node);
  return parsed.success && (parsed.data.wires[output]?.length ?? 0) > 0;
}

/** Lists of `msg.mimecast` with one entry per record. */
const PER_RECORD = ['ids', 'marks'] as const;

/**
 * The message with the refused records alone, so that they can be sent again, and `msg.refused`. It has no
 * `error`: for an ack node that would be a rejection, and the batch would come again.
 */
export function createDeadLetter(
  message: NodeMessageInFlow,
  error: RefusedError,
  pick: (payload: unknown, records: readonly number[]) => { readonly payload: unknown; readonly of: number },
): NodeMessageInFlow {
  const indexes = error.refusals.map(({ record }) => record);
  const { payload, of } = pick(message.payload, indexes);
  const { code, refusals } = error;
  const letter = {
    ...message,
    payload,
    refused: {
      code,
      reason: error.message,
      records: refusals.map(({ record: _, ...refusal }) => refusal),
    },
  };
  const metadata: unknown = Reflect.get(message, 'mimecast');
  return typeof metadata === 'object' && metadata !== null
    ? { ...letter, ...{ mimecast: pickMetadata(metadata, indexes, of) } }
    : letter;
}

function pickMetadata(metadata: object, indexes: readonly number[], of: number): object {
  const picked = PER_RECORD.flatMap((name) => {
    const list: unknown = Reflect.get(metadata, name);
    return Array.isArray(list) && list.length === of
      ? [[name, indexes.map((index): unknown => list[index])] as const]
      : [];
  });
  return { ...metadata, ...Object.fromEntries(picked) };
}
