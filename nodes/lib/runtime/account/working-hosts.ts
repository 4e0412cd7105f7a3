import { join } from 'node:path';
import { z } from 'zod';
import { FileCheckpointStore } from '../../collector/checkpoint/file-checkpoint-store';

/** More than Mimecast has. Bounds the file. */
const MAX_HOSTS = 50;

const documentSchema = z.object({
  version: z.literal(1),
  hosts: z.array(z.string().max(255)).max(MAX_HOSTS),
});

function parseHosts(text: string): readonly string[] | undefined {
  try {
    const parsed = documentSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.hosts : undefined;
  } catch {
    return undefined;
  }
}

/** Hosts of API 1.0 that have worked with an OAuth 2 application, in `mimecast/hosts.json` of the user directory. */
export class WorkingHosts {
  readonly #store: FileCheckpointStore;
  /** One after the other: several accounts may use the same host. */
  #pending: Promise<unknown> = Promise.resolve();

  constructor(userDir: string) {
    this.#store = new FileCheckpointStore(join(userDir, 'mimecast', 'hosts.json'));
  }

  /** @throws what the file system throws */
  has(host: string): Promise<boolean> {
    return this.#inTurn(async () => (await this.#read()).includes(host));
  }

  /** @throws what the file system throws */
  remember(host: string): Promise<void> {
    return this.#inTurn(async () => {
      const hosts = await this.#read();
      if (hosts.includes(host)) return;
      await this.#store.write(JSON.stringify({ version: 1, hosts: [...hosts, host].slice(-MAX_HOSTS) }));
    });
  }

  async #read(): Promise<readonly string[]> {
    const text = await this.#store.read((candidate) => parseHosts(candidate) !== undefined);
    return (text === undefined ? undefined : parseHosts(text)) ?? [];
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#pending.then(work);
    this.#pending = result.catch(() => undefined);
    return result;
  }
}

const byUserDir = new Map<string, WorkingHosts>();

export function workingHostsIn(userDir: string): WorkingHosts {
  const hosts = byUserDir.get(userDir) ?? new WorkingHosts(userDir);
  byUserDir.set(userDir, hosts);
  return hosts;
}
