/** Finds e-mail addresses anywhere in a text: from each @ it reads to the left and to the right, so the work is linear. */
import { identity, type Replacer } from './pseudonymizers';

/** In URLs the @ may be encoded, also several times; in HTML and JSON it may be an entity or an escape. */
const AT = /[@\uff20\ufe6b]|%(?:25){0,4}40|&(?:#0{0,4}64|#x0{0,4}40|commat);|\\u0040/gi;
const MAX_LOCAL = 256;
const MAX_DOMAIN = 256;
/** At the end of a text: a local part in quotes, or one without. */
const QUOTED_LOCAL = /"(?:[^"\\\r\n]|\\.){0,250}"$/;
const REST_OF_QUOTED = /^(?:[^"\\\r\n]|\\.){0,250}"[@\uff20\ufe6b%&]/;
const LOCAL = /[^\s<>()[\],;:"/?&@|]{1,256}$/u;
/** At the start of a text: a name, or an address literal. */
const DOMAIN = /^(?:\[[\da-z:.]{0,60}\]|[^\s<>()[\],;:"'/?&=@|\\]{1,255})/iu;
/** `ana@corp.example (Ana Doe)`, RFC 5322, 3.2.2. */
const COMMENT = /^\s{0,2}\(([^()]{1,80})\)/u;
/** `user=ana@corp.example`: what is in front of such an address is no part of it. */
const PARAMETER =
  /^(?:u|e|to|cc|bcc|id|uid|upn|from|user|username|mail|e-?mail|address|login|account|owner|operator|rcpt|recipient|sender|smtp|mailto|name|reply-?to)$/i;

export interface AddressReplacers {
  readonly address: Replacer;
  readonly name: Replacer;
}

/**
 * SRS, VERP and BATV write another address into the local part, with `=` for its @: `SRS0=x=y=corp.example=ana@relay.example`.
 * @returns where the address begins in the local part
 */
function startOfAddress(local: string): number {
  const equals = local.indexOf('=');
  return equals >= 0 && PARAMETER.test(local.slice(0, equals)) ? equals + 1 : 0;
}

function localBefore(text: string): string {
  const quoted = text.endsWith('"') ? QUOTED_LOCAL.exec(text)?.[0] : undefined;
  const local = quoted ?? LOCAL.exec(text)?.[0].replace(/^'+/, '') ?? '';
  return quoted === undefined ? local.slice(startOfAddress(local)) : local;
}

/**
 * Replaces the addresses of a text, and the names in comments behind them.
 * @param between for the text around them
 */
export function replaceAddresses(
  text: string,
  { address, name }: AddressReplacers,
  between: Replacer = identity,
): string {
  let done = 0;
  let clean = '';
  for (const { 0: at, index } of text.matchAll(AT)) {
    if (index < done) continue;
    const local = localBefore(text.slice(Math.max(done, index - MAX_LOCAL), index));
    const end = index + at.length;
    const domain = DOMAIN.exec(text.slice(end, end + MAX_DOMAIN))?.[0].replace(/\.+$/, '') ?? '';
    if (local === '' || domain === '') continue;
    // an @ inside of a quoted local part: the one behind it counts
    if (text[index - local.length - 1] === '"' && REST_OF_QUOTED.test(text.slice(end, end + MAX_LOCAL)))
      continue;
    const behind = end + domain.length;
    const comment = COMMENT.exec(text.slice(behind, behind + 90));
    clean +=
      between(text.slice(done, index - local.length)) + address(`${local}@${domain}`).replace('@', () => at);
    if (comment !== null) clean += ` (${name(comment[1] ?? '')})`;
    done = behind + (comment?.[0].length ?? 0);
  }
  return clean + between(text.slice(done));
}
