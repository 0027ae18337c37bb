/**
 * Linux 6.16 changed what the `fib` expression of nftables finds: packets over lo are spared the lookup in the input hook too (they
 * were in prerouting alone), and types of addresses are looked up in the table of the VRF that a packet comes out of. Both went into
 * releases of 6.12 to 6.15 as well; into which of them, their vendors decide.
 */
export type FibAge = 'old' | 'new' | 'either';

/** By the kernel's release; the new way where that is not known. */
export function fibAge(kernel: string | undefined): FibAge {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(kernel ?? '') ?? [];
  if (major === undefined) return 'new';
  const version = Number(major) * 1000 + Number(minor);
  if (version >= 6016) return 'new';
  return version >= 6012 ? 'either' : 'old';
}
