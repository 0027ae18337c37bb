/** Capabilities, capabilities(7), by what they let this program read: each table of the README names the same. */
const CAPABILITIES = {
  holders: ['CAP_DAC_READ_SEARCH', 'CAP_SYS_PTRACE'],
  nftables: ['CAP_NET_ADMIN'],
  xtables: ['CAP_NET_ADMIN', 'CAP_NET_RAW', 'CAP_DAC_READ_SEARCH'],
  namespaces: ['CAP_SYS_PTRACE', 'CAP_SYS_ADMIN'],
} as const;

/** What to do for want of rights: the least that is enough, also for a root that lacks some. */
export function rightsFor(what: keyof typeof CAPABILITIES, uid: number | undefined): string {
  const names: readonly string[] = CAPABILITIES[what];
  const all = [names.slice(0, -1).join(', '), names.at(-1)].filter((part) => part !== '').join(' and ');
  return uid === 0 ? `run with ${all}` : `run as root, or with ${all}`;
}
