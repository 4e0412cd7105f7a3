/** How much a permitted sender or link opens. Pure. */
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** Everybody can have an address there. */
const FREE_MAIL: ReadonlySet<string> = new Set([
  ...['aol.com', 'att.net', 'btinternet.com', 'comcast.net', 'cox.net', 'fastmail.com', 'free.fr'],
  ...['freenet.de', 'gmail.com', 'googlemail.com', 'hey.com', 'icloud.com', 'laposte.net', 'libero.it'],
  ...['mac.com', 'mail.com', 'mail.ru', 'me.com', 'msn.com', 'naver.com', 'orange.fr', 'pm.me', 'proton.me'],
  ...[
    'protonmail.com',
    'qq.com',
    'rediffmail.com',
    'rocketmail.com',
    'sky.com',
    't-online.de',
    'tutanota.com',
  ],
  ...[
    'verizon.net',
    'virgilio.it',
    'wanadoo.fr',
    'web.de',
    'yandex.com',
    'yandex.ru',
    'ymail.com',
    'zoho.com',
  ],
  ...['126.com', '163.com', 'tuta.io', 'tutamail.com', 'hushmail.com', 'inbox.lv', 'seznam.cz', 'wp.pl'],
]);
/** Providers with one domain for each country. */
const FREE_MAIL_FAMILY = /^(gmx|hotmail|live|outlook|yahoo)\.[a-z]{2,3}(\.[a-z]{2})?$/;

/** What an entry opens, widest first. */
export const WIDTHS = ['everybody', 'own', 'freeMail', 'topLevel', 'network', 'domain'] as const;
export type Width = (typeof WIDTHS)[number];

export const WIDTH_TEXTS: Readonly<Record<Width, string>> = {
  everybody: 'everybody, by a wildcard',
  own: 'your own domains, so that others can pose as you',
  freeMail: 'a whole provider of free mail',
  topLevel: 'a whole top-level domain',
  network: 'a network',
  domain: 'a whole domain',
};

/** Lower case, without the characters that only say "all of this domain". */
const toHost = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll('\u3002', '.')
    .trim()
    .toLowerCase()
    .replace(/^[*%]*@/, '')
    .replace(/^[*%]\./, '')
    .replace(/^\.+|\.+$/g, '');

const isWithin = (domain: string, parent: string): boolean =>
  domain === parent || domain.endsWith(`.${parent}`);

/** Whether the domain is, contains, or belongs to one of our own. */
const isOwn = (domain: string, own: readonly string[]): boolean => {
  const compared = toAscii(domain);
  return own.map(toAscii).some((one) => isWithin(compared, one) || isWithin(one, compared));
};

/** The form in which a name with letters of other scripts is looked up. */
const toAscii = (domain: string): string => domainToASCII(domain) || domain;

function widthOfDomain(domain: string, own: readonly string[]): Width {
  if (domain === '' || /[*%?]/.test(domain)) return 'everybody';
  if (isIP(domain.replace(/\/\d+$/, '')) !== 0) return 'network';
  // Before the own domains: a top-level domain contains them all.
  if (!domain.includes('.')) return 'topLevel';
  if (isOwn(domain, own)) return 'own';
  return FREE_MAIL.has(domain) || FREE_MAIL_FAMILY.test(domain) ? 'freeMail' : 'domain';
}

/**
 * @param sender an address, a domain, or a pattern; an address may have a display name, and several may be in one text
 * @param own the account's own domains, in lower case
 * @returns undefined: single addresses of somebody else
 */
export function widthOfSender(sender: string, own: readonly string[]): Width | undefined {
  const widths = entriesIn(sender).map((entry) => widthOfEntry(entry, own));
  return WIDTHS.find((width) => widths.includes(width));
}

function entriesIn(sender: string): readonly string[] {
  const inBrackets = [...sender.matchAll(/<([^<>]*)>/g)].map(([, entry = '']) => entry);
  if (inBrackets.length > 0) return inBrackets;
  // A quoted name before the @ may contain blanks and commas.
  return sender.includes('"') ? [sender] : sender.trim().split(/\s*[,;\s]\s*/);
}

function widthOfEntry(entry: string, own: readonly string[]): Width | undefined {
  const host = toHost(entry);
  const at = host.lastIndexOf('@');
  if (at === -1) return widthOfDomain(host, own);
  const domain = toHost(host.slice(at));
  // A pattern such as `invoice*@gmail.com` is as wide as its domain.
  if (/[*%?]/.test(host)) return widthOfDomain(domain, own);
  return isOwn(domain, own) || domain === '' ? 'own' : undefined;
}

/** Of a link that is permitted with everything below its domain. */
export const widthOfLinkDomain = (domain: string): Width => widthOfDomain(toHost(domain), []);
