/**
 * Indexer acknowledgement of Splunk: every request has a channel (a GUID) and gets the next number of that channel;
 * `/services/collector/ack` tells which numbers are indexed. A number that was reported as indexed is forgotten.
 */
import { z } from 'zod';
import type { HttpCall, HttpReply } from './http-double';

/** After how many polls a request is indexed; `never`: a receiver that loses it, or whose queue does not move. */
export type HecIndexing = number | 'never';

const query = z.object({ acks: z.array(z.number().int().nonnegative()) });
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Channel {
  next: number;
  /** polls until it is indexed, by number */
  readonly open: Map<number, number>;
}

export class HecAcks {
  /** Can change at any time; counts for requests from then on. */
  indexing: HecIndexing;
  polls = 0;
  readonly #channels = new Map<string, Channel>();

  constructor(indexing: HecIndexing) {
    this.indexing = indexing;
  }

  get channels(): readonly string[] {
    return [...this.#channels.keys()];
  }

  /** Why a request has no valid channel. */
  refusal(call: HttpCall): { readonly code: number; readonly text: string } | undefined {
    const channel = channelOf(call);
    if (channel === undefined) return { code: 10, text: 'Data channel is missing' };
    return GUID.test(channel) ? undefined : { code: 11, text: 'Invalid data channel' };
  }

  /** The number of a request that was accepted. */
  next(call: HttpCall): number {
    const channel = this.#channel(channelOf(call) ?? '');
    const number = channel.next;
    channel.next += 1;
    channel.open.set(number, this.indexing === 'never' ? Number.POSITIVE_INFINITY : this.indexing);
    return number;
  }

  respond(call: HttpCall): HttpReply {
    const refusal = this.refusal(call);
    if (refusal !== undefined) return { status: 400, json: refusal };
    this.polls += 1;
    const channel = this.#channel(channelOf(call) ?? '');
    const { acks } = query.parse(JSON.parse(call.body));
    return {
      status: 200,
      json: { acks: Object.fromEntries(acks.map((id) => [id, isIndexed(channel, id)])) },
    };
  }

  #channel(id: string): Channel {
    const channel = this.#channels.get(id) ?? { next: 0, open: new Map<number, number>() };
    this.#channels.set(id, channel);
    return channel;
  }
}

function channelOf({ path, headers }: HttpCall): string | undefined {
  const header = headers['x-splunk-request-channel'];
  if (typeof header === 'string') return header;
  return new URL(path, 'http://localhost').searchParams.get('channel') ?? undefined;
}

function isIndexed({ open }: Channel, id: number): boolean {
  const left = open.get(id);
  if (left === undefined) return false;
  if (left <= 0) open.delete(id);
  else open.set(id, left - 1);
  return left <= 0;
}
