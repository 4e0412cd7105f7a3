/**
 * The endpoints of the overview with a sample instead of nodes, so that every state can be shown and broken. What it
 * serves besides is what the package has: the page, its script, its texts.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  OverviewChange,
  OverviewModel,
  OverviewPart,
  PosturePart,
} from '../../../../nodes/lib/contracts/overview';
import { PAGE_HEADERS, pageReply } from '../../../../nodes/lib/runtime/overview/overview-page';
import { sampleCalendar, sampleFinding, sampleIndicator } from '../../../doubles/overview-sample';
import type { Cleanup } from '../../harness/process/cleanup';
import { REPOSITORY } from '../../harness/process/paths';
import { LOOPBACK } from '../../harness/process/ports';

const MODULE = 'node-red-contrib-mimecast';
const HEARTBEAT_MS = 200;
const TYPES: Readonly<Record<string, string>> = {
  ...{ js: 'text/javascript', css: 'text/css', json: 'application/json' },
};

interface BuildOverview {
  buildOverview(root: string, out: string, resources: string): Promise<void>;
}

async function builtResources(cleanup: Cleanup): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'overview-'));
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  const build: BuildOverview = await import(join(REPOSITORY, 'nodes', 'editor', 'build', 'overview.mjs'));
  await build.buildOverview(REPOSITORY, folder, folder);
  return folder;
}

export class OverviewServer {
  /** what the next responses are made of */
  model: OverviewModel;
  /** by day, what `?at=` answers instead of the posture of now */
  readonly earlier = new Map<string, PosturePart>();
  /** responses to all requests below the overview, apart from the page; undefined: they work */
  status: number | undefined;
  /** events are answered with 503, as by a server that has too many listeners */
  isFull = false;
  /** no event and no comment comes any more, and connections stay open */
  isSilent = false;
  /** the token that requests have to send; undefined: none */
  token: string | undefined;
  /** paths that were asked for, with their query */
  readonly requests: string[] = [];
  readonly #streams = new Set<ServerResponse>();
  readonly #server: Server;
  readonly #root: string;
  #resources = '';
  #heart: NodeJS.Timeout | undefined;

  private constructor(model: OverviewModel, root: string) {
    this.model = model;
    this.#root = root;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  /** @param root of the admin endpoints: `/` or `/admin/` */
  static async start(model: OverviewModel, cleanup: Cleanup, root = '/'): Promise<OverviewServer> {
    const server = new OverviewServer(model, root);
    server.#resources = await builtResources(cleanup);
    await new Promise<void>((resolve) => server.#server.listen(0, LOOPBACK, resolve));
    server.#heart = setInterval(() => server.#beat(), HEARTBEAT_MS);
    cleanup.add(() => server.stop());
    return server;
  }

  get url(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
    return `http://${LOOPBACK}:${address.port}${this.#root}mimecast/overview/`;
  }

  /** connections that listen to events now */
  get listeners(): number {
    return this.#streams.size;
  }

  async stop(): Promise<void> {
    clearInterval(this.#heart);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  send(change: OverviewChange): void {
    for (const stream of this.#streams) stream.write(`event: change\ndata: ${JSON.stringify(change)}\n\n`);
  }

  /** Ends all connections, as a restart does. */
  cut(): void {
    this.#server.closeAllConnections();
  }

  #beat(): void {
    if (this.isSilent) return;
    for (const stream of this.#streams) stream.write(': \n\n');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', `http://${LOOPBACK}`);
    const path = url.pathname.slice(this.#root.length);
    if (path === '') return void response.setHeader('Content-Type', 'text/html').end('<title>editor</title>');
    if (path.startsWith(`resources/${MODULE}/`)) return this.#resource(path, response);
    if (/^mimecast\/overview\/?$/.test(path)) return this.#page(request.url ?? '', response);
    if (!path.startsWith('mimecast/overview/')) return void response.writeHead(404).end();
    this.requests.push(`${path.slice('mimecast/overview/'.length)}${url.search}`);
    const { authorization } = request.headers;
    const isAllowed = this.token === undefined || authorization === `Bearer ${this.token}`;
    const status = isAllowed ? this.status : 401;
    if (status !== undefined) return void response.writeHead(status).end('{"text":"no"}');
    if (path.endsWith('/events'))
      return this.isFull ? void response.writeHead(503).end() : this.#listen(response);
    const body = this.#body(path, url.searchParams);
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body ?? { text: 'unknown' }));
  }

  async #resource(path: string, response: ServerResponse): Promise<void> {
    const name = path.slice(`resources/${MODULE}/`.length);
    const content = await readFile(join(this.#resources, name));
    response.setHeader('Content-Type', TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain').end(content);
  }

  #page(path: string, response: ServerResponse): void {
    const reply = pageReply(path);
    if ('location' in reply) response.writeHead(302, { Location: reply.location }).end();
    else response.writeHead(200, PAGE_HEADERS).end(reply.page);
  }

  #listen(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    const hello = { version: 1, at: this.model.at, heartbeatMs: HEARTBEAT_MS };
    response.write(`event: hello\ndata: ${JSON.stringify(hello)}\n\n`);
    this.#streams.add(response);
    response.once('close', () => this.#streams.delete(response));
  }

  #body(path: string, query: URLSearchParams): object | undefined {
    const { version, at, accounts, collection, risk, posture } = this.model;
    const [, , what, node = '', check = ''] = path.split('/').map(decodeURIComponent);
    if (what === 'evidence') {
      const found = posture?.accounts.find((one) => one.node === node);
      return found && sampleFinding(found, check);
    }
    const part = query.get('part') ?? '';
    if (part === 'calendar') {
      const row = collection?.rows.find(({ id }) => id === query.get('row'));
      return row && sampleCalendar(row);
    }
    if (part === 'indicator') {
      const tile = risk?.tiles.find(({ id }) => id === query.get('tile'));
      return tile && sampleIndicator(tile);
    }
    const day = query.get('at');
    if (day !== null) return { version, at, accounts, posture: this.earlier.get(day) ?? posture };
    const parts: Readonly<Record<string, OverviewPart>> = {
      ...{ collection: 'collection', risk: 'risk', posture: 'posture', api: 'api' },
    };
    const name = parts[part];
    return name && { version, at, accounts, [name]: this.model[name] };
  }
}
