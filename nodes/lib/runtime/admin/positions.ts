/** Admin endpoints `GET`, `PUT` and `DELETE mimecast/position/:id`. */
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import { findCollectors, type RegisteredCollector } from '../../collector/collector-registry';
import type { Command } from '../../collector/poll/commands';
import { MimecastError } from '../../contracts/errors';
import { withTimeout } from '../../util/async';
import { parseCommand } from '../source/parse-command';
import { readForm } from './form';
import { isNodeId } from './node-id';
import { errorReply, type HttpReply, sendReply } from './reply';

/** ms; a command waits for the current page, which may wait for quota */
const RESPONSE_TIMEOUT_MS = 20_000;
const POSITION_PATH = '/mimecast/position/:id';

const time = z.union([z.string().max(60), z.number()]);
/** With an end: a range that is read again, without moving a position. */
const putBody = z.strictObject({ start: time, end: time.optional() });

/** The sources with an id, or the response when there are none. */
function findSources(id: unknown): readonly RegisteredCollector[] | HttpReply {
  if (!isNodeId(id)) return errorReply(400, adminMessages.badRequest);
  const sources = findCollectors(id);
  return sources.length === 0 ? errorReply(404, adminMessages.noSource) : sources;
}

const isReply = (sources: readonly RegisteredCollector[] | HttpReply): sources is HttpReply =>
  'status' in sources;

/**
 * In a cluster any replica can answer: it reads the positions from the shared store.
 * @param absent the response when no such source runs. Browsers log every 404 to the console, and a node that
 * is not deployed yet is not an error there.
 */
async function getPositions(id: unknown, absent: 'error' | 'empty' = 'error'): Promise<HttpReply> {
  const sources = findSources(id);
  if (isReply(sources)) {
    return absent === 'empty' && sources.status === 404 ? { status: 200, body: { nodes: [] } } : sources;
  }
  try {
    const nodes = sources.map(async ({ name, collector }) => ({
      name,
      ...(await (collector.viewShared?.() ?? collector.view())),
    }));
    return { status: 200, body: { nodes: await Promise.all(nodes) } };
  } catch (error) {
    if (!(error instanceof MimecastError)) throw error;
    return { status: 503, body: { text: error.message, code: error.code } };
  }
}

/** @returns 200 when it is done, 202 when it will be done after the current page, or goes on */
async function runCommand(id: unknown, command: Command): Promise<HttpReply> {
  const sources = findSources(id);
  if (isReply(sources)) return sources;
  const done = Promise.all(sources.map(({ collector }) => collector.request(command))).then(() => true);
  try {
    const finished = await withTimeout(done, RESPONSE_TIMEOUT_MS);
    const text = command.action === 'replay' ? adminMessages.replaying : adminMessages.accepted;
    return finished === true ? getPositions(id) : { status: 202, body: { text } };
  } catch (error) {
    return error instanceof MimecastError
      ? { status: 503, body: { text: error.message, code: error.code } }
      : errorReply(500, adminMessages.jobFailed);
  }
}

async function readFrom(id: unknown, body: unknown): Promise<HttpReply> {
  const form = readForm(putBody, body);
  if (form === undefined) return errorReply(400, adminMessages.badRequest);
  const action = form.end === undefined ? 'rewind' : 'replay';
  const parsed = parseCommand({ action, ...form }, Date.now());
  return parsed.ok ? runCommand(id, parsed.command) : errorReply(400, parsed.error.message);
}

/** Call it once, when the module is loaded: the routes exist longer than any node. */
export function registerPositions(RED: NodeAPI): void {
  const mayRead = RED.auth.needsPermission('mimecast.read');
  const mayWrite = RED.auth.needsPermission('mimecast.write');
  const unexpected = { text: adminMessages.jobFailed };
  RED.httpAdmin.get(POSITION_PATH, mayRead, ({ params, query }, response) =>
    sendReply(
      response,
      () => getPositions(params['id'], query['absent'] === 'empty' ? 'empty' : 'error'),
      unexpected,
    ),
  );
  RED.httpAdmin.put(POSITION_PATH, mayWrite, ({ params, body }, response) =>
    sendReply(response, () => readFrom(params['id'], body), unexpected),
  );
  RED.httpAdmin.delete(POSITION_PATH, mayWrite, ({ params }, response) =>
    sendReply(response, () => runCommand(params['id'], { action: 'forget' }), unexpected),
  );
}
