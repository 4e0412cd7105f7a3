export interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly path: string;
  readonly query: string;
}

const PARTS =
  /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@\s]*@)?(\[[0-9a-f:.]+\]|[^\s/?#:@[\]]+)(?::(\d{1,5}))?([^?#]*)(?:\?([^#]*))?/i;

/** The parts of a URL, neither decoded nor corrected; undefined without a scheme or a host. */
export function parseUrl(value: string): UrlParts | undefined {
  const found = PARTS.exec(value);
  if (found === null) return undefined;
  const [, scheme = '', host = '', port, path = '', query = ''] = found;
  const number = port === undefined ? undefined : Number(port);
  return {
    scheme: scheme.toLowerCase(),
    host: host.replace(/^\[|\]$/g, ''),
    port: number !== undefined && number <= 65_535 ? number : undefined,
    path,
    query,
  };
}
