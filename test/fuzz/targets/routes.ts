/** Every admin route, without Node-RED: whatever a browser sends, it is answered once, and not with an exception. */
import { tmpdir } from 'node:os';
import type { NodeAPI } from 'node-red';
import { MimecastError } from '../../../nodes/lib/contracts/errors';
import { registerAccountTest } from '../../../nodes/lib/runtime/admin/account-test';
import { registerAuditCategories } from '../../../nodes/lib/runtime/admin/audit-categories';
import { registerClusterTest } from '../../../nodes/lib/runtime/admin/cluster-test';
import { registerDiagnostics } from '../../../nodes/lib/runtime/admin/diagnostics';
import { registerKriHistory } from '../../../nodes/lib/runtime/admin/kri-history';
import { registerPermissionCheck } from '../../../nodes/lib/runtime/admin/permissions';
import { registerPositions } from '../../../nodes/lib/runtime/admin/positions';
import { registerPreview } from '../../../nodes/lib/runtime/admin/preview';
import { registerRunNow } from '../../../nodes/lib/runtime/admin/run-now';
import { fakeRuntime } from '../../doubles/fake-node';

export interface Asked {
  readonly id: unknown;
  readonly query: object;
  readonly body: unknown;
}
export type RouteTarget = (asked: Asked) => Promise<void>;

type Handler = (request: object, response: Answer) => unknown;

/** What Express has for an answer, as far as the routes use it. */
class Answer {
  readonly done: Promise<void>;
  #status = 200;
  readonly #sent: number[] = [];
  #resolve: () => void = () => undefined;

  constructor() {
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  status(code: number): this {
    this.#status = code;
    return this;
  }
  type(): this {
    return this;
  }
  json(body: object): void {
    JSON.stringify(body);
    this.#end();
  }
  send(): void {
    this.#end();
  }
  destroy(): void {
    this.#end();
  }

  /** @throws when an exception was answered, or two answers were given */
  check(): void {
    const [status] = this.#sent;
    if (this.#sent.length !== 1 || status === undefined || status === 500)
      throw new Error(`answered with ${this.#sent.join(', ')}`);
  }

  #end(): void {
    this.#sent.push(this.#status);
    // a second answer would come in the same turn
    setImmediate(this.#resolve);
  }
}

const refuse = () => Promise.reject(new MimecastError('MIMECAST_FORBIDDEN', 'may not', { status: 403 }));
const account = {
  type: 'mimecast-account',
  account: {
    ...{ label: 'Corp', demo: false, origin: undefined, credential: '', share: undefined },
    ...{ problem: () => undefined, client: refuse, stats: () => Promise.resolve(undefined) },
  },
};
/** Nothing leaves the process. */
const deps = {
  createClient: () => {
    throw new MimecastError('MIMECAST_CONFIG', 'no client here');
  },
  startDemo: refuse,
  testConnection: refuse,
};

function routes(): ReadonlyMap<string, Handler> {
  const all = new Map<string, Handler>();
  const add =
    (method: string) =>
    (path: string, _mayUse: unknown, handler: Handler): void =>
      void all.set(`${method} ${path}`, handler);
  const runtime = fakeRuntime(tmpdir(), { account });
  const RED = Object.assign({}, runtime, {
    auth: { needsPermission: () => undefined },
    httpAdmin: { get: add('GET'), post: add('POST'), put: add('PUT'), delete: add('DELETE') },
    nodes: { ...runtime.nodes, eachNode: () => undefined },
    util: { ...runtime.util, evaluateNodeProperty: () => '' },
  }) as unknown as NodeAPI;
  registerAccountTest(RED, deps);
  registerAuditCategories(RED);
  registerClusterTest(RED);
  registerDiagnostics(RED);
  registerKriHistory(RED);
  registerPermissionCheck(RED, deps);
  registerPositions(RED);
  registerPreview(RED);
  registerRunNow(RED, 'kri');
  registerRunNow(RED, 'policy-check');
  return all;
}

export const ROUTE_TARGETS: ReadonlyMap<string, RouteTarget> = new Map(
  [...routes()].map(([name, handler]): [string, RouteTarget] => [
    `route ${name}`,
    async ({ id, query, body }) => {
      const answer = new Answer();
      handler({ params: { id }, query, body }, answer);
      await answer.done;
      answer.check();
    },
  ]),
);
