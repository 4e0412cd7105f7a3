/**
 * A receiver as a child process: accepts pages of records over HTTP, keeps them in a file before it responds, and
 * counts by id. Its file survives its own SIGKILL.
 *
 * `POST records` with `{ type, ids, records }`; `GET state`; `POST mode?answer=ok|unavailable|hang`, with `&from=n` only
 * once it has n different records. Arguments: the port, the file, ms between keeping and responding, records per second
 * (0: no limit).
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { LOOPBACK } from '../../real/harness/process/ports';
import { type SinkState, sinkMode } from './sink-state';

const page = z
  .object({
    type: z.string(),
    ids: z.array(z.string().regex(/^\S+$/)),
    records: z.array(z.record(z.string(), z.unknown())),
  })
  .refine(({ ids, records }) => ids.length === records.length, 'as many ids as records');
type Page = z.infer<typeof page>;

const [portText = '', file = '', answerAfterText = '0', perSecondText = '0'] = process.argv.slice(2);
const responseDelayMs = Number(answerAfterText);
const perSecond = Number(perSecondText);

const ids = new Set<string>();
const state: SinkState = { mode: 'ok', received: 0, distinct: 0, open: 0, unanswered: 0, types: {} };
let line: Promise<unknown> = Promise.resolve();
/** Requests that wait for the end of the mode `hang`. */
let hanging: (() => void)[] = [];
/** From this number of different records on the mode is `hang`. */
let hangFrom = Number.POSITIVE_INFINITY;

function count(id: string): void {
  ids.add(id);
  state.received += 1;
  state.distinct = ids.size;
  if (state.distinct >= hangFrom) state.mode = 'hang';
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function keep({ ids: keys, records }: Page): Promise<void> {
  if (perSecond > 0) await pause((records.length / perSecond) * 1000);
  appendFileSync(file, keys.map((id, index) => `${id} ${JSON.stringify(records[index])}\n`).join(''));
  for (const id of keys) count(id);
}

/** One page after the other, where there is a limit. */
function keepInTurn(content: Page): Promise<void> {
  if (perSecond === 0) return keep(content);
  const kept = line.then(() => keep(content));
  line = kept.catch(() => undefined);
  return kept;
}

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  state.open += 1;
  response.once('close', () => {
    state.open -= 1;
    if (!response.writableFinished) state.unanswered += 1;
  });
  const content = page.parse(JSON.parse(await bodyOf(request)));
  if (state.mode === 'unavailable') {
    response.writeHead(503).end('not now');
    return;
  }
  const ofType = state.types[content.type] ?? { pages: 0, open: 0, mostOpen: 0 };
  state.types[content.type] = ofType;
  ofType.open += 1;
  ofType.mostOpen = Math.max(ofType.mostOpen, ofType.open);
  await keepInTurn(content);
  if (state.mode === 'hang') await new Promise<void>((resolve) => hanging.push(resolve));
  else await pause(responseDelayMs);
  ofType.pages += 1;
  ofType.open -= 1;
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
}

function turn(url: URL): void {
  const mode = sinkMode.parse(url.searchParams.get('answer'));
  const from = Number(url.searchParams.get('from') ?? 0);
  hangFrom = mode === 'hang' ? from : Number.POSITIVE_INFINITY;
  if (state.distinct < hangFrom && mode === 'hang') return;
  state.mode = mode;
  if (mode === 'hang') return;
  for (const resolve of hanging) resolve();
  hanging = [];
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${LOOPBACK}`);
  if (url.pathname === '/records') return take(request, response);
  if (url.pathname === '/mode') turn(url);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(state));
}

// Records from before a restart; its harness has cut off a partial last line.
if (existsSync(file)) {
  for (const kept of readFileSync(file, 'utf8').split('\n'))
    if (kept !== '') count(kept.split(' ', 1)[0] ?? '');
}
const server = createServer((request, response) => {
  serve(request, response).catch((error: unknown) => {
    if (!response.headersSent) response.writeHead(400);
    response.end(String(error));
  });
});
server.listen(Number(portText), LOOPBACK, () => process.stdout.write('listening\n'));
process.once('SIGTERM', () => process.exit(0));
