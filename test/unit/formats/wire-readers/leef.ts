/** A strict parser of LEEF 2.0 with a tab, written from its specification. */
export interface LeefEvent {
  readonly header: readonly string[];
  readonly values: ReadonlyMap<string, string>;
}

const reject = (why: string): never => {
  throw new Error(why);
};

function checkHeader(header: readonly string[]): void {
  if (header[0] !== 'LEEF:2.0' || header.length < 6) reject('no header');
  if (header[5] !== 'x09') reject(`delimiter ${header[5]}`);
  if (/[\\^\p{Cc}]/u.test(header.join(''))) reject('a character that is not allowed in a header');
}

function pairOf(text: string): readonly [key: string, value: string] {
  const at = text.indexOf('=');
  const [key, value] = [text.slice(0, at), text.slice(at + 1)];
  if (!/^[A-Za-z0-9]+$/.test(key)) reject(`key "${key}"`);
  if (value === '') reject(`${key} is empty`);
  return [key, value];
}

export function parseLeef(line: string): LeefEvent {
  const parts = line.split('|');
  const header = parts.slice(0, 6);
  checkHeader(header);
  const attributes = parts.slice(6).join('|');
  if (/(?!\t)[\p{Cc}\u2028\u2029]|\p{Cs}/u.test(attributes)) reject('a control character');
  const pairs = attributes.split('\t').map(pairOf);
  const values = new Map(pairs);
  if (values.size < pairs.length) reject('a key twice');
  for (const key of ['devTime', 'cat', 'sev']) if (!values.has(key)) reject(`no ${key}`);
  if (!/^\d{12,14}$/.test(values.get('devTime') ?? '')) reject('devTime');
  return { header, values };
}
