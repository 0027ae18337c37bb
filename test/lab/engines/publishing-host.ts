import { expect } from 'vitest';
import { printedDocument } from '../../support/schemas.js';
import type { AuditDocument } from '../ask.js';
import { disagreements, type Experiment } from '../experiment.js';
import type { ListenerSpec, Scenario } from '../scenario.js';
import { Tally } from '../tally.js';
import type { Engine } from './engine.js';

export const CLI = new URL('../../../dist/cli.cjs', import.meta.url).pathname;

/** A host between a LAN and the internet that publishes ports of containers, with listeners of its own. */
export function publishingHost(name: string, listeners: readonly ListenerSpec[]): Scenario {
  return {
    name,
    links: [
      {
        name: 'lan0',
        kind: 'veth',
        target: ['10.7.0.1/24', 'fd07::1/64'],
        client: ['10.7.0.2/24', '10.7.0.77/24', 'fd07::2/64'],
      },
      {
        name: 'wan0',
        kind: 'veth',
        target: ['203.0.113.1/24', '2001:db8:1::1/64'],
        client: ['203.0.113.2/24', '2001:db8:1::2/64'],
      },
    ],
    clientAddresses: ['198.51.100.7', '192.168.77.5'],
    targetSetup: ['route add default via 203.0.113.2', '-6 route add default via 2001:db8:1::2'],
    targetSysctls: {},
    listeners,
    rules: [],
    probes: [],
  };
}

export const TCP = (address: string, port: number): ListenerSpec => ({ protocol: 'tcp', address, port });
export const UDP = (address: string, port: number): ListenerSpec => ({ protocol: 'udp', address, port });

/** Holds that the audit listed every socket, knew of every packet whether it got through, and left nothing of note open. */
export function expectAgreement(fact: string, experiment: Experiment): void {
  const tally = new Tally();
  tally.add(experiment);
  console.log(tally.line(fact));
  // Other tests make and remove namespaces meanwhile.
  expect(experiment.gaps.filter((gap) => !gap.startsWith('namespaces-unreadable'))).toEqual([]);
  expect(experiment.listing.filter((line) => line.startsWith('not listed'))).toEqual([]);
  expect(disagreements(experiment)).toEqual([]);
  expect(tally.conditional / tally.probes).toBeLessThan(0.01);
}

/** What listenscope says where the engine runs, whose socket and files it finds there. */
export function askInside({ place }: Engine): AuditDocument {
  return printedDocument(place.inside(process.execPath, CLI, '--json')) as AuditDocument;
}
