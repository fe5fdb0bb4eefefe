import ipaddr from 'ipaddr.js';

/**
 * IPv6 is judged by what is allowed, not by what is denied: only global unicast (2000::/3, IANA's only such block), less
 * the parts of it that lead elsewhere. So ::/96 (IPv4-compatible), ::ffff:0:0/96 (mapped), 64:ff9b::/96 (NAT64), fc00::/7,
 * fe80::/10 and ff00::/8 are all out.
 */
const globalUnicast = '2000::/3';
const tunnelsAndReserved = [
  '2001::/23', // IETF protocol assignments: Teredo, ORCHID, benchmarking
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: an IPv4 address in disguise
  '3fff::/20', // documentation
];
/** Special-purpose IPv4 (RFC 6890 and successors) that range() may call unicast. */
const reservedIpv4 = [
  '192.0.0.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '240.0.0.0/4',
];

/** Whether an IP address (a literal, IPv6 without brackets) is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  const inside = (cidr: string) => parsed.match(ipaddr.parseCIDR(cidr));
  if (parsed.kind() === 'ipv4') return parsed.range() === 'unicast' && !reservedIpv4.some(inside);
  return inside(globalUnicast) && !tunnelsAndReserved.some(inside);
}
