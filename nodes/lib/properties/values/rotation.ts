import type { Property } from '../property-types';

/** When a file is closed and a new one is started. Days and hours are UTC. */
export type Rotation =
  | { readonly by: 'none' | 'day' | 'hour' }
  | { readonly by: 'size'; readonly bytes: number };

/** Units without `i` are decimal, units such as KiB are binary. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
};
const SIZE = /^(\d+(?:\.\d+)?)\s*(|k|m|g|ki|mi|gi)b?$/i;

function parse(text: string): Rotation | undefined {
  const [, amount, unit = ''] = SIZE.exec(text) ?? [];
  if (amount !== undefined) {
    const bytes = Math.floor(Number(amount) * (UNITS[unit.toLowerCase()] ?? 1));
    return bytes > 0 && Number.isSafeInteger(bytes) ? { by: 'size', bytes } : undefined;
  }
  return text === 'none' || text === 'day' || text === 'hour' ? { by: text } : undefined;
}

/** `none`, `day`, `hour`, or a size such as `100 MB`. */
export function rotation(): Property<Rotation> {
  return {
    value: 'none',
    parse(raw) {
      const text = String(raw ?? '').trim();
      const value = parse(text === '' ? 'none' : text);
      return value === undefined
        ? { ok: false, problem: { key: 'rotation', values: { value: text.slice(0, 60) } } }
        : { ok: true, value };
    },
  };
}
