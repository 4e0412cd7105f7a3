import { BlockList, isIP } from 'node:net';

/** Address and length of the prefix. */
type Subnet = readonly [string, number];

const LOOPBACK: readonly Subnet[] = [
  ['127.0.0.0', 8],
  ['::1', 128],
];

/** What no storage on a network has: unspecified, link-local (also the metadata of clouds), multicast, reserved. */
const NEVER: readonly Subnet[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['100.100.100.200', 32],
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
  ['fd00:ec2::254', 128],
];

/** Addresses of inner networks and of documentation (RFC 1918, 4193, 5737, 6598, 6666, 2544). */
const PRIVATE: readonly Subnet[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['172.16.0.0', 12],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['100::', 64],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fec0::', 10],
];

/** Networks whose addresses have an IPv4 address inside (RFC 6052, 8215, 2765, 3056), and the bits before that. */
const EMBEDDING: readonly (readonly [embed: (hex: string) => string, bits: number])[] = [
  [(hex) => `64:ff9b::${hex}`, 96],
  [(hex) => `64:ff9b:1::${hex}`, 96],
  [(hex) => `::ffff:0:${hex}`, 96],
  [(hex) => `2002:${hex}::`, 16],
  [(hex) => `::${hex}`, 96],
];
/** A link with such a literal address hides where it leads. */
const HIDDEN: readonly Subnet[] = [
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['::ffff:0:0:0', 96],
  ['2001::', 32],
  ['2002::', 16],
  ['::', 96],
];

function hexOf(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function listOf(...groups: readonly (readonly Subnet[])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of groups.flat()) {
    list.addSubnet(address, prefix, isIP(address) === 4 ? 'ipv4' : 'ipv6');
    if (isIP(address) === 4)
      for (const [embed, bits] of EMBEDDING) list.addSubnet(embed(hexOf(address)), bits + prefix, 'ipv6');
  }
  return list;
}

const contains = (list: BlockList, address: string): boolean =>
  list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

const notPublic = listOf(LOOPBACK, NEVER, PRIVATE, HIDDEN);
const loopback = listOf(LOOPBACK);
const never = listOf(NEVER);
const inner = listOf(PRIVATE);

/** @param address literal, without brackets */
export const isPublicAddress = (address: string): boolean => !contains(notPublic, address);

export interface AddressRules {
  readonly allowLoopback: boolean;
  readonly allowPrivate: boolean;
}

/** Whether a name may resolve to this address. */
export function isAllowedAddress(address: string, { allowLoopback, allowPrivate }: AddressRules): boolean {
  if (contains(loopback, address)) return allowLoopback;
  return !contains(never, address) && (allowPrivate || !contains(inner, address));
}
