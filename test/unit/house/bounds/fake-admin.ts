/** The admin endpoints of a run time, without a server: their handlers are called. */
import type { NodeAPI } from 'node-red';

interface Request {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: object;
  readonly body?: unknown;
}
type Handler = (request: object, response: object) => void;

export class FakeAdmin {
  readonly #handlers = new Map<string, Handler>();

  constructor(register: (RED: NodeAPI) => void) {
    const keep =
      (method: string) =>
      (path: string, _mayUse: unknown, handler: Handler): void => {
        this.#handlers.set(`${method} ${path}`, handler);
      };
    const RED = {
      auth: { needsPermission: () => () => undefined },
      events: { on: () => undefined, off: () => undefined },
      httpAdmin: { get: keep('GET'), put: keep('PUT'), delete: keep('DELETE') },
    };
    register(RED as unknown as NodeAPI);
  }

  /** @param route method and path, as they were registered */
  statusOf(route: string, { params = {}, query = {}, body }: Request): Promise<number> {
    const handler = this.#handlers.get(route);
    if (handler === undefined) throw new Error(`there is no ${route}`);
    return new Promise((resolve) => {
      const response = {
        status: (code: number) => {
          resolve(code);
          return response;
        },
        set: () => response,
        json: () => response,
        end: () => response,
        destroy: () => resolve(0),
      };
      handler({ params, query, body, get: () => undefined }, response);
    });
  }
}
