/** `POST mimecast/account/:id/doctor`: what this application may read, and what is missing for the rest. */
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { admin as sentences } from '../../locales/en-US/shared.json';
import { MimecastError } from '../api/errors';
import { type Diagnosis, diagnose } from '../survey/doctor';
import { PROBE_IDS } from '../survey/probes';
import { findAccount, isAccountNode } from './account-node';
import { probesInUse } from './doctor-usage';

/** ms; somebody is waiting in front of the dialog */
const ANSWER_TIMEOUT = 60_000;
const NODE_ID = /^[\w.-]{1,100}$/;

const form = z.object({ all: z.boolean().default(false) });

export interface DoctorRow extends Diagnosis {
  /** names of the nodes that read it */
  readonly usedBy: readonly string[];
}

type Body = { readonly rows: readonly DoctorRow[]; readonly text: string } | { readonly text: string };

const refused = (status: number, text: string): { status: number; body: Body } => ({
  status,
  body: { text },
});

/** Only deployed accounts are asked: nothing that the dialog says goes to Mimecast. */
export async function answerDoctor(
  RED: NodeAPI,
  { id, body }: { readonly id: unknown; readonly body: unknown },
): Promise<{ readonly status: number; readonly body: Body }> {
  const asked = form.safeParse(body ?? {});
  if (typeof id !== 'string' || !NODE_ID.test(id) || !asked.success)
    return refused(400, sentences.badRequest);
  if (!isAccountNode(RED.nodes.getNode(id))) return refused(404, sentences.noAccount);
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT);
  try {
    const client = await findAccount(RED, id).client();
    const uses = probesInUse(RED, id);
    const probes = asked.data.all ? PROBE_IDS : PROBE_IDS.filter((probe) => uses.has(probe));
    const found = await diagnose(probes, { client, signal, stream: 'doctor' });
    const rows = found.map((one) => ({ ...one, usedBy: (uses.get(one.probe) ?? []).filter(Boolean) }));
    return { status: 200, body: { rows, text: adviceOn(found) } };
  } catch (error) {
    if (error instanceof MimecastError) return refused(503, error.message);
    return signal.aborted ? refused(504, sentences.timeout) : refused(500, sentences.askFailed);
  }
}

function adviceOn(found: readonly Diagnosis[]): string {
  const states = new Set(found.map(({ state }) => state));
  const advice = [
    ...(states.has('notLicensed') ? [sentences.doctorProduct] : []),
    ...(states.has('forbidden') ? [sentences.doctorPermission] : []),
    ...(states.has('broken') ? [sentences.doctorBroken] : []),
  ];
  return advice.length === 0 ? sentences.doctorFine : advice.join(' ');
}

/** Once, when the module is loaded: the route outlives every node. */
export function registerDoctor(RED: NodeAPI): void {
  RED.httpAdmin.post(
    '/mimecast/account/:id/doctor',
    RED.auth.needsPermission('mimecast.write'),
    (request, response) => {
      answerDoctor(RED, { id: request.params['id'], body: request.body }).then(
        ({ status, body }) => response.status(status).json(body),
        () => response.status(500).json({ text: sentences.askFailed }),
      );
    },
  );
}
