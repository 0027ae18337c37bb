import type { NamespaceFacts } from '../model/facts.js';
import type { Audience, Listener } from '../model/listener.js';
import type { Forward } from '../model/reach.js';
import type { Reason } from '../model/reason.js';
import type { Bound, IpFamily } from '../net/address-set.js';
import { answerFactory } from './answers.js';
import { arrivingSources } from './arrival.js';
import { EntryCollector } from './entry-collector.js';
import { ForwardCollector } from './forward-collector.js';
import type { Ingress } from './ingress.js';
import type { Network } from './network.js';
import { PROTOCOL_NUMBERS, TRANSPORTS, type Transport } from './protocol-numbers.js';
import { sendRequest } from './request.js';
import { settle } from './settle.js';
import { type SocketTable, socketTable } from './socket-lookup.js';
import { type SortedOutcome, sortOutcome } from './sorted-outcome.js';
import { sourceAudiences } from './source-audience.js';
import { singleTargets, targetsOf } from './targets.js';
import type { VerdictContext } from './verdicts.js';
import type { HookRunner } from './world.js';

/** An ordinary client's port: from the middle of net.ipv4.ip_local_port_range. */
export const EPHEMERAL_PORT = 40000;

/** Published ranges of more ports than this are looked at by their ends alone. */
const PORTS_OF_A_RANGE = 64;

export interface SurveyInput {
  readonly namespace: NamespaceFacts;
  readonly network: Network;
  readonly listeners: readonly Listener[];
  readonly audiences: ReadonlyMap<string, Audience>;
  readonly runner: HookRunner;
  /** Something could not be read: nothing is certainly allowed. */
  readonly doubt: Reason | undefined;
}

export interface Survey {
  readonly listeners: EntryCollector;
  readonly oneWay: EntryCollector;
  readonly forwards: readonly Forward[];
}

/** Where findings go. */
export interface Findings {
  readonly sockets: SocketTable;
  readonly listeners: EntryCollector;
  readonly oneWay: EntryCollector;
  readonly forwards: ForwardCollector;
}

/**
 * Sends a request from every way in to every address and port that a client may dial. Ports and addresses that no rule
 * and no route tells apart share one request; so the work grows with what the rules distinguish, not with the listeners.
 */
export function surveyNamespace(input: SurveyInput): Survey {
  const findings: Findings = {
    sockets: socketTable(input.listeners),
    listeners: new EntryCollector(input.namespace.id),
    oneWay: new EntryCollector(input.namespace.id),
    forwards: new ForwardCollector(input.namespace.id),
  };
  const answers = answerFactory();
  for (const ingress of input.network.ingresses) {
    for (const family of ingress.families) {
      const context: VerdictContext = {
        way: { network: input.network, runner: input.runner, ingress },
        audiences: sourceAudiences(
          input.namespace,
          ingress.name,
          family,
          input.audiences.get(ingress.name) ?? 'local-network',
        ),
        answers,
        otherwise: reasonOfNoRule(input.runner, ingress),
      };
      surveyWay(input, findings, context, family);
    }
  }
  const { listeners, oneWay, forwards } = findings;
  return { listeners, oneWay, forwards: forwards.forwards() };
}

function surveyWay(input: SurveyInput, findings: Findings, context: VerdictContext, family: IpFamily): void {
  const { network, runner, doubt } = input;
  const { ingress } = context.way;
  const sources = arrivingSources(network, ingress, family);
  const targets = targetsOf(network, runner, ingress, family);
  for (const transport of TRANSPORTS) {
    const protocol = PROTOCOL_NUMBERS[transport];
    const known = new Map<string, SortedOutcome>();
    const send = (destination: Bound, port: number): SortedOutcome => {
      const request = { family, protocol, ingress, sources, destination, port, peerPort: EPHEMERAL_PORT };
      return sortOutcome(sendRequest(network, runner, request), request);
    };
    for (const port of dialledPorts(input, transport, family)) {
      const alike = network.fib[family].usesPorts ? port : runner.portClass(protocol, port);
      for (const target of targets) {
        const key = `${target.likeness}\0${alike}`;
        const outcome = known.get(key) ?? send(target.sample, port);
        if (!isDiverted(outcome)) {
          known.set(key, outcome);
          settle(findings, context, { transport, family, port, target, outcome, doubt });
          continue;
        }
        // NAT may keep the port or the address: then those that are alike still lead to different places.
        for (const one of singleTargets(target)) {
          const own = send(one.sample, port);
          settle(findings, context, { transport, family, port, target: one, outcome: own, doubt });
        }
      }
    }
  }
}

function isDiverted({ redirected, departures }: SortedOutcome): boolean {
  return redirected.length > 0 || departures.length > 0;
}

/** Every port that could lead somewhere: those of listeners, and those that NAT rewrites. */
function dialledPorts(
  { listeners, runner }: SurveyInput,
  transport: Transport,
  family: IpFamily,
): Set<number> {
  const own = listeners.filter(({ protocol, accepts }) => protocol === transport && accepts.includes(family));
  return new Set([
    ...own.map(({ port }) => port),
    ...runner.dialledPorts(PROTOCOL_NUMBERS[transport], PORTS_OF_A_RANGE),
  ]);
}

function reasonOfNoRule(runner: HookRunner, ingress: Ingress): Reason {
  if (ingress.name === 'lo') return { code: 'same-host' };
  return { code: runner.hasRules ? 'firewall-not-concerned' : 'no-firewall' };
}
