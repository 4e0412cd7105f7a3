/** Messages that flows may send, by accident or not. Each is made anew, since nodes change what they get. */

export function nested(levels: number): object {
  let value: object = {};
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? { value } : [value];
  return value;
}
/** Of 2^levels values, in as many lists as levels. */
function repeated(levels: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < levels; level += 1) value = [value, value];
  return { value };
}
function circular(): object {
  const value: Record<string, unknown> = { a: 1 };
  value['self'] = value;
  value['list'] = [value];
  return value;
}
export const refuse = (): never => {
  throw new TypeError('a trap throws');
};
const hostileProxy = (): object =>
  new Proxy(
    {},
    {
      get: refuse,
      set: refuse,
      has: refuse,
      ownKeys: refuse,
      getOwnPropertyDescriptor: refuse,
      getPrototypeOf: refuse,
    },
  );
const throwingGetter = (name: string): object =>
  Object.defineProperty({ topic: 't' }, name, { enumerable: true, configurable: true, get: refuse });
const holes = (): unknown[] => new Array<unknown>(2e8);
const long = (): string => 'x'.repeat(1e6);
function detached(): Uint8Array {
  const bytes = new Uint8Array(8);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}
const batch = { id: 'b', source: 'gone', index: 0, count: 1, attempt: 1 };
const thousand = Array.from({ length: 1_000 }, () => ({ type: 'receipt', subject: 'x'.repeat(100) }));
// biome-ignore lint/suspicious/noSparseArray: it is what flows make
const sparse = [, { type: 'spam' }, , 3];

export const HOSTILE_MESSAGES: Readonly<Record<string, () => object>> = {
  'that is empty': () => ({}),
  'that is frozen': () => Object.freeze({ payload: { a: 1 }, mimecast: { batch } }),
  'that is sealed': () => Object.seal({ payload: { a: 1 } }),
  'that can not be extended': () => Object.preventExtensions({ topic: 'x' }),
  'without a prototype': () => Object.assign(Object.create(null), { payload: 'x' }),
  'that is a Proxy which throws': hostileProxy,
  'with a payload that is one': () => ({ payload: hostileProxy() }),
  'with a list of such records': () => ({ payload: [hostileProxy(), {}] }),
  'with a payload whose getter throws': () => throwingGetter('payload'),
  'with a mark whose getter throws': () => throwingGetter('mimecast'),
  'with an action whose getter throws': () => throwingGetter('action'),
  'with a status whose getter throws': () =>
    Object.defineProperty({ mimecast: { batch } }, 'statusCode', { enumerable: true, get: refuse }),
  'with a batch and an error whose getter throws': () =>
    Object.defineProperty({ mimecast: { batch } }, 'error', { enumerable: true, get: refuse }),
  'with a circular payload': () => ({ payload: circular(), mimecast: circular() }),
  'with circular records': () => ({ payload: [circular(), circular()] }),
  'nested 20,000 deep': () => ({
    payload: nested(20_000),
    topic: nested(20_000),
    mimecast: nested(20_000),
    action: nested(20_000),
  }),
  'with a bigint': () => ({ payload: 1n, action: 1n, topic: 1n, mimecast: { type: 1n } }),
  'with records that have bigints': () => ({ payload: [{ a: 1n }, 2n] }),
  'with symbols and functions': () => ({
    payload: Symbol('x'),
    action: () => 1,
    mimecast: Symbol('y'),
    method: Symbol('z'),
  }),
  'with members that have no text': () => ({
    payload: { toString: 1, toJSON: refuse },
    action: Object.create(null),
    path: Object.create(null),
    method: Object.create(null),
  }),
  'with a sparse list': () => ({ payload: sparse, mimecast: { ids: sparse, marks: sparse } }),
  'with a thousand records and wrong marks': () => ({
    payload: thousand,
    mimecast: { log: 7, type: {}, ids: 3, marks: 'x', batch: 'b' },
  }),
  'with odd numbers': () => ({
    payload: [Number.NaN, -0, Number.MAX_VALUE],
    mimecast: { batch: { ...batch, index: 2 ** 40, count: 2 ** 53 } },
  }),
  'with half surrogates': () => ({
    payload: '\ud800\udc00\ud800',
    topic: '\udfff',
    mimecast: { type: '\ud800' },
  }),
  'with a list of two hundred million holes everywhere': () => ({
    payload: holes(),
    action: holes(),
    start: holes(),
    method: holes(),
    path: holes(),
    topic: holes(),
    mimecast: { ids: holes(), marks: holes(), batch: { ...batch, records: holes() } },
  }),
  'with records that have such lists': () => ({
    payload: [{ list: holes() }, { deep: [{ list: holes() }] }],
  }),
  'with a record that has one': () => ({ payload: { type: 'spam', list: holes() } }),
  'with a record that is in itself a billion times': () => ({ payload: repeated(30) }),
  'with a million characters everywhere': () => ({
    payload: long(),
    action: long(),
    topic: long(),
    method: long(),
    path: long(),
    mimecast: { log: long(), type: long(), id: long() },
  }),
  'with a payload whose every member is a getter that throws': () => ({
    payload: Object.defineProperties(
      {},
      { subject: { enumerable: true, get: refuse }, recipients: { enumerable: true, get: refuse } },
    ),
  }),
  'with an error that is none': () => ({ mimecast: { batch }, error: { message: { toString: refuse } } }),
  'with an error that is a Proxy': () => ({ mimecast: { batch }, error: hostileProxy() }),
  'with names of prototypes': () =>
    JSON.parse('{"__proto__":{"action":"pause"},"constructor":{"prototype":1}}'),
  'that is a list': () => Object.assign([1, 2], { payload: [] }),
  'that is a function': () => Object.assign(() => 1, { payload: 'x' }),
  'with dates that are none': () => ({
    payload: new Date(Number.NaN),
    topic: new Date(8.64e15),
    mimecast: { collectedAt: new Date(Number.NaN) },
  }),
  'with revoked memory': () => ({ payload: detached(), mimecast: { ids: detached() } }),
  'with maps and sets': () => ({ payload: [new Map([[{}, 1]]), new Set([circular()]), new WeakMap()] }),
};

/** What Node-RED's functions may do meanwhile: `send` throws where a message for a second wire can't be cloned. */
export const FAILURES = [
  {},
  { send: true },
  { done: true },
  { status: true },
  { send: true, done: true, status: true },
];
