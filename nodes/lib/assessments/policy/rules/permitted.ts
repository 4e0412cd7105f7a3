/** The rules for what administrators and users permit past the protection. Pure. */
import type { JsonObject } from '../../../contracts/json';
import { parseApiTime } from '../../../streams/window/api-time';
import type { CheckContext, Rule, RuleResult, SourceResults } from '../types';
import { joinTexts, otherForm, pluralize, textOf, toResult, undecided } from './results';
import { toFlag } from './switches';
import { WIDTH_TEXTS, WIDTHS, type Width, widthOfLinkDomain, widthOfSender } from './wide-entries';

const PERMITTED = /^(permit|allow|white|trust)/i;
const BLOCKED = /^(block|den(y|ied)|black|reject)/i;

/** Responses say `action`, or `type` as after a change (wire.md 11.5). */
const actionOf = (entry: JsonObject): string => textOf(entry['action']) || textOf(entry['type']);
const isKnownAction = (entry: JsonObject): boolean =>
  PERMITTED.test(actionOf(entry)) || BLOCKED.test(actionOf(entry));

const END_MEMBER = /^(expir|toDate|endDate|validTo)/i;

/** An entry with an end in the past has no effect any more. Most entries have no end. */
const isExpired = (entry: JsonObject, now: number): boolean =>
  entry['toEternal'] !== true &&
  Object.entries(entry).some(
    ([name, value]) => END_MEMBER.test(name) && (parseApiTime(value) ?? Number.POSITIVE_INFINITY) < now,
  );

interface Wide {
  readonly text: string;
  readonly width: Width;
}

/** One part for each width, widest first. */
const describeWide = (found: readonly Wide[]): string =>
  WIDTHS.flatMap((width) => {
    const texts = found.filter((one) => one.width === width).map(({ text }) => text);
    return texts.length === 0 ? [] : [`${WIDTH_TEXTS[width]}: ${joinTexts([...new Set(texts)])}`];
  }).join('; ');

/** The entries in force, without those that the targets accept. */
const inForce = (
  records: readonly JsonObject[],
  accepted: readonly string[],
  nameOf: (entry: JsonObject) => string,
  { now }: CheckContext,
): readonly JsonObject[] => {
  const names = new Set(accepted.map((name) => name.toLowerCase()));
  return records.filter(
    (entry) =>
      PERMITTED.test(actionOf(entry)) && !isExpired(entry, now) && !names.has(nameOf(entry).toLowerCase()),
  );
};

export const senderOf = (entry: JsonObject): string =>
  textOf(entry['sender']) || textOf(entry['from']) || textOf(entry['senderAddress']);

export const domainsIn = (sources: SourceResults): readonly string[] => {
  const result = sources.internalDomains;
  return result?.kind === 'evidence'
    ? result.records.map(({ domain }) => textOf(domain).toLowerCase()).filter((domain) => domain !== '')
    : [];
};

/** Whether a permitted sender is a single address of somebody else. */
export const permittedSenders: Rule = (records, context, sources = {}) => {
  const unlike = otherForm(
    records,
    (entry) => senderOf(entry) !== '' && isKnownAction(entry),
    'which sender they permit or block',
  );
  if (unlike !== undefined) return unlike;
  const own = domainsIn(sources);
  const permitted = inForce(records, context.targets.permittedSenders, senderOf, context);
  const wide = permitted.flatMap((entry): readonly Wide[] => {
    const width = widthOfSender(senderOf(entry), own);
    return width === undefined ? [] : [{ text: senderOf(entry), width }];
  });
  if (wide.length > 0) return toResult('fail', `permitted are ${describeWide(wide)}`);
  return permitted.length === 0
    ? toResult('pass', 'no sender is permitted past the protection')
    : toResult('pass', `${pluralize(permitted.length, 'permitted sender')}, each a single address`);
};

/** Without them, a permitted sender of the own company cannot be told from others. */
export const ownDomains: Rule = (records) => {
  const known = records.filter(({ domain }) => textOf(domain) !== '').length;
  return known === 0
    ? undecided('the own domains are not known, so permitted senders cannot be compared with them')
    : toResult('pass', `${pluralize(known, 'own domain')} compared`);
};

const DOMAIN_MATCH = /^domain$/i;
const EXPLICIT_MATCH = /^explicit$/i;

/** Host and path of a managed link, as the console shows it. */
export function linkOf({ url, scheme, domain, port, path, queryString }: JsonObject): string {
  if (textOf(url) !== '') return textOf(url);
  const host = textOf(domain);
  const prefix = textOf(scheme) === '' ? '' : `${textOf(scheme)}://`;
  const suffix = typeof port === 'number' && port > 0 ? `:${port}` : '';
  const query = textOf(queryString).replace(/^\??/, '?');
  return `${prefix}${host}${suffix}${textOf(path)}${query === '?' ? '' : query}`;
}

const linkDomain = (entry: JsonObject): string =>
  textOf(entry['domain']) ||
  textOf(entry['url'])
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/:?#].*$/s, '');

/** A percent sign in a path is an encoded character. */
const hasWildcard = (entry: JsonObject): boolean =>
  /[*%]/.test(linkDomain(entry)) || linkOf({ ...entry, queryString: '' }).includes('*');

/** Whether a permitted link is a single page. Links with the same domain may be on any page of it. */
export const permittedUrls: Rule = (records, context) => {
  const unlike = otherForm(
    records,
    (entry) => {
      const match = textOf(entry['matchType']);
      return (
        linkDomain(entry) !== '' &&
        isKnownAction(entry) &&
        (DOMAIN_MATCH.test(match) || EXPLICIT_MATCH.test(match))
      );
    },
    'which link they permit or block',
  );
  if (unlike !== undefined) return unlike;
  const { permittedUrls: accepted } = context.targets;
  const permitted = inForce(records, accepted, linkDomain, context).filter(
    (entry) => !accepted.some((one) => one.toLowerCase() === linkOf(entry).toLowerCase()),
  );
  const wide = permitted
    .filter((entry) => DOMAIN_MATCH.test(textOf(entry['matchType'])) || hasWildcard(entry))
    .map((entry): Wide => ({ text: linkDomain(entry), width: widthOfLinkDomain(linkDomain(entry)) }));
  if (wide.length > 0) return toResult('fail', `permitted are the links of ${describeWide(wide)}`);
  return narrowLinks(permitted);
};

function narrowLinks(permitted: readonly JsonObject[]): RuleResult {
  if (permitted.length === 0) return toResult('pass', 'no link is permitted past the protection');
  const plain = permitted.filter((entry) => toFlag(entry['disableRewrite']) === true);
  const note = plain.length === 0 ? '' : `; not rewritten: ${joinTexts(plain.map(linkDomain))}`;
  return toResult('pass', `${pluralize(permitted.length, 'permitted link')}, each a single page${note}`);
}
