/** `POST mimecast/source/:id/samples`: a preview of messages, read with the settings of the dialog. */
import type { Node, NodeAPI } from 'node-red';
import { z } from 'zod';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import { findCollectors } from '../../collector/collector-registry';
import type { RecordMessage } from '../../collector/delivery/messages';
import { type Preview, readPreview } from '../../collector/poll/preview';
import { MimecastError } from '../../contracts/errors';
import { findAccount, isAccountNode } from '../account/account-node';
import { configError } from '../node-red/config-error';
import { findUnsetVariable } from '../node-red/parse-config';
import { findSourceType, type SourceConfigResult } from '../source/source-type-registry';
import { resolveVariables, variableReader } from './dialog-values';
import { readForm } from './form';
import { isNodeId } from './node-id';
import { errorReply, type HttpReply, sendReply } from './reply';

/** ms; a person waits at the dialog */
const RESPONSE_TIMEOUT_MS = 30_000;

const settingValue = z.union([z.string().max(4096), z.number(), z.boolean()]);
const form = z.strictObject({
  type: z.string().max(60),
  settings: z.record(z.string().max(60), settingValue),
});

interface ErrorBody {
  readonly text: string;
}
interface PreviewBody {
  readonly messages: readonly RecordMessage[];
  readonly empty: readonly string[];
  readonly failed: readonly { readonly type: string; readonly text: string }[];
  readonly cut: boolean;
}
type ResponseBody = PreviewBody | ErrorBody;

/** Accounts with a running preview: a second click must not cost quota twice. */
const busyAccounts = new Set<string>();

/**
 * Reads only; no position moves. Uses deployed accounts only, so that a stored secret goes to its usual host.
 */
async function handlePreview(
  RED: NodeAPI,
  { id, body }: { readonly id: unknown; readonly body: unknown },
): Promise<HttpReply<ResponseBody>> {
  const parsed = readForm(form, body);
  const source = parsed === undefined ? undefined : findSourceType(parsed.type);
  if (!isNodeId(id) || parsed === undefined || source === undefined)
    return errorReply(400, adminMessages.badRequest);
  const ownSettings = Object.fromEntries(
    Object.keys(source.properties).flatMap((name) => {
      const formValue = parsed.settings[name];
      return formValue === undefined ? [] : [[name, formValue]];
    }),
  );
  const { values, variables } = resolveVariables(ownSettings, variableReader(RED, findSourceNode(RED, id)));
  const unsetProblem = findUnsetVariable(values);
  if (unsetProblem !== undefined) return errorReply(422, configError(unsetProblem).message);
  const plan = source.plan({ ...values, ...('baseline' in source.properties && { baseline: true }) });
  if (!plan.ok) {
    const [problem] = plan.problems;
    if (problem === undefined) return errorReply(400, adminMessages.badRequest);
    const { property } = problem;
    // The value of a variable may be confidential.
    const isVariable = variables.has(property);
    return errorReply(
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
): Promise<HttpReply<ResponseBody>> {
  const { account: accountId, output } = plan.settings;
  if (!isAccountNode(RED.nodes.getNode(accountId))) return errorReply(404, adminMessages.noAccount);
  if (busyAccounts.has(accountId)) return errorReply(429, adminMessages.samplesBusy);
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
    if (error instanceof MimecastError) return errorReply(503, error.message);
    return signal.aborted ? errorReply(504, adminMessages.timeout) : errorReply(500, adminMessages.askFailed);
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

/** The running node whose variables count. For a node in a subflow template, that is the first instance. */
function findSourceNode(RED: NodeAPI, id: string): Node | null | undefined {
  return RED.nodes.getNode(id) ?? RED.nodes.getNode(findCollectors(id)[0]?.id ?? id);
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerPreview(RED: NodeAPI): void {
  RED.httpAdmin.post(
    '/mimecast/source/:id/samples',
    // Needs write permission: it costs quota and shows content of mail logs.
    RED.auth.needsPermission('mimecast.write'),
    (request, response) => {
      const { params, body } = request;
      const handle = () => handlePreview(RED, { id: params['id'], body });
      sendReply(response, handle, { text: adminMessages.askFailed });
    },
  );
}
