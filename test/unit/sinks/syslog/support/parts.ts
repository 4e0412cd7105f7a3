/** Joins the parts of split messages, as a receiver does that knows only the documents. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

const PART =
  /\[mimecastPart@32473 id="((?:[^"\\\]]|\\["\\\]])*)" part="(\d+)" of="(\d+)" hash="([0-9a-f]{16})"( with="structured-data")?\] /;

interface Collected {
  readonly head: string;
  readonly texts: string[];
  readonly of: number;
  readonly hash: string;
  readonly withData: boolean;
}

/** The messages in the order of their first part; `-` is again where there was no structured data. */
export function joinParts(lines: readonly string[]): string[] {
  const messages: (string | Collected)[] = [];
  const open = new Map<string, Collected>();
  for (const line of lines) {
    const [element = '', id = '', part = '', of = '', hash = '', withData] = PART.exec(line) ?? [];
    if (element === '') {
      messages.push(line);
      continue;
    }
    const at = line.indexOf(element);
    const key = `${id} ${hash}`;
    const known = open.get(key);
    const message = known ?? {
      ...{ head: line.slice(0, at), texts: [], of: Number(of), hash },
      withData: withData !== undefined,
    };
    if (known === undefined) {
      open.set(key, message);
      messages.push(message);
    }
    message.texts[Number(part) - 1] = line.slice(at + element.length);
  }
  return messages.map((message) => (typeof message === 'string' ? message : whole(message)));
}

function whole({ head, texts, of, hash, withData }: Collected): string {
  assert.equal(texts.length, of, 'a part is missing at the end');
  for (let part = 0; part < of; part += 1)
    assert.notEqual(texts[part], undefined, `part ${part + 1} is missing`);
  const text = texts.join('');
  assert.equal(createHash('sha256').update(text).digest('hex').slice(0, 16), hash);
  if (withData) return head + text;
  // In RFC 5424 the head ends with a space, or with structured data of the message itself.
  if (head.endsWith(']')) return `${head} ${text}`;
  return /^<\d+>1 /.test(head) ? `${head}- ${text}` : head + text;
}
