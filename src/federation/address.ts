import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Addresses that are no place for a peer: this machine, private and shared networks, link-local (where clouds keep
 * their metadata services), documentation, benchmarks, multicast and reserved space. Sources: the IANA IPv4 and IPv6
 * special-purpose address registries. Ranges that wrap an IPv4 address are refused whole, since a router may unwrap
 * them into any of the above.
 */
const NOT_PUBLIC_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Only 2000::/3 is global unicast; within it these are not. */
const NOT_PUBLIC_IPV6: readonly (readonly [string, number])[] = [
  ['::', 3],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['4000::', 2],
  ['8000::', 1],
];

// Two lists: Node compares IPv4 addresses with IPv6 networks too, as if they were mapped.
const refusedIpv4 = new BlockList();
const refusedIpv6 = new BlockList();
for (const [network, prefix] of NOT_PUBLIC_IPV4) refusedIpv4.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of NOT_PUBLIC_IPV6) refusedIpv6.addSubnet(network, prefix, 'ipv6');

/** May a peer live at this IP address on the open internet? False for whatever is not an IP address. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !refusedIpv4.check(address, 'ipv4');
  if (isIPv6(address)) return !refusedIpv6.check(address, 'ipv6');
  return false;
}

/** Addresses an exercise on one machine or in one room may use besides: loopback and private networks. */
const exerciseIpv4 = new BlockList();
const exerciseIpv6 = new BlockList();
exerciseIpv4.addSubnet('127.0.0.0', 8, 'ipv4');
exerciseIpv4.addSubnet('10.0.0.0', 8, 'ipv4');
exerciseIpv4.addSubnet('172.16.0.0', 12, 'ipv4');
exerciseIpv4.addSubnet('192.168.0.0', 16, 'ipv4');
exerciseIpv6.addAddress('::1', 'ipv6');
exerciseIpv6.addSubnet('fc00::', 7, 'ipv6');

/** Link-local stays refused in exercises too: nothing of a federation lives there, cloud metadata does. */
export function isExerciseAddress(address: string): boolean {
  if (isPublicAddress(address)) return true;
  if (isIPv4(address)) return exerciseIpv4.check(address, 'ipv4');
  return isIPv6(address) && exerciseIpv6.check(address, 'ipv6');
}
