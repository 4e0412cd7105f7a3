/** The admin endpoints that the overview page reads, and the one for probes. Their bodies are described in contracts/overview.ts. */
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { admin as adminMessages } from '../../../locales/en-US/shared.json';
import { buildHealth } from '../../overview/model/health';
import { utcDay } from '../../util/time';
import { isNodeId } from '../admin/node-id';
import { errorReply, type HttpReply, sendReply } from '../admin/reply';
import { board } from '../recording/board';
import { readModel } from './build-model';
import { readCalendar, readFinding, readIndicator } from './details';
import { EventHub } from './event-hub';
import { type RawResponse, sendModel } from './send-json';

const MAX_ID_LENGTH = 500;
const id = z.string().min(1).max(MAX_ID_LENGTH);
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => !Number.isNaN(Date.parse(text)) && utcDay(Date.parse(text)) === text);

/** A parameter that is given twice is a list, and so an error. */
const dataQuery = z.union([
  z.strictObject({ part: z.enum(['collection', 'risk', 'api']).optional() }),
  z.strictObject({ part: z.literal('posture'), at: day.optional() }),
  z.strictObject({ part: z.literal('calendar'), row: id }),
  z.strictObject({ part: z.literal('indicator'), tile: id }),
]);
type DataQuery = z.infer<typeof dataQuery>;

const healthQuery = z.strictObject({ require: z.literal('fresh').optional() });
const checkName = z.string().regex(/^\w{1,60}$/);

/** Access tokens may be in the query of an event source. They are for Node-RED. */
function withoutToken(query: object): object {
  const { access_token: _, ...rest } = { access_token: '', ...query };
  return rest;
}

/** @returns undefined for a query that nobody sends */
const parseQuery = <Schema extends z.ZodType>(schema: Schema, query: object): z.output<Schema> | undefined =>
  schema.safeParse(withoutToken(query)).data;

/** @returns undefined: there is no such row or tile */
async function readData(query: DataQuery): Promise<object | undefined> {
  switch (query.part) {
    case 'calendar':
      return readCalendar(query.row);
    case 'indicator':
      return readIndicator(query.tile);
    default:
      return readModel({ part: query.part, at: 'at' in query ? query.at : undefined });
  }
}

interface DataResponse extends RawResponse {
  destroy(): unknown;
}

async function answerData(
  query: object,
  acceptEncoding: string | undefined,
  response: DataResponse,
): Promise<HttpReply | undefined> {
  const parsed = parseQuery(dataQuery, query);
  if (parsed === undefined) return errorReply(400, adminMessages.badRequest);
  const data = await readData(parsed);
  if (data === undefined) return errorReply(404, adminMessages.noSource);
  await sendModel(response, acceptEncoding, data);
  return undefined;
}

async function handleEvidence(node: unknown, check: unknown): Promise<HttpReply> {
  const name = checkName.safeParse(check).data;
  if (!isNodeId(node) || name === undefined) return errorReply(400, adminMessages.badRequest);
  const detail = await readFinding(node, name);
  return detail === undefined ? errorReply(404, adminMessages.noSource) : { status: 200, body: detail };
}

async function handleHealth(query: object): Promise<HttpReply> {
  const parsed = parseQuery(healthQuery, query);
  if (parsed === undefined) return errorReply(400, adminMessages.badRequest);
  const health = buildHealth(
    [...board.sources.values()].map((source) => source.summary()),
    Date.now(),
  );
  return { status: parsed.require === 'fresh' && health.status === 'stale' ? 503 : 200, body: health };
}

/** Call it once, when the module is loaded: the routes exist longer than any node. */
export function registerOverview(RED: NodeAPI): void {
  const mayRead = RED.auth.needsPermission('mimecast.read');
  const unexpected = { text: adminMessages.jobFailed };
  const hub = new EventHub({
    onStop: (listener) => {
      RED.events.on('flows:stopping', listener);
      return () => RED.events.off('flows:stopping', listener);
    },
  });

  RED.httpAdmin.get('/mimecast/overview/data', mayRead, (request, response) => {
    const failed = (): void =>
      sendReply(response, () => Promise.resolve({ status: 500, body: unexpected }), unexpected);
    answerData(request.query, request.get('accept-encoding'), response)
      .then((reply) => {
        if (reply !== undefined) sendReply(response, () => Promise.resolve(reply), unexpected);
      })
      .catch(failed);
  });
  RED.httpAdmin.get('/mimecast/overview/evidence/:node/:check', mayRead, ({ params }, response) =>
    sendReply(response, () => handleEvidence(params['node'], params['check']), unexpected),
  );
  RED.httpAdmin.get('/mimecast/overview/events', mayRead, (_request, response) => {
    if (!hub.add(response)) response.status(503).set({ 'retry-after': '30' }).json(unexpected);
  });
  RED.httpAdmin.get('/mimecast/health', mayRead, ({ query }, response) =>
    sendReply(response, () => handleHealth(query), unexpected),
  );
}
