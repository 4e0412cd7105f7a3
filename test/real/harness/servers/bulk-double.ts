/**
 * Responds as Elasticsearch's `_bulk` does: per item, with 200 for the whole whatever became of the items. It keeps the
 * mapping that the first documents made: a field is an object or a value, for ever.
 */
import { isIP } from 'node:net';
import { z } from 'zod';
import type { HttpCall, HttpReply } from './http-double';

const action = z.strictObject({ create: z.strictObject({ _id: z.string(), _index: z.string().optional() }) });
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
  readonly #shapes = new Map<string, 'object' | 'value'>();

  readonly #key: string;
  readonly #moods: Readonly<Record<number, 'busy' | 'refused'>>;

  constructor(
    key: string,
    /** the result of the first item of a request, by the number of the request from 1 */
    moods: Readonly<Record<number, 'busy' | 'refused'>>,
  ) {
    this.#key = key;
    this.#moods = moods;
  }

  readonly respond = ({ headers, body }: HttpCall): HttpReply => {
    this.requests += 1;
    if (headers.authorization !== `ApiKey ${this.#key}`) {
      return { status: 401, json: { error: { type: 'security_exception' }, status: 401 } };
    }
    if (!body.endsWith('\n')) {
      const reason = 'The bulk request must be terminated by a newline [\\n]';
      return { status: 400, json: { error: { type: 'illegal_argument_exception', reason }, status: 400 } };
    }
    const lines = body.slice(0, -1).split('\n');
    const items: object[] = [];
    for (let at = 0; at < lines.length; at += 2) {
      const { create } = action.parse(JSON.parse(lines[at] ?? ''));
      const mood = at === 0 ? this.#moods[this.requests] : undefined;
      items.push({
        create: {
          _id: create._id,
          ...this.#create(create._id, document.parse(JSON.parse(lines[at + 1] ?? '')), mood),
        },
      });
    }
    const errors = items.some((item) => JSON.stringify(item).includes('"error"'));
    return { status: 200, json: { took: 1, errors, items } };
  };

  #create(id: string, source: Document, mood: 'busy' | 'refused' | undefined): object {
    if (mood === 'busy') return { status: 429, error: { type: 'es_rejected_execution_exception' } };
    if (mood === 'refused') return { status: 400, error: { type: 'document_parsing_exception' } };
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
