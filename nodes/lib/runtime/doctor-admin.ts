/** `POST mimecast/account/:id/doctor`: what this application may read, and what is missing for the rest. */
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { admin as sentences } from '../../locales/en-US/shared.json';
import { MimecastError } from '../api/errors';
import { type Diagnosis, diagnose } from '../survey/doctor';
import { PROBE_IDS, type ProbeId } from '../survey/probes';
import type { AccountDoors } from './account';
import { type Account, findAccount, isAccountNode } from './account-node';
import { trialForm, tryAccount } from './account-trial';
import { deployedNodes, nodesOf, probesInUse, type StoredNode } from './doctor-usage';
import { rememberDiagnosis } from './last-diagnoses';

/** ms; the doctor itself ends within 65 s, so this is for a sign-in that hangs */
const ANSWER_TIMEOUT = 80_000;
const NODE_ID = /^[\w.-]{1,100}$/;

const nodes = z.array(z.looseObject({ type: z.string() })).max(10_000);
const form = z.object({
  /** everything that this package can read, not only what is in use */
  all: z.boolean().default(false),
  /** the account as it stands in a dialog; without it the deployed one is asked */
  form: trialForm.optional(),
  /** the nodes as they stand in the editor; without them those that are deployed count */
  nodes: nodes.optional(),
});

export interface DoctorRow extends Diagnosis {
  /** names of the nodes that read it */
  readonly usedBy: readonly string[];
}

type Body = { readonly rows: readonly DoctorRow[]; readonly text: string } | { readonly text: string };
interface Answer {
  readonly status: number;
  readonly body: Body;
}

const refused = (status: number, text: string): Answer => ({ status, body: { text } });

/** A deployed account is asked as it is, one in a dialog as the connection test would. */
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
    const uses = probesInUse(nodes, id);
    const probes = all ? PROBE_IDS : PROBE_IDS.filter((probe) => uses.has(probe));
    const found = await diagnose(probes, { client, signal, stream: 'doctor' });
    const credentials = typed ? 'dialog' : 'deployed';
    rememberDiagnosis(id, { at: new Date().toISOString(), credentials, rows: found });
    const unused = !all && nodesOf(nodes, id).length === 0;
    const text = [summaryOf(found), ...adviceOn(found), ...(unused ? [sentences.doctorUnused] : [])].join(
      '\n',
    );
    return { status: 200, body: { rows: found.map((one) => ({ ...one, usedBy: named(uses, one) })), text } };
  } catch (error) {
    if (error instanceof MimecastError) return refused(503, error.message);
    return signal.aborted ? refused(504, sentences.timeout) : refused(500, sentences.doctorFailed);
  }
}

const named = (uses: ReadonlyMap<ProbeId, readonly string[]>, { probe }: Diagnosis): readonly string[] =>
  (uses.get(probe) ?? []).filter(Boolean);

function summaryOf(found: readonly Diagnosis[]): string {
  const works = found.filter(({ state }) => state === 'works').length;
  return works === found.length
    ? sentences.doctorFine
    : sentences.doctorSome.replace('__works__', String(works)).replace('__asked__', String(found.length));
}

/** Once each, in this order; those that share a sentence tell it once. */
const ADVICE: readonly (readonly [Diagnosis['state'], string])[] = [
  ['notLicensed', sentences.doctorProduct],
  ['forbidden', sentences.doctorPermission],
  ['needsApi2', sentences.doctorApi2],
  ['notReadable', sentences.doctorNotReadable],
  ['broken', sentences.doctorBroken],
];

function adviceOn(found: readonly Diagnosis[]): readonly string[] {
  const states = new Set(found.map(({ state }) => state));
  return ADVICE.filter(([state]) => states.has(state)).map(([, sentence]) => sentence);
}

/** Once, when the module is loaded: the route outlives every node. */
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
