/**
 * Responds as Elasticsearch's `_bulk` does: per item, with 200 for the whole whatever became of the items. It keeps the
 * mapping that the first documents made: a field is an object or a value, for ever.
 */
import { isIP } from 'node:net';
import { z } from 'zod';
import { type HttpCall, type HttpReply, page } from './http-double';

const action = z.strictObject({ create: z.strictObject({ _id: z.string(), _index: z.string().optional() }) });

const error = (status: number, type: string, reason: string): HttpReply => ({
  status,
  json: { error: { type, reason }, status },
});

/** What it responds instead of reading the request. */
const REPLIES = {
  overloaded: error(429, 'es_rejected_execution_exception', 'rejected execution of coordinating operation'),
  'too large': error(413, 'content_too_long_exception', 'entity content is too long'),
  unauthorized: error(401, 'security_exception', 'unable to authenticate with provided credentials'),
  forbidden: error(403, 'security_exception', 'action [indices:data/write/bulk] is unauthorized'),
  page: page(200, 'Welcome to the portal'),
  'gateway error': page(503, '503 Service Unavailable'),
  'moved away': { ...page(302, 'Found'), headers: { location: '/login' } },
  empty: { status: 200, text: '' },
  truncated: { status: 200, text: '{"took":3,"errors":false,"items":[{"create":{"status":201' },
  'no items': { status: 200, json: { took: 3, errors: false } },
} as const satisfies Record<string, HttpReply>;

/** What it responds to the first item of a request; all others are read. */
const FIRST_ITEM = {
  busy: { status: 429, error: { type: 'es_rejected_execution_exception' } },
  refused: {
    status: 400,
    error: { type: 'document_parsing_exception', reason: 'failed to parse field [code]' },
  },
  'no index': { status: 404, error: { type: 'index_not_found_exception', reason: 'no such index [logs]' } },
} as const satisfies Record<string, { readonly status: number; readonly error: object }>;

export type BulkMood = keyof typeof REPLIES | keyof typeof FIRST_ITEM;

const isReply = (mood: BulkMood): mood is keyof typeof REPLIES => mood in REPLIES;

/** Bytes: `http.max_content_length`, 100 MB. */
const MAX_CONTENT_LENGTH = 104_857_600;

export interface BulkSettings {
  readonly maxBytes?: number;
  /** documents that it does not accept, besides those that do not fit its mapping */
  readonly invalid?: (document: Readonly<Record<string, unknown>>) => boolean;
}
type Document = Readonly<Record<string, unknown>>;
const document = z.record(z.string(), z.unknown());

interface Problem {
  readonly type: string;
  readonly reason: string;
}

const isObject = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields with a type of their own in the Elastic Common Schema; everything else is text here. */
const TYPED: readonly (readonly [field: RegExp, right: (value: unknown) => boolean])[] = [
  [/\.ip$/, (value) => typeof value === 'string' && isIP(value) > 0],
  [
    /^@timestamp$|^event\.created$/,
    (value) => typeof value === 'string' && Number.isFinite(Date.parse(value)),
  ],
  [/^event\.(severity|duration)$|\.port$|\.file\.size$|^file\.size$/, Number.isSafeInteger],
  [/^tls\.established$/, (value) => typeof value === 'boolean'],
];

export class BulkDouble {
  readonly documents = new Map<string, Document>();
  readonly problems: Problem[] = [];
  conflicts = 0;
  requests = 0;
  /** for every request, until it is cleared */
  mood: BulkMood | undefined;
  readonly #shapes = new Map<string, 'object' | 'value'>();

  readonly #key: string;
  readonly #moods: Readonly<Record<number, BulkMood>>;
  readonly #settings: BulkSettings;

  constructor(
    key: string,
    /** by the number of the request from 1 */
    moods: Readonly<Record<number, BulkMood>> = {},
    settings: BulkSettings = {},
  ) {
    this.#key = key;
    this.#moods = moods;
    this.#settings = settings;
  }

  readonly respond = ({ headers, body }: HttpCall): HttpReply => {
    this.requests += 1;
    const mood = this.mood ?? this.#moods[this.requests];
    if (headers.authorization !== `ApiKey ${this.#key}`) return REPLIES.unauthorized;
    if (mood !== undefined && isReply(mood)) return REPLIES[mood];
    if (Buffer.byteLength(body) > (this.#settings.maxBytes ?? MAX_CONTENT_LENGTH))
      return REPLIES['too large'];
    if (!body.endsWith('\n')) {
      return error(
        400,
        'illegal_argument_exception',
        'The bulk request must be terminated by a newline [\\n]',
      );
    }
    const lines = body.slice(0, -1).split('\n');
    const items: object[] = [];
    for (let at = 0; at < lines.length; at += 2) {
      const { create } = action.parse(JSON.parse(lines[at] ?? ''));
      const source = document.parse(JSON.parse(lines[at + 1] ?? ''));
      const result = at === 0 && mood !== undefined ? FIRST_ITEM[mood] : this.#create(create._id, source);
      items.push({ create: { _id: create._id, ...result } });
    }
    const errors = items.some((item) => JSON.stringify(item).includes('"error"'));
    return { status: 200, json: { took: 1, errors, items } };
  };

  #create(id: string, source: Document): object {
    if (this.#settings.invalid?.(source) === true) return FIRST_ITEM.refused;
    if (this.documents.has(id)) {
      this.conflicts += 1;
      return { status: 409, error: { type: 'version_conflict_engine_exception' } };
    }
    const problem = this.#problemOf(source, '');
    if (problem !== undefined) {
      this.problems.push(problem);
      return { status: 400, error: problem };
    }
    this.documents.set(id, source);
    return { status: 201, result: 'created' };
  }

  #problemOf(value: Document, path: string): Problem | undefined {
    for (const [name, member] of Object.entries(value)) {
      const field = path === '' ? name : `${path}.${name}`;
      const problem = this.#problemOfField(field, member);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #problemOfField(field: string, member: unknown): Problem | undefined {
    const values = (Array.isArray(member) ? member : [member]).filter((one) => one !== null);
    for (const one of values) {
      const shape = isObject(one) ? 'object' : 'value';
      const known = this.#shapes.get(field) ?? shape;
      this.#shapes.set(field, known);
      if (known !== shape) return { type: 'mapper_parsing_exception', reason: `${field} is no ${known}` };
      if (isObject(one)) {
        const problem = this.#problemOf(one, field);
        if (problem !== undefined) return problem;
      } else if (TYPED.some(([name, right]) => name.test(field) && !right(one))) {
        return {
          type: 'document_parsing_exception',
          reason: `failed to parse field [${field}]: ${String(one)}`,
        };
      }
    }
    return undefined;
  }
}
