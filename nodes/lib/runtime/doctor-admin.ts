/**
 * `POST mimecast/account/:id/doctor`: checks what the application may read, and what is missing for the rest.
 */
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { doctor, admin as sentences } from '../../locales/en-US/shared.json';
import { MimecastError } from '../api/errors';
import { type Diagnosis, diagnose } from '../survey/doctor';
import { PROBE_IDS, PROBES } from '../survey/probes';
import { type Examined, type Level, levelOf, sentenceOf, type Verdict, verdictOf } from '../survey/verdict';
import type { AccountDoors } from './account';
import { type Account, findAccount, isAccountNode } from './account-node';
import { trialForm, tryAccount } from './account-trial';
import { deployedNodes, nodesOf, type StoredNode, type Usage, usageOf } from './doctor-usage';
import { rememberDiagnosis } from './last-diagnoses';

/** ms; the check itself ends within 65 s, so this limits a sign-in that hangs */
const ANSWER_TIMEOUT = 80_000;
const NODE_ID = /^[\w.-]{1,100}$/;

const nodes = z.array(z.looseObject({ type: z.string() })).max(10_000);
const form = z.object({
  /** check everything that this package can read, not only what is in use */
  all: z.boolean().default(false),
  /** the account values of an open dialog; without them the deployed account is used */
  form: trialForm.optional(),
  /** the nodes of the editor; without them the deployed nodes count */
  nodes: nodes.optional(),
});

export interface DoctorRow extends Diagnosis {
  /** names of the nodes that read it */
  readonly usedBy: readonly string[];
  readonly level: Level;
  /** what these nodes read as a fallback, as text; '' without a fallback */
  readonly instead: string;
}

/** Remedies for missing permissions; keys of `doctor.advice` in the catalogues. */
type Advice = keyof typeof doctor.advice;

interface Findings {
  readonly rows: readonly DoctorRow[];
  readonly verdict: Verdict;
  readonly advice: readonly Advice[];
  /** verdict and advice in English */
  readonly text: string;
}

type Body = Findings | { readonly text: string };
interface Answer {
  readonly status: number;
  readonly body: Body;
}

const refused = (status: number, text: string): Answer => ({ status, body: { text } });

/** Uses the deployed account as it is, or a temporary account as the connection test does. */
export async function answerDoctor(
  RED: NodeAPI,
  { id, body }: { readonly id: unknown; readonly body: unknown },
  doors: AccountDoors,
): Promise<Answer> {
  const asked = form.safeParse(body ?? {});
  if (typeof id !== 'string' || !NODE_ID.test(id) || !asked.success)
    return refused(400, sentences.badRequest);
  const { all, form: typed, nodes: shown } = asked.data;
  const visit: Visit = { id, all, nodes: shown ?? deployedNodes(RED), typed: typed !== undefined };
  if (typed !== undefined) {
    const use = (account: Account): Promise<Answer> => examine(account, visit);
    const tried = await tryAccount(RED, { id, form: typed, doors }, use, (answer) => answer);
    return tried.ok ? tried.value : refused(503, tried.text);
  }
  if (!isAccountNode(RED.nodes.getNode(id))) return refused(404, sentences.noAccount);
  return examine(findAccount(RED, id), visit);
}

interface Visit {
  readonly id: string;
  readonly all: boolean;
  readonly nodes: readonly StoredNode[];
  readonly typed: boolean;
}

async function examine(account: Account, { id, all, nodes, typed }: Visit): Promise<Answer> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT);
  try {
    const client = await account.client();
    const usage = usageOf(nodes, id);
    const context = { client, signal, stream: 'doctor' };
    const isIdle = usage.needs.length === 0;
    const asked = PROBE_IDS.filter((probe) => all || isIdle || usage.names.has(probe));
    const first = await diagnose(asked, context);
    const rest = PROBE_IDS.filter((probe) => !asked.includes(probe));
    const found = isLost(first, usage) ? [...first, ...(await diagnose(rest, context))] : first;
    const credentials = typed ? 'dialog' : 'deployed';
    rememberDiagnosis(id, { at: new Date().toISOString(), credentials, rows: found });
    const isUnused = nodesOf(nodes, id).length === 0;
    return { status: 200, body: findingsOf(found, usage, isUnused) };
  } catch (error) {
    if (error instanceof MimecastError) return refused(503, error.message);
    return signal.aborted ? refused(504, sentences.timeout) : refused(500, sentences.doctorFailed);
  }
}

/** None of the sources in use is readable, so it matters whether anything else is. */
function isLost(found: readonly Diagnosis[], { names }: Usage): boolean {
  const used = found.filter(({ probe }) => (names.get(probe) ?? []).length > 0);
  return used.length > 0 && used.every(({ state }) => state !== 'works' && state !== 'broken');
}

function findingsOf(found: readonly Diagnosis[], { names, needs }: Usage, isUnused: boolean): Findings {
  const works = new Set(found.filter(({ state }) => state === 'works').map(({ probe }) => probe));
  const examined = found.map((one) => {
    const { probe, state } = one;
    const usedBy = names.get(probe) ?? [];
    const mine = needs.filter((need) => need.includes(probe));
    const others = mine.map((need) => need.find((other) => works.has(other)));
    const instead = state === 'works' || mine.length === 0 ? [] : others;
    const spared = instead.length > 0 && instead.every((other) => other !== undefined);
    const row: Examined = { probe, state, used: usedBy.length > 0, spared };
    const places = [...new Set(instead.flatMap((other) => (other === undefined ? [] : PROBES[other].about)))];
    return { row, shown: { ...one, usedBy, level: levelOf(row), instead: spared ? places.join(', ') : '' } };
  });
  const verdict = verdictOf(examined.map(({ row }) => row));
  const advice = [...(isUnused ? (['unused'] as const) : []), ...adviceOn(examined.map(({ row }) => row))];
  const text = [sentenceOf(verdict), ...advice.map((key) => doctor.advice[key])].join('\n');
  return { rows: examined.map(({ shown }) => shown), verdict, advice, text };
}

/** Each remedy at most once, in this order. */
const ADVISED = ['notLicensed', 'forbidden', 'needsApi2', 'notReadable', 'broken'] as const;

function adviceOn(rows: readonly Examined[]): readonly Advice[] {
  const isUntold = ({ probe, used, state }: Examined): boolean =>
    probe === 'account' && !used && state !== 'works' && state !== 'broken';
  const states = new Set(rows.filter((row) => !row.spared && !isUntold(row)).map(({ state }) => state));
  const advised: readonly Advice[] = ADVISED.filter((state) => states.has(state));
  return rows.some(isUntold) ? ['account', ...advised] : advised;
}

/** Call it once, when the module is loaded: the route exists longer than any node. */
export function registerDoctor(RED: NodeAPI, doors: AccountDoors): void {
  RED.httpAdmin.post(
    '/mimecast/account/:id/doctor',
    RED.auth.needsPermission('mimecast.write'),
    (request, response) => {
      answerDoctor(RED, { id: request.params['id'], body: request.body }, doors).then(
        ({ status, body }) => response.status(status).json(body),
        () => response.status(500).json({ text: sentences.doctorFailed }),
      );
    },
  );
}
