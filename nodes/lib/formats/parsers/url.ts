export interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly path: string;
  readonly query: string;
}

const PARTS =
  /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@\s]*@)?(\[[0-9a-f:.]+\]|[^\s/?#:@[\],;]+)(?::(\d{1,5}))?(?=[/?#]|$)([^?#]*)(?:\?([^#]*))?/i;

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

/** With a scheme, as `hxxp://bad.example`. */
const WITH_SCHEME = /^(?:[a-z][a-z0-9+.-]{0,30}:\/\/|(?:mailto|data|javascript|file|tel):)\S/i;
/** Without one: a host with a dot or a port, and possibly a path. */
const WITHOUT_SCHEME =
  /^[\p{L}\p{N}_-]{1,63}(?:(?:\.[\p{L}\p{N}_-]{1,63}){1,10}(?::\d{1,5})?|:\d{1,5})(?:[/?#]|$)/u;

/** Whether a text can be a link: members for one may also contain a word or a sentence (wire.md 10.1). */
export const isUrlLike = (text: string): boolean => WITH_SCHEME.test(text) || WITHOUT_SCHEME.test(text);

/** `Url: [https://bad.example/x]`, `Blocked URL https://bad.example/x`. Links without that word are links to help pages. */
const LABELLED = /\burl[^\p{L}\p{N}]{1,4}([^\s[\]<>"',;]{1,2000})/iu;

/** The link that a text says a message was refused for. */
export function labelledUrl(text: string): string | undefined {
  const found = LABELLED.exec(text)?.[1]?.replace(/[.)]$/, '');
  return found !== undefined && isUrlLike(found) ? found : undefined;
}
