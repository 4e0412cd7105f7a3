/**
 * `POST mimecast/account/:id/doctor`: checks what the application may read, and what is missing for the rest.
 */
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { admin as adminMessages, doctor } from '../../../locales/en-US/shared.json';
import { checkPermissions, type PermissionResult } from '../../assessments/permissions/check-permissions';
import { NEEDS_SELECTION, PROBE_IDS, PROBES } from '../../assessments/permissions/permission-probes';
import {
  type CheckedPermission,
  type Level,
  levelOf,
  type PermissionSummary,
  summarizePermissions,
  summaryText,
} from '../../assessments/permissions/permission-summary';
import { MimecastError } from '../../contracts/errors';
import type { Account, AccountDeps } from '../account/account';
import { findAccount, isAccountNode } from '../account/account-node';
import { accountForm, withDraftAccount } from './account-draft';
import { MAX_NODES_LENGTH, readForm } from './form';
import { storePermissionCheck } from './last-permission-check';
import { isNodeId } from './node-id';
import {
  deployedNodes,
  findPermissionUsage,
  nodesUsingAccount,
  type PermissionUsage,
  type StoredNode,
} from './permissions-in-use';
import { errorReply, type HttpReply, sendReply } from './reply';

/** ms; the check itself ends within 65 s, so this limits a sign-in that hangs */
const RESPONSE_TIMEOUT_MS = 80_000;

const nodes = z.array(z.looseObject({ type: z.string() })).max(10_000);
const form = z.object({
  /** check everything that this package can read, not only what is in use */
  all: z.boolean().default(false),
  /** the account values of an open dialog; without them the deployed account is used */
  form: accountForm.optional(),
  /** the nodes of the editor; without them the deployed nodes count */
  nodes: nodes.optional(),
});

export interface PermissionRow extends PermissionResult {
  /** names of the nodes that read it */
  readonly usedBy: readonly string[];
  readonly level: Level;
  /** what these nodes read as a fallback, as text; '' without a fallback */
  readonly instead: string;
}

/** Remedies for missing permissions; keys of `doctor.advice` in the catalogues. */
type Remedy = keyof typeof doctor.advice;

export interface CheckFindings {
  readonly rows: readonly PermissionRow[];
  readonly verdict: PermissionSummary;
  /** data that the application has no permission or product for: what nodes use, or everything if nothing can be read */
  readonly lacks: readonly string[];
  readonly advice: readonly Remedy[];
  /** summary, what is lacking, and advice, in English */
  readonly text: string;
}

type ResponseBody = CheckFindings | { readonly text: string };

/** Uses the deployed account as it is, or a temporary account as the connection test does. */
async function handlePermissionCheck(
  RED: NodeAPI,
  { id, body }: { readonly id: unknown; readonly body: unknown },
  deps: AccountDeps,
): Promise<HttpReply<ResponseBody>> {
  const parsed = readForm(form, body ?? {}, MAX_NODES_LENGTH);
  if (!isNodeId(id) || parsed === undefined) return errorReply(400, adminMessages.badRequest);
  const { all, form: draftForm, nodes: editorNodes } = parsed;
  const request: CheckRequest = {
    id,
    all,
    nodes: editorNodes ?? deployedNodes(RED),
    isDraft: draftForm !== undefined,
  };
  if (draftForm !== undefined) {
    const use = (account: Account): Promise<HttpReply<ResponseBody>> => runChecks(account, request);
    const outcome = await withDraftAccount(RED, { id, form: draftForm, deps }, use, (reply) => reply);
    return outcome.ok ? outcome.value : errorReply(503, outcome.text);
  }
  if (!isAccountNode(RED.nodes.getNode(id))) return errorReply(404, adminMessages.noAccount);
  return runChecks(findAccount(RED, id), request);
}

export interface CheckRequest {
  readonly id: string;
  readonly all: boolean;
  readonly nodes: readonly StoredNode[];
  readonly isDraft: boolean;
}

async function runChecks(account: Account, request: CheckRequest): Promise<HttpReply<ResponseBody>> {
  const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
  try {
    return { status: 200, body: await checkAccount(account, request, signal) };
  } catch (error) {
    if (error instanceof MimecastError) return errorReply(503, error.message);
    return signal.aborted
      ? errorReply(504, adminMessages.timeout)
      : errorReply(500, adminMessages.doctorFailed);
  }
}

