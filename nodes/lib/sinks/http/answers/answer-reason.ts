import { isJsonObject } from '../../../contracts/json';
import { sanitizeText } from '../../../util/redaction/redactor';
import { headerOf, readAnswerBody } from './read-answer';
import type { Answer } from './verdict';

/** Characters. */
const MAX_REASON = 200;
/** Nested members that are searched for a reason. */
const MAX_DEPTH = 4;
/** Members with the reason: Splunk `text`, Elasticsearch `error.reason`, others `message`, `detail`, `title`. */
const REASON_MEMBERS = ['reason', 'message', 'text', 'detail', 'error_description', 'title', 'description'];

/** For example `403 Invalid token`, `302 to https://login.example.com/`: one line without secrets. */
export function answerReason(status: number, answer: Answer): string {
  const location = status >= 300 && status <= 399 ? headerOf(answer.headers, 'location') : undefined;
  const text = location === undefined ? bodyReason(answer) : `redirects to ${location}`;
  if (text === undefined || text === '') return String(status);
  return reasonText(text.startsWith(`${status} `) ? text : `${status} ${text}`);
}

/** One line without secrets, cut. */
export const reasonText = (text: string): string => sanitizeText(text, MAX_REASON);

function bodyReason(answer: Answer): string | undefined {
  const body = readAnswerBody(answer);
  if (body.kind === 'json') return findReason(body.json);
  if (body.kind === 'html') return body.shown;
  return body.problem.startsWith('no JSON: ') ? body.problem.slice('no JSON: '.length) : undefined;
}

/** The reason in an answer of any shape, for example `mapper_parsing_exception: failed to parse field [age]`. */
export function findReason(json: unknown, depth = 0): string | undefined {
  if (typeof json === 'string') return json === '' ? undefined : json;
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(json)) return findReason(json[0], depth + 1);
  if (!isJsonObject(json)) return undefined;
  const nested = findReason(json['error'], depth + 1) ?? findReason(json['errors'], depth + 1);
  if (nested !== undefined) return nested;
  const text = REASON_MEMBERS.map((name) => json[name]).find(
    (value) => typeof value === 'string' && value !== '',
  );
  if (typeof text !== 'string') return undefined;
  return typeof json['type'] === 'string' ? `${json['type']}: ${text}` : text;
}
