/** `POST mimecast/source/:id/samples`: a preview of messages, read with the settings of the dialog. */

import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import { findCollectors } from '../../collector/collector-registry';
import type { RecordMessage } from '../../collector/delivery/messages';
import { type Preview, readPreview } from '../../collector/poll/preview';
import { MimecastError } from '../../contracts/errors';
import { variableName } from '../../properties/variable';
import { findAccount, isAccountNode } from '../account/account-node';
import { configError } from '../node-red/config-error';
import { findUnsetVariable } from '../node-red/unset-variable';
import { findSourceType, type SourceConfigResult } from '../source/source-type-registry';

/** ms; a person waits at the dialog */
const RESPONSE_TIMEOUT_MS = 30_000;
/** Run-time ids of nodes in nested subflows are chains of ids. */
const NODE_ID = /^[\w.-]{1,200}$/;

const settingValue = z.union([z.string().max(4096), z.number(), z.boolean()]);
const form = z.strictObject({
  type: z.string().max(60),
  settings: z.record(z.string().max(60), settingValue),
});
type FormSettings = z.infer<typeof form>['settings'];

interface ErrorBody {
  readonly text: string;
}
interface PreviewBody {
  readonly messages: readonly RecordMessage[];
  readonly empty: readonly string[];
  readonly failed: readonly { readonly type: string; readonly text: string }[];
  readonly cut: boolean;
}
interface HttpReply {
  readonly status: number;
  readonly body: PreviewBody | ErrorBody;
}

const errorResponse = (status: number, text: string): HttpReply => ({ status, body: { text } });

/** Accounts with a running preview: a second click must not cost quota twice. */
const busyAccounts = new Set<string>();

/**
 * Reads only; no position moves. Uses deployed accounts only, so that a stored secret goes to its usual host.
 */
export async function handlePreview(
  RED: NodeAPI,
  { id, body }: { readonly id: unknown; readonly body: unknown },
): Promise<HttpReply> {
  const parsed = form.safeParse(body);
  const source = parsed.success ? findSourceType(parsed.data.type) : undefined;
  if (typeof id !== 'string' || !NODE_ID.test(id) || !parsed.success || source === undefined)
    return errorResponse(400, adminMessages.badRequest);
  const ownSettings = Object.fromEntries(
    Object.keys(source.properties).flatMap((name) => {
      const formValue = parsed.data.settings[name];
      return formValue === undefined ? [] : [[name, formValue]];
    }),
  );
  const { values, variables } = resolveVariables(RED, id, ownSettings);
  const unsetProblem = findUnsetVariable(values);
  if (unsetProblem !== undefined) return errorResponse(422, configError(unsetProblem).message);
  const plan = source.plan({ ...values, ...('baseline' in source.properties && { baseline: true }) });
  if (!plan.ok) {
    const [problem] = plan.problems;
    if (problem === undefined) return errorResponse(400, adminMessages.badRequest);
    const { property } = problem;
    // The value of a variable may be confidential.
    const isVariable = variables.has(property);
    return errorResponse(
      422,
      isVariable ? `${property}: ${adminMessages.variable}` : configError(problem).message,
    );
  }
  return replyWithPreview(RED, id, plan);
}

async function replyWithPreview(
  RED: NodeAPI,
  id: string,
  plan: Extract<SourceConfigResult, { ok: true }>,
): Promise<HttpReply> {
  const { account: accountId, output } = plan.settings;
  if (!isAccountNode(RED.nodes.getNode(accountId))) return errorResponse(404, adminMessages.noAccount);
  if (busyAccounts.has(accountId)) return errorResponse(429, adminMessages.samplesBusy);
  const account = findAccount(RED, accountId);
  const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
  busyAccounts.add(accountId);
  try {
    const client = await account.client();
    const { code } = await client.identity({ signal, stream: 'samples' });
    const origin = { account: code === '' ? account.label : code, demo: client.demo, source: id };
    const samples = await readPreview({
      streams: plan.streams,
      client,
      signal,
      output,
      messageContext: origin,
    });
    return { status: 200, body: toPreviewBody(samples) };
  } catch (error) {
    if (error instanceof MimecastError) return errorResponse(503, error.message);
    return signal.aborted
      ? errorResponse(504, adminMessages.timeout)
      : errorResponse(500, adminMessages.askFailed);
  } finally {
    busyAccounts.delete(accountId);
  }
}

function toPreviewBody({ messages, empty, failed, truncated: cut }: Preview): PreviewBody {
  const errorText = (error: unknown): string =>
    error instanceof Error && error.message !== '' ? error.message : adminMessages.askFailed;
  return {
    messages,
    empty,
    failed: failed.map(({ type, error }) => ({ type, text: errorText(error) })),
    cut,
  };
}

/**
 * Replaces variables with the values of the running node. For a node in a subflow template, the first
 * instance counts.
 */
function resolveVariables(
  RED: NodeAPI,
  id: string,
  settings: FormSettings,
): { readonly values: Readonly<Record<string, unknown>>; readonly variables: ReadonlySet<string> } {
  const node = RED.nodes.getNode(id) ?? RED.nodes.getNode(findCollectors(id)[0]?.id ?? id);
  const readVariable = (name: string): unknown =>
    node === null || node === undefined
      ? process.env[name]
      : RED.util.evaluateNodeProperty(name, 'env', node, {});
  const values: Record<string, unknown> = { ...settings };
  const variables = new Set<string>();
  for (const [property, setting] of Object.entries(settings)) {
    const name = variableName(setting);
    const variableValue = name === undefined ? undefined : readVariable(name);
    if (variableValue === undefined || variableValue === '') continue;
    values[property] = variableValue;
    variables.add(property);
  }
  return { values, variables };
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerPreview(RED: NodeAPI): void {
  RED.httpAdmin.post(
    '/mimecast/source/:id/samples',
    // Needs write permission: it costs quota and shows content of mail logs.
    RED.auth.needsPermission('mimecast.write'),
    (request, response) => {
      handlePreview(RED, { id: request.params['id'], body: request.body }).then(
        ({ status, body }) => response.status(status).json(body),
        () => response.status(500).json({ text: adminMessages.askFailed }),
      );
    },
  );
}
