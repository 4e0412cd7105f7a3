/** The text of an answer. Requests ask for no compression, but some proxies compress all the same. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

type Decode = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

const DECODERS: Readonly<Record<string, Decode>> = {
  identity: async (bytes) => bytes,
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** @returns '' for what can't be decoded: no answer that could be read */
export async function decodeBody(
  bytes: Uint8Array,
  encoding: string | string[] | undefined,
  maxBytes: number,
): Promise<string> {
  const name = typeof encoding === 'string' ? encoding.trim().toLowerCase() : '';
  const decode = DECODERS[name === '' ? 'identity' : name];
  const plain = await decode?.(bytes, { maxOutputLength: maxBytes }).catch(() => undefined);
  return plain === undefined ? '' : new TextDecoder().decode(plain);
}
