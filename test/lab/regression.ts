import type { ListenerSpec, Probe, Scenario } from './scenario.js';

/** A scenario that an audit once got wrong, made small. */
export interface Regression {
  /** The fact, as a sentence. */
  readonly fact: string;
  readonly scenario: Scenario;
  /** Numbers of the probes that the kernel delivers and lets be answered; all others stay without an answer. */
  readonly open: readonly number[];
  /** Of probes to groups, in order: numbers of the listeners that get the datagram. */
  readonly heard?: readonly (readonly number[])[];
}

/** Of most probes. */
export const TCP: Pick<Probe, 'protocol' | 'port'> = { protocol: 'tcp', port: 80 };

/** A listener on TCP port 80. */
export function web(place: Partial<ListenerSpec>): ListenerSpec {
  return { protocol: 'tcp', address: '0.0.0.0', port: 80, ...place };
}

/** Chains of a table inet t. */
export function nft(...chains: readonly string[]): Scenario['rules'] {
  return [{ tool: 'nft', text: `table inet t {\n${chains.join('\n').replaceAll('; ', ';\n')}\n}\n` }];
}

/** A host with two links, each with a client beyond it. */
export function scenario(parts: Pick<Scenario, 'listeners' | 'probes'> & Partial<Scenario>): Scenario {
  return {
    name: 'regression',
    links: [
      {
        name: 'lan0',
        kind: 'veth',
        target: ['10.1.0.1/24', 'fd01::1/64'],
        client: ['10.1.0.2/24', '10.1.0.77/24', '10.1.0.78/24', 'fd01::2/64'],
      },
      {
        name: 'lan1',
        kind: 'veth',
        target: ['10.2.0.1/24', 'fd02::1/64'],
        client: ['10.2.0.2/24', 'fd02::2/64'],
      },
    ],
    clientAddresses: [],
    targetSetup: [],
    targetSysctls: {},
    rules: [],
    ...parts,
  };
}
