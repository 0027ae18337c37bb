import type { HostIo } from '../../host-io.js';

/** linux/capability.h. */
const CAP_SYS_PTRACE = 19n;
/** PROC_USER_INIT_INO of linux/proc_ns.h. */
const INITIAL_USER_NAMESPACE = 'user:[4026531837]';

/**
 * Whether this process has all it takes to look at every other one, ptrace(2): the capability, in the first user namespace. What
 * is refused all the same is refused to everybody.
 */
export function mayLookAtAll(io: HostIo): boolean {
  const namespace = io.readLink('/proc/self/ns/user');
  const status = io.readText('/proc/self/status');
  const effective = status.ok ? /^CapEff:\s*([0-9a-f]+)$/m.exec(status.value)?.[1] : undefined;
  if (!namespace.ok || namespace.value !== INITIAL_USER_NAMESPACE || effective === undefined) return false;
  return ((BigInt(`0x${effective}`) >> CAP_SYS_PTRACE) & 1n) === 1n;
}
