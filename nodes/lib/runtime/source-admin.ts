/** Admin endpoints `GET`, `PUT`, `DELETE mimecast/position/:id` and `GET mimecast/metrics`. */
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { admin as sentences } from '../../locales/en-US/shared.json';
import { MimecastError } from '../api/errors';
import type { Job } from '../shipping/jobs';
import { metricsText } from '../shipping/metrics';
import { type RunningSource, runningSources } from '../shipping/running-sources';
import { atMost } from '../wait';
import { readJob } from './read-job';

/** ms; a command waits for the current page, which may wait for quota */
const ANSWER_TIMEOUT = 20_000;
/** Run-time ids of nodes in nested subflows are chains of ids. */
const NODE_ID = /^[\w.-]{1,200}$/;
const POSITION = '/mimecast/position/:id';
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const putBody = z.strictObject({ start: z.union([z.string().max(60), z.number()]) });

interface Answer {
  readonly status: number;
  readonly body: object;
}

const refused = (status: number, text: string): Answer => ({ status, body: { text } });

/** The sources with an id, or the response when there are none. */
function find(id: unknown): readonly RunningSource[] | Answer {
  if (typeof id !== 'string' || !NODE_ID.test(id)) return refused(400, sentences.badRequest);
  const sources = runningSources(id);
  return sources.length === 0 ? refused(404, sentences.noSource) : sources;
}

const isAnswer = (found: readonly RunningSource[] | Answer): found is Answer => 'status' in found;

/**
 * In a cluster any replica can answer: it reads the positions from the shared store.
 * @param absent the response when no such source runs. Browsers log every 404 to the console, and a node that
 * is not deployed yet is no error there.
 */
async function show(id: unknown, absent: 'error' | 'empty' = 'error'): Promise<Answer> {
  const found = find(id);
  if (isAnswer(found)) {
    return absent === 'empty' && found.status === 404 ? { status: 200, body: { nodes: [] } } : found;
  }
  try {
    const nodes = found.map(async ({ name, source }) => ({
      name,
      ...(await (source.look?.() ?? source.view())),
    }));
    return { status: 200, body: { nodes: await Promise.all(nodes) } };
  } catch (error) {
    if (!(error instanceof MimecastError)) throw error;
    return { status: 503, body: { text: error.message, code: error.code } };
  }
}

/** @returns 200 when it is done, 202 when it will be done after the current page */
async function ask(id: unknown, job: Job): Promise<Answer> {
  const found = find(id);
  if (isAnswer(found)) return found;
  const done = Promise.all(found.map(({ source }) => source.ask(job))).then(() => true);
  try {
    const inTime = await atMost(done, ANSWER_TIMEOUT);
    return inTime === true ? show(id) : { status: 202, body: { text: sentences.accepted } };
  } catch (error) {
    return error instanceof MimecastError
      ? { status: 503, body: { text: error.message, code: error.code } }
      : refused(500, sentences.jobFailed);
  }
}

function rewind(id: unknown, body: unknown): Promise<Answer> {
  const form = putBody.safeParse(body);
  if (!form.success) return Promise.resolve(refused(400, sentences.badRequest));
  const read = readJob({ action: 'rewind', start: form.data.start }, Date.now());
  return read.ok ? ask(id, read.job) : Promise.resolve(refused(400, read.error.message));
}

/** Call it once, when the module is loaded: the routes exist longer than any node. */
export function registerSourceAdmin(RED: NodeAPI): void {
  const mayRead = RED.auth.needsPermission('mimecast.read');
  const mayWrite = RED.auth.needsPermission('mimecast.write');
  type Response = { status(code: number): { json(body: object): unknown } };
  const send = (response: Response, answer: Promise<Answer>): void => {
    answer.then(
      ({ status, body }) => response.status(status).json(body),
      () => response.status(500).json({ text: sentences.jobFailed }),
    );
  };
  RED.httpAdmin.get(POSITION, mayRead, ({ params, query }, response) =>
    send(response, show(params['id'], query['absent'] === 'empty' ? 'empty' : 'error')),
  );
  RED.httpAdmin.put(POSITION, mayWrite, ({ params, body }, response) =>
    send(response, rewind(params['id'], body)),
  );
  RED.httpAdmin.delete(POSITION, mayWrite, ({ params }, response) =>
    send(response, ask(params['id'], { action: 'forget' })),
  );
  RED.httpAdmin.get('/mimecast/metrics', mayRead, (_request, response) => {
    response.type(METRICS_TYPE).send(metricsText(runningSources()));
  });
}
