/** `POST mimecast/source/:id/samples`: a preview of messages, read with the settings of the dialog. */
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { admin as sentences } from '../../locales/en-US/shared.json';
import { MimecastError } from '../api/errors';
import type { RecordMessage } from '../shipping/messages';
import { runningSources } from '../shipping/running-sources';
import { readSamples, type Samples } from '../shipping/samples';
import { findAccount, isAccountNode } from './account-node';
import { configError } from './explain';
import { type SourcePlan, sourceType } from './source-types';
import { unsetVariable } from './unset-variable';

/** ms; a person waits at the dialog */
const ANSWER_TIMEOUT = 30_000;
/** Run-time ids of nodes in nested subflows are chains of ids. */
const NODE_ID = /^[\w.-]{1,200}$/;
const VARIABLE = /^\$\{([^}]+)\}$/;

const value = z.union([z.string().max(4096), z.number(), z.boolean()]);
const form = z.strictObject({
  type: z.string().max(60),
  settings: z.record(z.string().max(60), value),
});
type Typed = z.infer<typeof form>['settings'];

interface Refusal {
  readonly text: string;
}
interface Answer {
  readonly messages: readonly RecordMessage[];
  readonly empty: readonly string[];
  readonly failed: readonly { readonly type: string; readonly text: string }[];
  readonly cut: boolean;
}
interface Reply {
  readonly status: number;
  readonly body: Answer | Refusal;
}

const refused = (status: number, text: string): Reply => ({ status, body: { text } });

/** Accounts with a running preview: a second click must not cost quota twice. */
const busy = new Set<string>();

/**
 * Reads only; no position moves. Uses deployed accounts only, so that a stored secret goes to its usual host.
 */
export async function answerSamples(
  RED: NodeAPI,
  { id, body }: { readonly id: unknown; readonly body: unknown },
): Promise<Reply> {
  const asked = form.safeParse(body);
  const source = asked.success ? sourceType(asked.data.type) : undefined;
  if (typeof id !== 'string' || !NODE_ID.test(id) || !asked.success || source === undefined)
    return refused(400, sentences.badRequest);
  const owned = Object.fromEntries(
    Object.keys(source.properties).flatMap((name) => {
      const typed = asked.data.settings[name];
      return typed === undefined ? [] : [[name, typed]];
    }),
  );
  const { values, variables } = resolve(RED, id, owned);
  const unset = unsetVariable(values);
  if (unset !== undefined) return refused(422, configError(unset).message);
  const plan = source.plan({ ...values, ...('baseline' in source.properties && { baseline: true }) });
  if (!plan.ok) {
    const [problem] = plan.problems;
    if (problem === undefined) return refused(400, sentences.badRequest);
    const { property } = problem;
    // The value of a variable may be confidential.
    const isVariable = variables.has(property);
    return refused(422, isVariable ? `${property}: ${sentences.variable}` : configError(problem).message);
  }
  return sample(RED, id, plan);
}

async function sample(RED: NodeAPI, id: string, plan: Extract<SourcePlan, { ok: true }>): Promise<Reply> {
  const { account: accountId, output } = plan.settings;
  if (!isAccountNode(RED.nodes.getNode(accountId))) return refused(404, sentences.noAccount);
  if (busy.has(accountId)) return refused(429, sentences.samplesBusy);
  const account = findAccount(RED, accountId);
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT);
  busy.add(accountId);
  try {
    const client = await account.client();
    const { code } = await client.identity({ signal, stream: 'samples' });
    const origin = { account: code === '' ? account.label : code, demo: client.demo, source: id };
    const samples = await readSamples({ streams: plan.streams, client, signal, output, origin });
    return { status: 200, body: answerOf(samples) };
  } catch (error) {
    if (error instanceof MimecastError) return refused(503, error.message);
    return signal.aborted ? refused(504, sentences.timeout) : refused(500, sentences.askFailed);
  } finally {
    busy.delete(accountId);
  }
}

function answerOf({ messages, empty, failed, cut }: Samples): Answer {
  const words = (error: unknown): string =>
    error instanceof Error && error.message !== '' ? error.message : sentences.askFailed;
  return { messages, empty, failed: failed.map(({ type, error }) => ({ type, text: words(error) })), cut };
}

/**
 * Replaces variables with the values of the running node. For a node in a subflow template, the first
 * instance counts.
 */
function resolve(
  RED: NodeAPI,
  id: string,
  typed: Typed,
): { readonly values: Readonly<Record<string, unknown>>; readonly variables: ReadonlySet<string> } {
  const node = RED.nodes.getNode(id) ?? RED.nodes.getNode(runningSources(id)[0]?.id ?? id);
  const lookUp = (name: string): unknown =>
    node === null || node === undefined
      ? process.env[name]
      : RED.util.evaluateNodeProperty(name, 'env', node, {});
  const values: Record<string, unknown> = { ...typed };
  const variables = new Set<string>();
  for (const [property, given] of Object.entries(typed)) {
    const name = typeof given === 'string' ? VARIABLE.exec(given.trim())?.[1] : undefined;
    const found = name === undefined ? undefined : lookUp(name);
    if (found === undefined || found === '') continue;
    values[property] = found;
    variables.add(property);
  }
  return { values, variables };
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerSamples(RED: NodeAPI): void {
  RED.httpAdmin.post(
    '/mimecast/source/:id/samples',
    // Needs write permission: it costs quota and shows content of mail logs.
    RED.auth.needsPermission('mimecast.write'),
    (request, response) => {
      answerSamples(RED, { id: request.params['id'], body: request.body }).then(
        ({ status, body }) => response.status(status).json(body),
        () => response.status(500).json({ text: sentences.askFailed }),
      );
    },
  );
}
