import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { yieldToEventLoop } from '../../util/async';

const compress = promisify(gzip);
/** Bytes; below it compression costs more than it saves. */
const MIN_GZIP_BYTES = 2_000;
/** Entries of a list that are turned into text in one turn of the event loop. */
const ENTRIES_PER_TURN = 500;

/** The part of a response that is used here. */
export interface RawResponse {
  status(code: number): unknown;
  set(headers: Readonly<Record<string, string>>): unknown;
  end(body: Buffer): unknown;
}

/** Sends a large model, compressed where the browser takes that. Other flows get their turns meanwhile. */
export async function sendModel(
  response: RawResponse,
  acceptEncoding: string | undefined,
  model: object,
): Promise<void> {
  const body = Buffer.from(await stringifyInTurns(model));
  const isShort = body.length < MIN_GZIP_BYTES || !/\bgzip\b/.test(acceptEncoding ?? '');
  // The fastest level: the model is made again for each request.
  const sent = isShort ? body : await compress(body, { level: constants.Z_BEST_SPEED });
  response.status(200);
  response.set({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    vary: 'accept-encoding',
    ...(!isShort && { 'content-encoding': 'gzip' }),
  });
  response.end(sent);
}

/** The same text as JSON.stringify: lists of the first two levels are cut into pieces. */
async function stringifyInTurns(value: unknown, depth = 0): Promise<string> {
  if (Array.isArray(value)) return stringifyList(value);
  if (depth === 2 || typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members: string[] = [];
  for (const [name, member] of Object.entries(value))
    if (member !== undefined)
      members.push(`${JSON.stringify(name)}:${await stringifyInTurns(member, depth + 1)}`);
  return `{${members.join(',')}}`;
}

async function stringifyList(list: readonly unknown[]): Promise<string> {
  const pieces: string[] = [];
  for (let at = 0; at < list.length; at += ENTRIES_PER_TURN) {
    pieces.push(JSON.stringify(list.slice(at, at + ENTRIES_PER_TURN)).slice(1, -1));
    if (at + ENTRIES_PER_TURN < list.length) await yieldToEventLoop();
  }
  return `[${pieces.join(',')}]`;
}
