/**
 * Responds as Splunk's HTTP Event Collector does (`/services/collector/event`, and `/services/collector/ack` for a token
 * with indexer acknowledgement), and keeps the events it accepted. Its limits are Splunk's defaults.
 */
import { z } from 'zod';
import { HecAcks, type HecIndexing } from './hec-acks';
import { type HttpCall, type HttpReply, page } from './http-double';

const say = (status: number, code: number, text: string, more: object = {}): HttpReply => ({
  status,
  json: { text, code, ...more },
});

/** What it does instead of reading the request. */
const MOODS = {
  busy: say(503, 9, 'Server is busy'),
  'queue full': { ...say(429, 26, 'HEC queue is at capacity'), headers: { 'retry-after': '1' } },
  'too large': page(413, '413 Request Entity Too Large'),
  'wrong index': say(400, 7, 'Incorrect index', { 'invalid-event-number': 1 }),
  'wrong token': say(403, 4, 'Invalid token'),
  unauthorized: say(401, 3, 'Invalid authorization'),
  'no channel': say(400, 10, 'Data channel is missing'),
  disabled: say(403, 1, 'Token disabled'),
  page: page(200, 'Welcome to the portal'),
  'gateway error': page(502, '502 Bad Gateway'),
  'moved away': { ...page(302, 'Found'), headers: { location: '/login' } },
  empty: { status: 200, text: '' },
  truncated: { status: 200, text: '{"text":"Succ' },
} as const satisfies Record<string, HttpReply>;
export type HecMood = keyof typeof MOODS;

/** Bytes: `max_content_length` of `[http_input]` in limits.conf. */
const MAX_CONTENT_LENGTH = 838_860_800;

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

export interface HecSettings {
  /** the token demands indexer acknowledgement */
  readonly indexing?: HecIndexing;
  readonly maxBytes?: number;
  /** events that it does not accept, besides those that Splunk would not */
  readonly invalid?: (event: HecEvent) => boolean;
  /** the number that it gives to the first event of a request; Splunk's documents do not say it */
  readonly firstNumber?: number;
}

export class HecDouble {
  readonly accepted: HecEvent[] = [];
  requests = 0;
  refused = 0;
  /** its response to every request, until it is cleared */
  mood: HecMood | undefined;
  readonly acks: HecAcks | undefined;

  readonly #token: string;
  readonly #moods: Readonly<Record<number, HecMood>>;
  readonly #settings: HecSettings;

  constructor(
    token: string,
    /** its response instead of parsing the request, by the number of the request from 1 */
    moods: Readonly<Record<number, HecMood>> = {},
    settings: HecSettings = {},
  ) {
    this.#token = token;
    this.#moods = moods;
    this.#settings = settings;
    this.acks = settings.indexing === undefined ? undefined : new HecAcks(settings.indexing);
  }

  readonly respond = (call: HttpCall): HttpReply => {
    const { pathname } = new URL(call.path, 'http://localhost');
    if (pathname === '/services/collector/ack') return this.#respondToPoll(call);
    this.requests += 1;
    if (!pathname.startsWith('/services/collector')) return say(404, 404, 'The requested URL was not found');
    if (call.headers.authorization !== `Splunk ${this.#token}`) return say(403, 4, 'Invalid token');
    const mood = this.mood ?? this.#moods[this.requests];
    return mood === undefined ? this.#take(call) : MOODS[mood];
  };

  #respondToPoll(call: HttpCall): HttpReply {
    if (call.headers.authorization !== `Splunk ${this.#token}`) return say(403, 4, 'Invalid token');
    return this.acks?.respond(call) ?? say(400, 14, 'ACK is disabled');
  }

  #take(call: HttpCall): HttpReply {
    if (Buffer.byteLength(call.body) > (this.#settings.maxBytes ?? MAX_CONTENT_LENGTH))
      return page(413, '413 Request Entity Too Large');
    const refusal = this.acks?.refusal(call);
    if (refusal !== undefined) return this.#refuse(refusal.code, refusal.text);
    const events = eventsOf(call.body);
    if (events === undefined) return this.#refuse(6, 'Invalid data format');
    if (events.length === 0) return this.#refuse(5, 'No data');
    for (const [index, event] of events.entries()) {
      const at = { 'invalid-event-number': index + (this.#settings.firstNumber ?? 0) };
      if (isBlank(event.event)) return this.#refuse(13, 'Event field cannot be blank', at);
      if (this.#isInvalid(event)) return this.#refuse(6, 'Invalid data format', at);
    }
    this.accepted.push(...events);
    return say(200, 0, 'Success', this.acks === undefined ? {} : { ackId: this.acks.next(call) });
  }

  #isInvalid(event: HecEvent): boolean {
    return Object.keys(event).some((key) => !KEYS.has(key)) || this.#settings.invalid?.(event) === true;
  }

  #refuse(code: number, text: string, more: object = {}): HttpReply {
    this.refused += 1;
    return say(400, code, text, more);
  }
}
