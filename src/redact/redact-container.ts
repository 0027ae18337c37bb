import type * as container from '../model/container.js';
import { each, kept, members, type Redactor, type Rewrite } from './redactor.js';

/** What is kept of networks of the runtimes' own making; "container:ID" names another. */
const MODES: ReadonlySet<string> = new Set(['host', 'none', 'default', 'bridge']);

/** A container without its names. */
export function redactContainer({ names, addresses, sentence }: Redactor): Rewrite<container.Container> {
  const name = (text: string) => names.name(text);
  const address = (text: string) => addresses.address(text) ?? sentence(text);
  const network = (text: string) => (MODES.has(text) ? text : name(text));
  return members<container.Container>({
    runtime: kept,
    id: name,
    name,
    image: name,
    state: kept,
    compose: members<container.ComposeService>({ project: name, service: name }),
    pod: members<container.Pod>({ name, namespace: name }),
    networkMode: network,
    networks: each(network),
    addresses: each(address),
    published: each(members<container.PublishedPort>({ protocol: kept, address, port: kept, target: kept })),
  });
}