/** @throws MimecastError when the sign-in fails; the reason of the signal when it is aborted */
export async function checkAccount(
  account: Account,
  { id, all, nodes, isDraft }: CheckRequest,
  signal: AbortSignal,
): Promise<CheckFindings> {
  const client = await account.client();
  const usage = findPermissionUsage(nodes, id);
  const context = { client, signal, stream: 'doctor' };
  const isIdle = usage.needs.length === 0;
  const probes = PROBE_IDS.filter(
    (probe) => all || usage.names.has(probe) || (isIdle && !NEEDS_SELECTION.has(probe)),
  );
  const firstResults = await checkPermissions(probes, context);
  const otherProbes = PROBE_IDS.filter((probe) => !probes.includes(probe));
  const results = nothingReadable(firstResults, usage)
    ? [...firstResults, ...(await checkPermissions(otherProbes, context))]
    : firstResults;
  const credentials = isDraft ? 'dialog' : 'deployed';
  storePermissionCheck(id, { at: new Date().toISOString(), credentials, rows: results });
  return toFindings(results, usage, nodesUsingAccount(nodes, id).length === 0);
}

/** None of the sources in use is readable, so it matters whether anything else is. */
function nothingReadable(results: readonly PermissionResult[], { names }: PermissionUsage): boolean {
  const used = results.filter(({ probe }) => (names.get(probe) ?? []).length > 0);
  return used.length > 0 && used.every(({ state }) => state !== 'works' && state !== 'broken');
}

function toFindings(
  results: readonly PermissionResult[],
  { names, needs }: PermissionUsage,
  isUnused: boolean,
): CheckFindings {
  const works = new Set(results.filter(({ state }) => state === 'works').map(({ probe }) => probe));
  const evaluated = results.map((one) => {
    const { probe, state } = one;
    const usedBy = names.get(probe) ?? [];
    const relevantNeeds = needs.filter((need) => need.includes(probe));
    const fallbacks = relevantNeeds.map((need) => need.find((other) => works.has(other)));
    const usedFallbacks = state === 'works' || relevantNeeds.length === 0 ? [] : fallbacks;
    const hasFallback = usedFallbacks.length > 0 && usedFallbacks.every((other) => other !== undefined);
    const row: CheckedPermission = { probe, state, used: usedBy.length > 0, readElsewhere: hasFallback };
    const fallbackNames = [
      ...new Set(usedFallbacks.flatMap((other) => (other === undefined ? [] : PROBES[other].about))),
    ];
    return {
      row,
      shown: { ...one, usedBy, level: levelOf(row), instead: hasFallback ? fallbackNames.join(', ') : '' },
    };
  });
  const summary = summarizePermissions(evaluated.map(({ row }) => row));
  const advice = [...(isUnused ? (['unused'] as const) : []), ...remedies(evaluated.map(({ row }) => row))];
  const rows = evaluated.map(({ shown }) => shown);
  const lacks = lackingIn(rows);
  const lines = [lacksText(lacks), ...advice.map((key) => doctor.advice[key])].filter((line) => line !== '');
  return { rows, verdict: summary, lacks, advice, text: [summaryText(summary), ...lines].join('\n') };
}

function lackingIn(rows: readonly PermissionRow[]): readonly string[] {
  const denied = rows.filter(
    ({ state, instead }) => instead === '' && /^(forbidden|notLicensed)$/.test(state),
  );
  const used = denied.filter(({ usedBy }) => usedBy.length > 0);
  // While no node uses the account, it may be meant for a part of the data; but not for none.
  const isUseless = rows.every(
    ({ usedBy, state, probe }) => usedBy.length === 0 && (state !== 'works' || probe === 'account'),
  );
  const named = isUseless ? denied.filter(({ probe }) => probe !== 'account') : used;
  return [...new Set(named.map(({ about }) => about))];
}

/** @param max names in the sentence; a table has the others */
export function lacksText(lacks: readonly string[], max = 8): string {
  const more = lacks.length - max;
  const names = [...lacks.slice(0, max), ...(more > 0 ? [`… (+${more})`] : [])].join('; ');
  return lacks.length === 0 ? '' : doctor.lacks.replace('__what__', names);
}

/** Each remedy at most once, in this order. */
const REMEDY_ORDER = ['notLicensed', 'forbidden', 'needsApi2', 'notReadable', 'broken'] as const;

function remedies(rows: readonly CheckedPermission[]): readonly Remedy[] {
  const isUnreadableIdentity = ({ probe, used, state }: CheckedPermission): boolean =>
    probe === 'account' && !used && state !== 'works' && state !== 'broken';
  const states = new Set(
    rows.filter((row) => !row.readElsewhere && !isUnreadableIdentity(row)).map(({ state }) => state),
  );
  const applicable: readonly Remedy[] = REMEDY_ORDER.filter((state) => states.has(state));
  return rows.some(isUnreadableIdentity) ? ['account', ...applicable] : applicable;
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerPermissionCheck(RED: NodeAPI, deps: AccountDeps): void {
  RED.httpAdmin.post(
    '/mimecast/account/:id/doctor',
    RED.auth.needsPermission('mimecast.write'),
    (request, response) => {
      const { params, body } = request;
      const handle = () => handlePermissionCheck(RED, { id: params['id'], body }, deps);
      sendReply(response, handle, { text: adminMessages.doctorFailed });
    },
  );
}
