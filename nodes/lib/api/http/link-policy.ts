/**
 * Which links to files are followed. They come from the API, and must not make this server send requests into its own
 * network.
 */
import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopback } from '../../properties/values/base-url';
import { type AddressRules, isAllowedAddress, isPublicAddress } from './private-addresses';

/** characters; signed links have about 1,500 */
export const MAX_LINK_LENGTH = 8192;

/** Ends of names that only inner networks have (RFC 6761, 6762, 7686, 8375, and what is in common use). */
const INNER_NAMES =
  /(^|\.)(localhost|local|localdomain|internal|intranet|intra|private|corp|home|lan|home\.arpa|svc|consul|domain|workgroup|test|invalid|onion|alt)$/;

export interface LinkPolicy {
  /** @returns undefined: the link is not followed */
  check(link: string, base?: URL): URL | undefined;
  /** Resolves names for connections, and refuses addresses that a link must not lead to. */
  readonly lookup: LookupFunction;
}

/** The code of the error of a name that resolves to such an address. */
export const REFUSED_ADDRESS = 'ERR_REFUSED_ADDRESS';

class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
  readonly code = REFUSED_ADDRESS;
}

function isPublicHost(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
  if (isIP(name) !== 0) return isPublicAddress(name);
  return name.includes('.') && !INNER_NAMES.test(name);
}

const ANY_ADDRESS: AddressRules = { allowLoopback: true, allowPrivate: true };

/** @param resolve like `dns.lookup` */
function checkedLookup(rulesOf: (hostname: string) => AddressRules, resolve: typeof lookup): LookupFunction {
  return (hostname, options, callback) => {
    const rules = rulesOf(hostname);
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const addresses: readonly LookupAddress[] = found ?? [];
      const [first] = addresses;
      if (error !== null || first === undefined) {
        callback(error ?? new Error('no address'), '', 0);
      } else if (!addresses.every(({ address }) => isAllowedAddress(address, rules))) {
        callback(new RefusedAddressError('the name leads into an inner network'), '', 0);
      } else if (options.all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}

export interface LinkPolicyOptions {
  /** of the API */
  readonly origin: string;
  /**
   * Whether certificates are verified. Then a public name may have a private address, as endpoints of a cloud storage in
   * the own network do: no other server there has a certificate for the name.
   */
  readonly verified: boolean;
  /** Names and addresses that the user allows besides, wherever they are. In lower case. */
  readonly hosts?: readonly string[] | undefined;
}

/**
 * Followed are https links to public names, to the host of the API itself, and to the hosts that the user allows. Where the
 * API is on this machine, its files may be there too.
 */
export function createLinkPolicy(
  { origin, verified, hosts = [] }: LinkPolicyOptions,
  resolve: typeof lookup = lookup,
): LinkPolicy {
  const api = new URL(origin);
  const allowLoopback = isLoopback(api.hostname);
  const allowed: ReadonlySet<string> = new Set([api.hostname, ...hosts]);
  const isFollowed = ({ protocol, hostname, username, password }: URL): boolean => {
    if (username !== '' || password !== '') return false;
    if (allowLoopback && isLoopback(hostname)) return protocol === 'https:' || protocol === 'http:';
    return protocol === 'https:' && (allowed.has(hostname) || isPublicHost(hostname));
  };
  return {
    check(link, base) {
      if (link.length > MAX_LINK_LENGTH || !URL.canParse(link, base)) return undefined;
      const url = new URL(link, base);
      return isFollowed(url) ? url : undefined;
    },
    lookup: checkedLookup(
      (hostname) => (hosts.includes(hostname) ? ANY_ADDRESS : { allowLoopback, allowPrivate: verified }),
      resolve,
    ),
  };
}
