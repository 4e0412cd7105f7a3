/** A strict reader of Prometheus' text format 0.0.4: it throws at what a scraper would refuse, or read otherwise. */

export interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ReadFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ReadSample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"/;
const NUMBER = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]Inf|NaN)$/;
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

const withoutEscapes = (text: string): string =>
  text.replace(/\\(["\\n])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));

function readNumber(text: string): number {
  if (!NUMBER.test(text)) throw new Error(`no number: ${text}`);
  return Number(text.replace('Inf', 'Infinity'));
}

function readSample(line: string): ReadSample {
  const [name] = NAME.exec(line) ?? [];
  if (name === undefined) throw new Error(`no name: ${line}`);
  let rest = line.slice(name.length);
  const labels: Record<string, string> = {};
  if (rest.startsWith('{')) {
    rest = rest.slice(1);
    while (!rest.startsWith('}')) {
      const [whole, label, value] = LABEL.exec(rest) ?? [];
      if (whole === undefined || label === undefined || value === undefined)
        throw new Error(`no label: ${rest}`);
      if (Object.hasOwn(labels, label)) throw new Error(`${label} comes twice: ${line}`);
      labels[label] = withoutEscapes(value);
      rest = rest.slice(whole.length).replace(/^,(?!\})/, '');
    }
    rest = rest.slice(1);
  }
  if (!rest.startsWith(' ')) throw new Error(`no value: ${line}`);
  return { name, labels, value: readNumber(rest.slice(1)) };
}

const keyOf = ({ name, labels }: ReadSample): string => JSON.stringify([name, Object.entries(labels).sort()]);

function checkHistogram({ name, samples }: ReadFamily): void {
  const series = new Map<string, ReadSample[]>();
  for (const sample of samples) {
    const { le: _, ...labels } = sample.labels;
    const key = keyOf({ ...sample, name, labels });
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const [key, of] of series) {
    const buckets = of.filter((one) => one.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels }) => readNumber(labels['le'] ?? ''));
    const counts = buckets.map(({ value }) => value);
    const count = of.find((one) => one.name === `${name}_count`)?.value;
    if (bounds.at(-1) !== Number.POSITIVE_INFINITY) throw new Error(`${key}: no bucket +Inf`);
    if (bounds.some((bound, index) => index > 0 && bound <= (bounds[index - 1] ?? 0)))
      throw new Error(`${key}: bounds out of order`);
    if (counts.some((value, index) => value < (counts[index - 1] ?? 0)))
      throw new Error(`${key}: not cumulative`);
    if (count === undefined || counts.at(-1) !== count) throw new Error(`${key}: the count differs`);
    if (!of.some((one) => one.name === `${name}_sum`)) throw new Error(`${key}: no sum`);
  }
}

class Reader {
  readonly families = new Map<string, ReadFamily>();
  readonly #seen = new Set<string>();
  #current: { name: string; type: string; help: string; samples: ReadSample[] } | undefined;

  readLine(line: string): void {
    const [, comment, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? [];
    if (comment === 'HELP') this.#readHelp(name, rest);
    else if (comment === 'TYPE') this.#readType(name, rest);
    else this.#addSample(readSample(line), line);
  }

  #readHelp(name: string, help: string): void {
    if (this.families.has(name)) throw new Error(`${name} has two heads, or its samples are apart`);
    if (/\\(?![\\n])/.test(help)) throw new Error(`wrong escape: ${help}`);
    this.#current = { name, type: '', help: withoutEscapes(help), samples: [] };
    this.families.set(name, this.#current);
  }

  #readType(name: string, type: string): void {
    if (this.#current?.name !== name || this.#current.type !== '')
      throw new Error(`TYPE without its HELP: ${name}`);
    if (!TYPES.includes(type)) throw new Error(`unknown type: ${type}`);
    this.#current.type = type;
  }

  #addSample(sample: ReadSample, line: string): void {
    const { name = '', type = '' } = this.#current ?? {};
    const names = (SUFFIXES[type] ?? ['']).map((suffix) => name + suffix);
    if (type === '' || !names.includes(sample.name)) throw new Error(`not in its family: ${line}`);
    if (this.#seen.has(keyOf(sample))) throw new Error(`the same series twice: ${line}`);
    this.#seen.add(keyOf(sample));
    this.#current?.samples.push(sample);
  }
}

/** @throws Error that names the line */
export function readExposition(text: string): ReadonlyMap<string, ReadFamily> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const reader = new Reader();
  for (const line of text.slice(0, -1).split('\n')) reader.readLine(line);
  for (const family of reader.families.values()) if (family.type === 'histogram') checkHistogram(family);
  return reader.families;
}
