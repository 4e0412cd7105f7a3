import { isDeep } from '../../../contracts/json';
import { sizeProblem, writeJson } from '../../../contracts/json-text';
import { sanitizeText } from '../../../util/redaction/redactor';
import type { Answer } from './verdict';

/** Bytes. An answer to a request of 10,000 records to `_bulk` has about 3 MB. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
/** Nested lists and objects. Chains of `caused_by` are the deepest that receivers send. */
export const MAX_ANSWER_DEPTH = 64;
/** Characters of an answer that are shown. */
const MAX_SHOWN = 120;
/** Characters of an answer that are searched for its beginning. */
const MAX_INSPECTED = 1000;

export type AnswerBody =
  | { readonly kind: 'json'; readonly json: unknown }
  /** the page of a proxy, a sign-in, a load balancer */
  | { readonly kind: 'html'; readonly shown: string }
  | { readonly kind: 'other'; readonly problem: string };

/** Reads the body of an answer as JSON. A body that is declared as HTML is no answer of an interface for data. */
export function readAnswerBody(answer: Answer): AnswerBody {
  const { body } = answer;
  const type = (answer.contentType ?? headerOf(answer.headers, 'content-type') ?? '').toLowerCase();
  const declaredHtml = /^\s*(text\/html|application\/xhtml)/.test(type);
  if (body instanceof Uint8Array || typeof body === 'string') {
    const size = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
    if (size > MAX_ANSWER_BYTES) return other(`an answer of ${size} bytes, which is more than is read`);
    const text = (typeof body === 'string' ? body : Buffer.from(body).toString('utf8')).replace(
      /^\ufeff/,
      '',
    );
    if (declaredHtml || /^\s*</.test(text)) return { kind: 'html', shown: titleOf(text) };
    return parseText(text);
  }
  return declaredHtml ? { kind: 'html', shown: '' } : parsedBody(body);
}

/** An http request node may have parsed it, and a flow may have made it. */
function parsedBody(body: unknown): AnswerBody {
  if (body === undefined || body === null) return other('an empty answer');
  const isTooLarge = sizeProblem(body) !== undefined || isDeep(body, MAX_ANSWER_DEPTH);
  return isTooLarge ? other(TOO_DEEP) : { kind: 'json', json: body };
}

/** Characters of an answer that a dead letter keeps. */
const MAX_KEPT = 300;

/** The beginning of an answer as one line without secrets. */
export function readAnswerText(body: unknown): string {
  return sanitizeText(beginningOf(body).slice(0, MAX_INSPECTED), MAX_KEPT);
}

function beginningOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body.subarray(0, MAX_INSPECTED)).toString('utf8');
  const text = body === undefined ? undefined : writeJson(body);
  return text?.ok ? text.json : '';
}

/** A header by its lower-case name, whatever the case in which it was sent. */
export function headerOf(headers: Answer['headers'], name: string): string | undefined {
  if (headers === undefined) return undefined;
  const key = name in headers ? name : Object.keys(headers).find((one) => one.toLowerCase() === name);
  const value = key === undefined ? undefined : headers[key];
  return typeof value === 'string' ? value : undefined;
}

const TOO_DEEP = 'an answer that is nested too deeply';
const other = (problem: string): AnswerBody => ({ kind: 'other', problem });

function parseText(text: string): AnswerBody {
  if (/^\s*$/.test(text)) return other('an empty answer');
  if (isTooDeep(text)) return other(TOO_DEEP);
  try {
    return { kind: 'json', json: JSON.parse(text) };
  } catch {
    const shown = sanitizeText(text.slice(0, MAX_INSPECTED), MAX_SHOWN);
    return other(/^\s*[{[]/.test(text) ? 'a truncated or damaged answer' : `no JSON: ${shown}`);
  }
}

const NESTING: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

/** Counts brackets outside of strings, before the text is parsed. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') at = endOfString(text, at);
    else depth += NESTING[char] ?? 0;
    if (depth > MAX_ANSWER_DEPTH) return true;
  }
  return false;
}

/** The position of the closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at;
}

function titleOf(text: string): string {
  const begin = text.slice(0, MAX_INSPECTED);
  const title = /<(?:title|h1)[^>]*>([^<]+)</i.exec(begin)?.[1] ?? begin.replace(/<[^>]*>/g, ' ');
  return sanitizeText(title, MAX_SHOWN);
}
