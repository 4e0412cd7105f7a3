/** The history of leases from the reports of the replicas. */
import { createServer, type Server } from 'node:http';
import { z } from 'zod';
import { LOOPBACK } from '../../real/harness/process/ports';
import type { RecordedCall } from './recording-api-proxy';

const entry = z.object({
  /** number of the replica, from 0 */
  replica: z.coerce.number(),
  /** of the application */
  client: z.string(),
  kind: z.enum(['acquired', 'released', 'standby']),
  token: z.number().optional(),
  /** epoch ms of the event */
  at: z.number(),
});
export type LeaseEntry = z.infer<typeof entry>;

export class LeaseLog {
  readonly entries: LeaseEntry[] = [];
  url = '';

  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static start(): Promise<LeaseLog> {
    return new Promise((resolve, reject) => {
      const server = createServer((request, response) => {
        let body = '';
        request.setEncoding('utf8');
        request.on('data', (text: string) => {
          body += text;
        });
        request.on('end', () => {
          const read = entry.safeParse(JSON.parse(body));
          if (read.success) book.entries.push(read.data);
          response.writeHead(read.success ? 200 : 400).end('{}');
        });
      });
      const book = new LeaseLog(server);
      server.once('error', reject);
      server.listen(0, LOOPBACK, () => {
        const address = server.address();
        if (address === null || typeof address === 'string') throw new Error('the port has no address');
        book.url = `http://${LOOPBACK}:${address.port}/`;
        resolve(book);
      });
    });
  }

  get acquisitions(): readonly LeaseEntry[] {
    return this.entries.filter(({ kind }) => kind === 'acquired');
  }

  /** The replica that reads each application now, by the latest report. */
  holders(): ReadonlyMap<string, number> {
    const newest = new Map<string, LeaseEntry>();
    for (const one of this.acquisitions) {
      if ((newest.get(one.client)?.token ?? 0) < (one.token ?? 0)) newest.set(one.client, one);
    }
    return new Map([...newest].map(([client, { replica }]) => [client, replica]));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/**
 * How long one replica read an application after another one had taken it over: the longest time between a newer lease
 * elsewhere and a call, ms.
 */
export function longestOverlap(calls: readonly RecordedCall[], acquisitions: readonly LeaseEntry[]): number {
  let longest = 0;
  for (const { replica, client, at } of calls) {
    const before = acquisitions.filter((one) => one.client === client && one.at <= at);
    const own = Math.max(0, ...before.filter((one) => one.replica === replica).map((one) => one.token ?? 0));
    const newer = before.filter((one) => one.replica !== replica && (one.token ?? 0) > own);
    for (const one of newer) longest = Math.max(longest, at - one.at);
  }
  return longest;
}
