import type { KernelUse } from '../model/kernel-use.js';
import type { Listener, Owner } from '../model/listener.js';
import type { StandsFor } from '../model/stands-for.js';
import { endpoint } from './endpoint.js';

/** The program behind a listener, for a sentence: "nginx", "docker-proxy for web:80", "the kernel". Unescaped. */
export function ownerWords({ owner }: { readonly owner: Listener['owner'] }): string {
  switch (owner.kind) {
    case 'process':
      return `${owner.processes[0]?.name ?? 'a program that ended'}${purposeWords(owner)}`;
    case 'kernel':
      return `the kernel${purposeWords(owner)}`;
    case 'unknown':
      return 'a program that could not be seen';
    default:
      return owner satisfies never;
  }
}

/** What a socket is held for, to be put behind the name of its holder: " for ssh.service", " (vxlan0)", or nothing. */
export function purposeWords(owner: Owner): string {
  if (owner.kind === 'kernel') return owner.use === undefined ? '' : ` (${useWords(owner.use)})`;
  const stands = owner.kind === 'process' ? owner.standsFor : undefined;
  const whom = stands && beneficiary(stands);
  return whom === undefined ? '' : ` for ${whom}`;
}

/** The interface of a tunnel, or the service: "vxlan0", "nfsd". */
function useWords({ subsystem, interface: device }: KernelUse): string {
  return device ?? subsystem;
}

function beneficiary(stands: StandsFor): string | undefined {
  switch (stands.kind) {
    case 'container': {
      const { container, pod, address, port } = stands;
      const whom = pod ?? container ?? address;
      if (whom === undefined) return 'a container';
      return port === undefined ? whom : endpoint(whom, port);
    }
    case 'service':
      return stands.starts;
    case 'tunnel':
      return stands.to ?? (stands.user === undefined ? 'a tunnel' : `a tunnel of ${stands.user}`);
    default:
      return stands satisfies never;
  }
}

/** The same for a line of a list: undefined where it is not known. Unescaped. */
export function holderName({ owner }: Pick<Listener, 'owner'>): string | undefined {
  const name = owner.kind === 'kernel' ? 'kernel' : owner.processes[0]?.name;
  return name && `${name}${purposeWords(owner)}`;
}
