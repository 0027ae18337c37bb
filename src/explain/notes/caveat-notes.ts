import type { OutsideLayer } from '../../model/firewall-facts.js';
import { isEmpty } from '../../net/address-set.js';
import { isLoopback } from '../addresses.js';
import type { ExplainedHost, Subject } from '../host.js';
import { rangeWords, strangers } from '../ranges.js';
import { joinWords } from '../sentence.js';

const FAMILIES = ['ipv4', 'ipv6'] as const;

/** What limits the answer: datagrams without answer, sets that change, layers that are not evaluated, an owner that was not found. */
export function caveatNotes(subject: Subject, host: ExplainedHost): string[] {
  return [
    ...oneWayNotes(subject, host),
    ...setNotes(subject),
    ...ownerNotes(subject, host),
    ...outsideNotes(subject, host),
  ];
}

/** As many ranges as a note can name. */
const FEW = 3;

/** Whose datagrams arrive, though no answer gets back. */
export function oneWayNotes({ listener, oneWay }: Subject, host: ExplainedHost): string[] {
  const sources = oneWay
    .filter((entry) => !entry.asymmetric)
    .flatMap((entry) => entry.sources)
    .filter((source) => !isLoopback(source));
  if (sources.length === 0) return [];
  const { own } = host.namespace(listener.namespace);
  const strange = FAMILIES.map((family) => strangers(family, sources, own)).filter((set) => !isEmpty(set));
  if (strange.length === 0) return [];
  const ranges = strange.flatMap((set) => rangeWords(set, own));
  const families = strange.map(({ family }) => (family === 'ipv4' ? 'IPv4' : 'IPv6'));
  const who = ranges.length <= FEW ? joinWords(ranges) : `other ${joinWords(families)} addresses`;
  return [`Datagrams from ${who} arrive, but no answer gets back to them.`];
}

/** Sets that a rule named here looks into, and that change by themselves. */
function setNotes({ reach }: Subject): string[] {
  const rules = reach.flatMap(({ reason }) => ('rule' in reason && reason.rule ? [reason.rule] : []));
  const notes = rules
    .flatMap(({ setsAsOfNow = [] }) => setsAsOfNow)
    .map(
      ({ name, filledBy }) =>
        `The set ${name} is taken as it stands now: ${filledBy === undefined ? 'its contents change' : `${filledBy} changes it`}.`,
    );
  return [...new Set(notes)];
}

function ownerNotes({ listener }: Subject, host: ExplainedHost): string[] {
  const { owner } = listener;
  if (owner.kind === 'kernel') return ['No program holds it: it belongs to the kernel.'];
  if (owner.kind === 'process') {
    const held = owner.processes.every(({ pid, name }) => pid === 1 && name === 'systemd');
    return held ? ['systemd holds it, and starts the program when somebody connects.'] : [];
  }
  const gap = host.gaps.find(({ code }) => code === 'owners-unreadable');
  if (gap !== undefined) {
    return [`The program behind it cannot be seen${gap.remedy === undefined ? '' : `: ${gap.remedy}`}.`];
  }
  if (host.collector !== 'linux') return [];
  const [perhaps] = listener.sockets.flatMap(({ kernelUse }) => kernelUse ?? []);
  const kernels =
    perhaps === undefined
      ? ''
      : `; or it is the kernel's own, of ${perhaps.subsystem}, which may have any port`;
  return [
    `No process here holds it: its program may be in another PID namespace, or passing the socket on${kernels}.`,
  ];
}

/** Layers that have a say in front of this socket. Entries that already name one are not told again. */
function outsideNotes({ listener, reach }: Subject, host: ExplainedHost): string[] {
  const named = new Set(
    reach.flatMap(({ reason }) => (reason.code === 'outside-layer' ? [reason.detail] : [])),
  );
  const ways = new Set(
    reach.filter(({ namespace }) => namespace === listener.namespace).map((entry) => entry.interface),
  );
  // A VRF is evaluated: it is listed for what it is, not for what it hides. What concerns a control group is named where it matters.
  const concerns = ({ kind, device, cgroups }: OutsideLayer) =>
    kind !== 'vrf' &&
    cgroups === undefined &&
    (device === undefined || ways.has(device) || isItsUnit(device, listener.owner.processes));
  return host
    .namespace(listener.namespace)
    .outside.filter((layer) => concerns(layer) && !named.has(layer.detail))
    .map((layer) => `Not taken into account: ${layer.detail.replace(/\.$/, '')}.`);
}

function isItsUnit(unit: string, processes: readonly { readonly systemdUnit?: string }[]): boolean {
  return processes.some((process) => process.systemdUnit === unit);
}
