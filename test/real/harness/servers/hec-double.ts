/** Responds as Splunk's HTTP Event Collector does (`/services/collector/event`), and keeps the events it accepted. */
import { z } from 'zod';
import type { HttpCall, HttpReply } from './http-double';

const say = (status: number, code: number, text: string, more: object = {}): HttpReply => ({
  status,
  json: { text, code, ...more },
});

const KEYS = new Set(['time', 'host', 'source', 'sourcetype', 'index', 'event', 'fields']);
const envelope = z.looseObject({
  time: z.number().optional(),
  host: z.string().optional(),
  event: z.unknown(),
  fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
});
export type HecEvent = z.infer<typeof envelope>;

/** One object after the other; line breaks separate ours and none contains one. */
function eventsOf(body: string): HecEvent[] | undefined {
  try {
    return body
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => envelope.parse(JSON.parse(line)));
  } catch {
    return undefined;
  }
}

const isBlank = (event: unknown): boolean =>
  event === null || event === undefined || (typeof event === 'string' && event.trim() === '');

export class HecDouble {
  readonly accepted: HecEvent[] = [];
  requests = 0;
  refused = 0;

  readonly #token: string;
  readonly #moods: Readonly<Record<number, 'busy' | 'too large'>>;

  constructor(
    token: string,
    /** its response instead of parsing the request, by the number of the request from 1 */
    moods: Readonly<Record<number, 'busy' | 'too large'>>,
  ) {
    this.#token = token;
    this.#moods = moods;
  }

  readonly respond = ({ path, headers, body }: HttpCall): HttpReply => {
    this.requests += 1;
    if (!path.startsWith('/services/collector')) return say(404, 404, 'The requested URL was not found');
    if (headers.authorization !== `Splunk ${this.#token}`) return say(403, 4, 'Invalid token');
    const mood = this.#moods[this.requests];
    if (mood === 'busy') return say(503, 9, 'Server is busy');
    if (mood === 'too large') return say(413, 27, 'Request entity too large');
    const events = eventsOf(body);
    if (events === undefined) return this.#refuse(6, 'Invalid data format');
    if (events.length === 0) return this.#refuse(5, 'No data');
    for (const [index, event] of events.entries()) {
      const at = { 'invalid-event-number': index };
      if (isBlank(event.event)) return this.#refuse(13, 'Event field cannot be blank', at);
      if (Object.keys(event).some((key) => !KEYS.has(key))) return this.#refuse(6, 'Invalid data format', at);
    }
    this.accepted.push(...events);
    return say(200, 0, 'Success');
  };

  #refuse(code: number, text: string, more: object = {}): HttpReply {
    this.refused += 1;
    return say(400, code, text, more);
  }
}
