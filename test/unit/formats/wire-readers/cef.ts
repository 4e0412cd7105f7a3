/** A strict parser of CEF:0, written from its specification: it throws on everything that a receiver may reject. */
export interface CefEvent {
  readonly header: readonly string[];
  readonly values: ReadonlyMap<string, string>;
}

const DICTIONARY =
  /^(?:rt|externalId|cat|act|outcome|reason|[sd]user|src|dst|[sd]host|sourceDnsDomain|deviceDirection|msg|request|fname|fileHash|fileType|fsize|destinationServiceName|dvchost|deviceExternalId|cs[1-6](?:Label)?|cn[1-3](?:Label)?|c6a[23](?:Label)?|flexString[12](?:Label)?|cfp[1-4](?:Label)?|flexNumber[12](?:Label)?)$/;
const LENGTHS: Readonly<Record<string, number>> = {
  ...{
    msg: 1023,
    suser: 1023,
    duser: 1023,
    fname: 1023,
    request: 1023,
    reason: 1023,
    externalId: 40,
    act: 63,
  },
  ...{
    outcome: 63,
    destinationServiceName: 1023,
    flexString1: 1023,
    flexString2: 1023,
    fileHash: 255,
    dvchost: 100,
    cs1: 4000,
    cs2: 4000,
    cs3: 4000,
    cs4: 4000,
    cs5: 4000,
  },
};

const reject = (why: string): never => {
  throw new Error(why);
};

/** Up to the next bar that is not escaped. */
function headerFields(line: string): { fields: string[]; rest: string } {
  const fields: string[] = [];
  let field = '';
  for (let at = 0; at < line.length; at++) {
    const one = line.charAt(at);
    if (one === '\\') {
      const next = line.charAt(++at);
      if (next !== '\\' && next !== '|') reject(`\\${next} in the header`);
      field += next;
    } else if (one === '|') {
      fields.push(field);
      field = '';
      if (fields.length === 7) return { fields, rest: line.slice(at + 1) };
    } else field += one;
  }
  return reject('the header is too short');
}

function unescaped(value: string): string {
  return value.replace(/\\(.?)/gs, (_all, next: string) => {
    if (next === 'n') return '\n';
    if (next === 'r') return '\r';
    return next === '\\' || next === '=' ? next : reject(`\\${next} in a value`);
  });
}

/** A key begins the extension, or follows a blank, and ends at an equals sign that is not escaped. */
function extension(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const starts = [...text.matchAll(/(?:^| )([A-Za-z0-9_.]+)=/g)];
  for (const [index, start] of starts.entries()) {
    const [whole, key = ''] = start;
    const value = text.slice(start.index + whole.length, starts[index + 1]?.index ?? text.length);
    if (found.has(key)) reject(`${key} twice`);
    if (value !== value.replace(/^ +| +$/g, '')) reject(`blanks around the value of ${key}`);
    if (/(?<!\\)(?:\\\\)*=/.test(value)) reject(`an equals sign in ${key}`);
    if (value === '') reject(`${key} is empty`);
    found.set(key, unescaped(value));
  }
  return found;
}

function checkValue(key: string, value: string, all: ReadonlyMap<string, string>): void {
  if (!DICTIONARY.test(key) && !/^Mimecast[A-Za-z0-9]*$/.test(key)) reject(`unknown key ${key}`);
  if (value.length > (LENGTHS[key] ?? Number.POSITIVE_INFINITY)) reject(`${key} is too long`);
  if (/^(?:cs|cn|c6a)\d$/.test(key) && !all.has(`${key}Label`)) reject(`${key} has no label`);
  if (/^c[sn6].*Label$/.test(key) && !all.has(key.replace('Label', ''))) reject(`${key} without its value`);
  if (/^(?:src|dst)$/.test(key) && !/^\d+\.\d+\.\d+\.\d+$/.test(value)) reject(`${key} is no IPv4 address`);
  if (key === 'rt' && !/^\d{12,14}$/.test(value)) reject('rt is no time');
}

function checkHeader([version, , , , , name = '', severity = '']: readonly string[]): void {
  if (version !== 'CEF:0') reject('no CEF:0');
  if (!/^(?:\d|10|Unknown|Low|Medium|High|Very-High)$/.test(severity)) reject(`severity ${severity}`);
  if (name.length > 512) reject('the name is too long');
}

export function parseCef(line: string): CefEvent {
  if (/[\p{Cc}\u2028\u2029]/u.test(line)) reject('a control character');
  if (/\p{Cs}/u.test(line)) reject('half a surrogate pair');
  const { fields, rest } = headerFields(line);
  checkHeader(fields);
  const values = extension(rest);
  for (const [key, value] of values) checkValue(key, value, values);
  return { header: fields, values };
}
