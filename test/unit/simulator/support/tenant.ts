/** Plain HTTP requests as with curl, for the specs of the simulated tenant: no client of ours is involved. */

import { gunzipSync } from 'node:zlib';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../../../nodes/lib/simulator/simulator';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
/** A Sunday morning. */
export const NOW = Date.UTC(2026, 10, 22, 10, 17, 3);

export interface Link {
  readonly url: string;
  readonly expiry: string;
  readonly size: number;
}

export interface Listing {
  readonly value: readonly Link[];
  readonly '@nextPage': string;
  readonly '@nextLink'?: string;
  readonly isCaughtUp?: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export class ApiClient {
  #token = '';

  constructor(readonly simulator: Simulator) {}

  async signIn(form: Record<string, string> = {}): Promise<Reply> {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'app',
      client_secret: 's+/=',
      ...form,
    });
    const reply = await read(`${this.simulator.apiUrl}/oauth/token`, { method: 'POST', body });
    if (reply.status === 200) this.#token = String(parse(reply)['access_token'] ?? '');
    return reply;
  }

  /** Advances the clock, and renews the token. */
  async later(ms: number): Promise<void> {
    this.simulator.advance(ms);
    await this.signIn();
  }

  async get(path: string, init: RequestInit = {}): Promise<Reply> {
    const headers = { authorization: `Bearer ${this.#token}`, ...init.headers };
    return read(`${this.simulator.apiUrl}${path}`, { ...init, headers });
  }

  list(query: Record<string, string>): Promise<Reply> {
    return this.get(`/siem/v1/batch/events/cg?${new URLSearchParams(query)}`);
  }

  async page(query: Record<string, string>): Promise<Listing> {
    const reply = await this.list(query);
    if (reply.status !== 200) throw new Error(`${reply.status} ${reply.text}`);
    return JSON.parse(reply.text);
  }

  /** Every record of a type, page by page and file by file, without special cases. */
  async drain(query: Record<string, string>): Promise<string[]> {
    const lines: string[] = [];
    let page = await this.page(query);
    while (page.value.length > 0) {
      for (const { url } of page.value) lines.push(...(await fileLines(url)));
      page = await this.page({ type: query['type'] ?? '', nextPage: page['@nextPage'] });
    }
    return lines;
  }
}

export async function read(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

export async function download(url: string): Promise<Buffer> {
  const response = await fetch(url);
  const body = Buffer.from(await response.arrayBuffer());
  if (response.status !== 200) throw new Error(`${response.status} ${body}`);
  return body;
}

export async function fileLines(url: string): Promise<string[]> {
  return linesOf(gunzipSync(await download(url)).toString('utf8'));
}

export function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

export function parse(reply: Reply): Record<string, unknown> {
  return JSON.parse(reply.text);
}

/** Runs with a tenant on a fixed clock, and stops it. */
export async function withTenant(
  options: SimulatorOptions,
  use: (apiClient: ApiClient, simulator: Simulator) => Promise<void>,
): Promise<void> {
  const simulator = createSimulator({
    now: () => NOW,
    seed: 7,
    recordsPerFile: 20,
    lateShare: 0,
    history: 6 * HOUR,
    ...options,
  });
  await simulator.start();
  try {
    const apiClient = new ApiClient(simulator);
    await apiClient.signIn();
    await use(apiClient, simulator);
  } finally {
    await simulator.stop();
  }
}

export const TODAY = '2026-11-22';
