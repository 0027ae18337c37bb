import type { StandsFor } from '../../model/stands-for.js';
import type { Subject } from '../host.js';

/** Who answers in the end, where that is not the program that holds the socket. */
export function ownerNotes({ listener: { owner } }: Subject): string[] {
  if (owner.kind === 'process') return owner.standsFor === undefined ? [] : [standInNote(owner.standsFor)];
  if (owner.kind !== 'kernel' || owner.use === undefined) return [];
  const { subsystem, interface: device } = owner.use;
  return [
    device === undefined
      ? `The kernel itself receives on it (${subsystem}): no process holds it, and no program can be ended to close it.`
      : `The kernel itself receives on it, packets of the tunnel ${device} (${subsystem}): it closes with that interface.`,
  ];
}

function beneficiary({ container, pod, address }: Extract<StandsFor, { kind: 'container' }>): string {
  if (pod !== undefined) return `the pod ${pod}`;
  return container === undefined ? (address ?? 'a container') : `the container ${container}`;
}

function standInNote(stands: StandsFor): string {
  switch (stands.kind) {
    case 'container': {
      const { by, port } = stands;
      const whom = beneficiary(stands);
      return port === undefined
        ? `${by} holds the port for ${whom}.`
        : `${by} holds the port for port ${port} of ${whom}: what listens there answers.`;
    }
    case 'service':
      return `${stands.by} listens for ${stands.name}, and starts ${stands.starts} when somebody connects: that answers.`;
    case 'tunnel': {
      const { by, to, user } = stands;
      const whose = user === undefined ? '' : ` of ${user}`;
      const where = to === undefined ? 'the far end of its connection' : to;
      return `${by}${whose} hands connections on to ${where}: whoever reaches this port reaches that.`;
    }
    default:
      return stands satisfies never;
  }
}
