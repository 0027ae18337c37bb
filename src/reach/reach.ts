import type { Gap } from '../model/gap.js';
import type { Audience, Exposure, Listener } from '../model/listener.js';
import type { Forward, ReachEntry } from '../model/reach.js';
import { alikeInputs, inNamespace } from './alike-inputs.js';
import { exposureOf } from './exposure.js';
import { listedReach } from './listed-reach.js';
import type { ServicesLeftOut } from './survey/services-left-out.js';
import { type Survey, surveyStack } from './survey/survey.js';
import type { LeftOut } from './survey/survey-transit.js';
import { createHost } from './topology/host.js';
import { type ReachInput, stackOf } from './topology/stack-of.js';

/** Who reaches one listener. */
export interface ListenerReach {
  readonly reach: readonly ReachEntry[];
  /** UDP: sources whose datagrams arrive although no answer can leave. */
  readonly oneWay: readonly ReachEntry[];
  /**
   * By broadcast addresses and multicast groups that a wildcard socket hears besides: one datagram goes to every socket that
   * hears it.
   */
  readonly groupReach: readonly ReachEntry[];
  /** What `oneWay` is to `reach`. */
  readonly groupOneWay: readonly ReachEntry[];
  readonly exposure: Exposure;
  readonly exposureAtMost?: Audience;
}

export interface ReachOutput {
  /** By listener id; every listener of the input has its place. */
  readonly byListener: ReadonlyMap<string, ListenerReach>;
  readonly forwards: readonly Forward[];
  /** What was too much to compute. */
  readonly gaps: readonly Gap[];
}

/**
 * Who can reach each listener of a machine, by which way, and by what that is decided: the kernel's own answer, computed from
 * the routes, settings, sockets and rules of its namespaces, and followed from one to the next where they are linked.
 * See docs/reachability.md for the reason codes.
 */
export function computeReach(inputs: readonly ReachInput[]): ReachOutput {
  const alike = alikeInputs(inputs);
  const stacks = inputs
    .filter((input) => input.namespace.interfaces !== undefined && !alike.has(input))
    .map(stackOf);
  const host = createHost(stacks);
  const surveys = stacks.map((stack) => surveyStack(host, stack));
  const byListener = new Map<string, ListenerReach>();
  for (const { namespace, listeners } of inputs)
    if (namespace.interfaces === undefined)
      for (const listener of listeners) byListener.set(listener.id, listedReach(listener));
  const finders = findersOf(surveys);
  stacks.forEach(({ listeners }, place) => {
    const own = surveys[place] as Survey;
    for (const [id, reach] of ownReach(listeners, own)) {
      const others = (finders.get(id) ?? []).filter((survey) => survey !== own);
      byListener.set(id, joined([reach, ...foundBy(others, id)]));
    }
  });
  for (const [{ namespace, listeners }, first] of alike)
    listeners.forEach(({ id }, place) => {
      const found = byListener.get(first.listeners[place]?.id ?? '');
      if (found !== undefined) byListener.set(id, inNamespace(found, namespace.id));
    });
  return {
    byListener,
    forwards: surveys.flatMap(({ forwards }) => forwards),
    gaps: stacks.flatMap(({ namespace }, place) => [
      ...partlyComputed(namespace.id, surveys[place]?.leftOut),
      ...servicesNotTold(namespace.id, surveys[place]?.servicesLeftOut),
      ...tooManyAddresses(namespace.id, surveys[place]?.tooMany ?? 0),
    ]),
  };
}

/** The surveys that found something of a listener, by its id. */
function findersOf(surveys: readonly Survey[]): ReadonlyMap<string, readonly Survey[]> {
  const finders = new Map<string, Survey[]>();
  for (const survey of surveys)
    for (const id of survey.listeners.subjects()) {
      const known = finders.get(id);
      if (known === undefined) finders.set(id, [survey]);
      else known.push(survey);
    }
  return finders;
}

