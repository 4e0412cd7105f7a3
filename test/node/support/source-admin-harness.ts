import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { type FlowNode, helper, listen } from './account-helper';
import { SiemHarness } from './siem-harness';

const streamView = z.looseObject({
  key: z.string(),
  type: z.string(),
  account: z.string().nullable(),
  position: z.record(z.string(), z.unknown()).nullable(),
  savedAt: z.iso.datetime().nullable(),
  ageMs: z.number().nullable(),
  lagMs: z.number().nullable(),
  doneAt: z.iso.datetime().nullable(),
  waiting: z.number(),
  problem: z.string().nullable(),
});
const responseSchema = z.looseObject({
  text: z.string().optional(),
  nodes: z
    .array(
      z.looseObject({ id: z.string(), name: z.string(), paused: z.boolean(), streams: z.array(streamView) }),
    )
    .optional(),
});

interface Reply {
  readonly status: number;
  readonly whole: string;
  readonly type: string | null;
}

export interface SourceAdmin {
  readonly harness: SiemHarness;
  /** address of the admin endpoints; set by `deploy` */
  admin: Awaited<ReturnType<typeof listen>>;
  deploy(flow?: readonly FlowNode[]): Promise<NodeAPI>;
  request(method: string, path: string, body?: unknown): Promise<Reply>;
  position(
    method: 'GET' | 'PUT' | 'DELETE',
    id?: string,
    body?: unknown,
  ): Promise<z.infer<typeof responseSchema> & { status: number }>;
}

/** For each test, a Node-RED with sources, and a client of its admin endpoints. */
export function useSourceAdmin(): SourceAdmin {
  let harness: SiemHarness;
  let admin: Awaited<ReturnType<typeof listen>>;

  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    harness = await SiemHarness.start();
  });
  afterEach(async () => {
    await admin.close();
    await harness.stop();
  });

  async function deploy(flow: readonly FlowNode[] = harness.flow()): Promise<NodeAPI> {
    const RED = await harness.load(flow);
    admin = await listen(RED);
    return RED;
  }
  async function ask(method: string, path: string, body?: unknown): Promise<Reply> {
    const response = await fetch(`${admin.url}/mimecast/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      whole: await response.text(),
      type: response.headers.get('content-type'),
    };
  }
  async function position(
    method: 'GET' | 'PUT' | 'DELETE',
    id = 'siem',
    body?: unknown,
  ): Promise<z.infer<typeof responseSchema> & { status: number }> {
    const { status, whole } = await ask(method, `position/${id}`, body);
    return { status, ...responseSchema.parse(JSON.parse(whole)) };
  }

  return {
    get harness() {
      return harness;
    },
    get admin() {
      return admin;
    },
    set admin(served) {
      admin = served;
    },
    deploy,
    request: ask,
    position,
  };
}
