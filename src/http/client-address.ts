/** Who a request comes from, as far as limits tell clients apart. */
import { BlockList, isIP, isIPv6, SocketAddress } from 'node:net';
import type { Request } from './contract.ts';

const IPV4_MAPPED = /^::ffff:(?=\d+\.)/i;
/** Proxies write an address alone, or with the port it came from; then brackets hold an IPv6 address together. */
const WITH_PORT = /^(?:\[([^\]]+)\]|(\d+(?:\.\d+){3}))(?::\d{1,5})?$/;
const NETWORK_GROUPS = 4;

/**
 * Who is counted as one: an IPv4 address, or the network of 64 bits that an IPv6 address lies in, since one household has
 * more addresses in its own than could ever be remembered. The port of a connection tells nobody apart.
 */
export function clientOf({ ip }: Pick<Request, 'ip'>): string {
  // Whoever is gone before the request is looked at has no address any more.
  const told = String(ip);
  const address = addressIn(told);
  if (address === undefined || !address.includes(':')) return address ?? told;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  return `${[...groups, ...gap, ...after].slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

/** Whether an address is that of a proxy which is believed, however another proxy wrote it. */
export function trustOf(networks: readonly string[]): (told: string) => boolean {
  const trusted = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = familyOf(address);
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  return function isTrusted(told) {
    const address = addressIn(told);
    return address !== undefined && trusted.check(address, familyOf(address));
  };
}

/** The address in what a proxy wrote, in its shortest form; undefined where it named none, as `unknown`. */
function addressIn(told: string): string | undefined {
  const match = WITH_PORT.exec(told);
  const address = (match?.[1] ?? match?.[2] ?? told).split('%', 1)[0]!;
  if (!isIPv6(address)) return isIP(address) === 0 ? undefined : address;
  return SocketAddress.parse(`[${address}]`)?.address.replace(IPV4_MAPPED, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
