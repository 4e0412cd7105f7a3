/** Parses a .conf file of Splunk: stanzas, settings, comments at the start of a line, and a backslash that continues a line. */

export type Settings = ReadonlyMap<string, string>;
export type ConfFile = ReadonlyMap<string, Settings>;

/** Joins continued lines. A comment ends before the next setting, so it is never continued. */
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let open = '';
  for (const line of text.split('\n')) {
    if (line.endsWith('\\')) {
      open += line.slice(0, -1);
      continue;
    }
    lines.push(open + line);
    open = '';
  }
  if (open !== '') throw new Error('The last line is continued');
  return lines;
}

export function parseConf(text: string): ConfFile {
  const stanzas = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const line of logicalLines(text)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const stanza = /^\[(.*)\]$/.exec(line)?.[1];
    if (stanza !== undefined) {
      if (stanzas.has(stanza)) throw new Error(`Two stanzas ${stanza}`);
      current = new Map();
      stanzas.set(stanza, current);
      continue;
    }
    const [, name = '', value = ''] = /^([\w.-]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === '' || current === undefined) throw new Error(`Not a setting: ${line}`);
    if (current.has(name)) throw new Error(`Two settings ${name}`);
    current.set(name, value.trim());
  }
  return stanzas;
}
