/** What the addresses of a kind are called together. */
export const KIND_NAMES: Readonly<Record<string, string>> = {
  unspecified: 'the unspecified address',
  'this-network': '"this network"',
  loopback: 'loopback addresses',
  private: 'private addresses',
  shared: 'shared addresses',
  'link-local': 'link-local addresses',
  documentation: 'addresses for documentation',
  multicast: 'multicast groups',
  broadcast: 'the broadcast address',
  'v4-mapped': 'IPv4-mapped addresses',
  'unique-local': 'unique local addresses',
  special: 'special-purpose addresses',
  global: 'globally routable addresses',
  unassigned: 'addresses that are not assigned',
};
