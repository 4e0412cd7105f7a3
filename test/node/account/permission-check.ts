/** The permission check and the connection test of an account, as their dialog asks for them. */
import { z } from 'zod';
import type { SimulatorOptions } from '../../../nodes/lib/simulator/simulator';
import { CLIENT, listen } from '../support/account-helper';
import { listenerNodes, SiemHarness, siemNode, tab } from '../support/siem-harness';

import audit = require('../../../nodes/audit/mimecast-audit');
import kri = require('../../../nodes/kri/mimecast-kri');
import policyCheck = require('../../../nodes/policy-check/mimecast-policy-check');
import ttp = require('../../../nodes/ttp/mimecast-ttp');

const responseSchema = z.looseObject({
  text: z.string(),
  verdict: z
    .strictObject({ level: z.string(), key: z.string(), values: z.record(z.string(), z.number()) })
    .optional(),
  advice: z.array(z.string()).default([]),
  rows: z
    .array(
      z.strictObject({
        probe: z.string(),
        about: z.string().min(1),
        state: z.string(),
        permission: z.string(),
        product: z.string(),
        reason: z.string(),
        usedBy: z.array(z.string()),
        level: z.string(),
        instead: z.string(),
      }),
    )
    .default([]),
});

const placed = { z: 'tab', x: 100, y: 100, account: 'account', every: 0, wires: [[], []] };

const testSchema = z.looseObject({
  ok: z.boolean(),
  level: z.string(),
  text: z.string(),
  code: z.string().optional(),
});

interface PermissionCheck {
  readonly harness: SiemHarness;
  load(
    nodes?: readonly object[],
    options?: SimulatorOptions,
    account?: { readonly auth?: string; readonly credentials?: object },
  ): Promise<void>;
  /** The connection test alone, as other callers than our dialog use it. */
  test(body?: object, id?: string): Promise<z.infer<typeof testSchema>>;
  ask(id?: string, body?: object): Promise<z.infer<typeof responseSchema> & { status: number }>;
}

/** For each test its own; `load` starts it. */
export function usePermissionCheck(): PermissionCheck {
  let harness: SiemHarness;
  let server: { url: string; close(): Promise<void> };
  afterEach(async () => {
    await server.close();
    await harness.stop();
  });

  async function post(path: string, body: object): Promise<Response> {
    return fetch(`${server.url}/mimecast/account/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  return {
    get harness() {
      return harness;
    },
    async load(nodes = [], options = {}, account = {}) {
      const { credentials = CLIENT, ...properties } = account;
      // The stream feed refuses times that are later than the tenant's clock.
      harness = await SiemHarness.start({ now: () => Date.now(), ...options });
      const extra = nodes.map((node, index) => ({ id: `n${index}`, type: '', ...placed, ...node }));
      const flow = [tab, harness.account(properties), siemNode(), ...extra, ...listenerNodes()];
      server = await listen(await harness.load(flow, credentials, {}, [audit, kri, policyCheck, ttp]));
    },
    async test(body = {}, id = 'account') {
      const form = { region: 'custom', baseUrl: harness.simulator.apiUrl, ...CLIENT };
      const response = await post(`${id}/test`, { ...form, ...body });
      return testSchema.parse(await response.json());
    },
    async ask(id = 'account', body = {}) {
      const response = await post(`${id}/doctor`, body);
      return { status: response.status, ...responseSchema.parse(await response.json()) };
    },
  };
}