function partlyComputed(namespace: string, leftOut: LeftOut | undefined): Gap[] {
  if (leftOut === undefined) return [];
  const { links, endpoints } = leftOut;
  return [
    {
      code: 'reach-partly-computed',
      subject: `${links} links to other namespaces`,
      detail: `Not told: which of the ${endpoints} addresses and ports in other namespaces can be reached from these links through this one.`,
      remedy: 'listenscope trace SOURCE DESTINATION:PORT --via INTERFACE tells of one',
      namespace,
    },
  ];
}

function servicesNotTold(namespace: string, leftOut: ServicesLeftOut | undefined): Gap[] {
  if (leftOut === undefined) return [];
  const { services, links } = leftOut;
  const from = links === undefined ? '' : ` from ${links} links to other namespaces`;
  return [
    {
      code: 'reach-partly-computed',
      subject: `${services} virtual services of IPVS`,
      detail: `Not told: who gets to their real servers through them${from}.`,
      remedy: 'listenscope trace SOURCE DESTINATION:PORT --via INTERFACE tells of one',
      namespace,
    },
  ];
}

function tooManyAddresses(namespace: string, count: number): Gap[] {
  if (count === 0) return [];
  return [
    {
      code: 'reach-partly-computed',
      subject: `${count} addresses that NAT rules or IPVS name`,
      detail: `Not told: which listeners are reached by way of ${count} addresses that no interface has and that NAT rules or IPVS lead elsewhere.`,
      remedy: 'listenscope trace SOURCE DESTINATION:PORT --via INTERFACE tells of one',
      namespace,
    },
  ];
}

/** What the survey of their own stack found of the listeners, by id. */
function ownReach(listeners: readonly Listener[], survey: Survey): (readonly [string, ListenerReach])[] {
  const found = new Map<string, ListenerReach>();
  const reachOf = (id: string): ListenerReach => {
    const known = found.get(id);
    if (known !== undefined) return known;
    const reach = survey.listeners.entries(id);
    const made = {
      reach,
      oneWay: survey.oneWay.entries(id),
      groupReach: survey.groups.entries(id),
      groupOneWay: survey.groupsOneWay.entries(id),
      ...exposureOf(reach),
    };
    found.set(id, made);
    return made;
  };
  return listeners.map(({ id, port }) => {
    const twin = survey.twins.get(id);
    if (twin === undefined) return [id, reachOf(id)];
    // What was found under its own id is what NAT led to it from other ports.
    return [id, joined([atPort(reachOf(twin.id), twin.port, port), reachOf(id)])];
  });
}

/** What the surveys of other stacks found of a listener: who gets to it through these. */
function foundBy(surveys: readonly Survey[], id: string): ListenerReach[] {
  return surveys.flatMap((survey) => {
    const reach = survey.listeners.entries(id);
    return reach.length === 0
      ? []
      : [{ reach, oneWay: [], groupReach: [], groupOneWay: [], ...exposureOf(reach) }];
  });
}

/** What is true of one listener at its own port is true of its twin at another; what NAT adds at further ports is not. */
function atPort(
  { reach, oneWay, groupReach, groupOneWay, ...exposure }: ListenerReach,
  from: number,
  to: number,
): ListenerReach {
  const moved = (entries: readonly ReachEntry[]) =>
    entries.filter(({ port }) => port === from).map((entry) => ({ ...entry, port: to }));
  const own = moved(reach);
  const exposed = own.length === reach.length ? exposure : exposureOf(own);
  return {
    reach: own,
    oneWay: moved(oneWay),
    groupReach: moved(groupReach),
    groupOneWay: moved(groupOneWay),
    ...exposed,
  };
}

function joined(parts: readonly ListenerReach[]): ListenerReach {
  const filled = parts.filter(
    ({ reach, oneWay, groupReach, groupOneWay }) =>
      reach.length + oneWay.length + groupReach.length + groupOneWay.length > 0,
  );
  const [first] = parts;
  if (filled.length < 2 && first !== undefined) return filled[0] ?? first;
  const reach = filled.flatMap((part) => part.reach);
  return {
    reach,
    oneWay: filled.flatMap((part) => part.oneWay),
    groupReach: filled.flatMap((part) => part.groupReach),
    groupOneWay: filled.flatMap((part) => part.groupOneWay),
    ...exposureOf(reach),
  };
}
