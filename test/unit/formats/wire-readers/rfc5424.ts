/** A strict parser of RFC 5424 with one element of structured data. */
export interface SyslogMessage {
  readonly priority: number;
  readonly time: string;
  readonly host: string;
  readonly app: string;
  readonly procId: string;
  readonly msgId: string;
  readonly id: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly message: string;
}

const HEADER =
  /^<(\d{1,3})>1 (-|\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) \[/;
const NAME = /^ ([^\s=\]"\p{Cc}]{1,32})="/u;

function quoted(text: string): { value: string; length: number } {
  let value = '';
  for (let at = 0; at < text.length; at++) {
    const one = text.charAt(at);
    if (one === '"') return { value, length: at + 1 };
    if (one === ']') throw new Error('] in a value');
    if (one === '\\') {
      const next = text.charAt(++at);
      if (!['"', '\\', ']'].includes(next)) throw new Error(`\\${next}`);
      value += next;
    } else value += one;
  }
  throw new Error('the value does not end');
}

export function parseSyslog(line: string): SyslogMessage {
  if (/[\p{Cc}\u2028\u2029]|\p{Cs}/u.test(line)) throw new Error('a control character');
  const header = HEADER.exec(line);
  if (header === null) throw new Error('no header');
  const [whole, priority, time = '', host = '', app = '', procId = '', msgId = ''] = header;
  if (Number(priority) > 191 || /^0\d/.test(priority ?? '')) throw new Error(`priority ${priority}`);
  let rest = line.slice(whole.length);
  const id = /^[^\s=\]"]{1,32}/.exec(rest)?.[0] ?? '';
  if (!/^[\w.-]+@\d+$/.test(id)) throw new Error(`id ${id}`);
  rest = rest.slice(id.length);
  const parameters = new Map<string, string>();
  for (let name = NAME.exec(rest); name !== null; name = NAME.exec(rest)) {
    const { value, length } = quoted(rest.slice(name[0].length));
    if (parameters.has(name[1] ?? '')) throw new Error(`${name[1]} twice`);
    parameters.set(name[1] ?? '', value);
    rest = rest.slice(name[0].length + length);
  }
  if (!rest.startsWith('] ')) throw new Error('the structured data does not end');
  return {
    priority: Number(priority),
    time,
    host,
    app,
    procId,
    msgId,
    id,
    parameters,
    message: rest.slice(2),
  };
}
