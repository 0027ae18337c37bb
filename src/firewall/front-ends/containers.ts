import type { FrontEnd, WrittenRule } from './front-ends.js';

/** Docker's published ports: DNAT in the nat table, accepted towards the container in the filter table. */
export const docker: FrontEnd = {
  name: 'docker',
  tables: /^docker-bridges$/,
  chains: /^(DOCKER|filter-forward-in__|nat-prerouting-and-output)/,
  rules: /-j DOCKER(-\S+)?$/,
  words: publishedPort,
};

/** podman through netavark or CNI. */
export const podman: FrontEnd = {
  name: 'podman',
  tables: /^netavark$/,
  chains: /^(NETAVARK|nv_|CNI-)/,
  rules: /-j (NETAVARK|CNI-)\S+$/,
  words: publishedPort,
};

function publishedPort({ text }: WrittenRule): string | undefined {
  const [, port] = /(?:--dport|\bdport) (\d+(?:[:-]\d+)?)/.exec(text) ?? [];
  if (port === undefined) return undefined;
  const [, target] = /(?:--to-destination|\bdnat (?:ip6? )?to) (\S+)/.exec(text) ?? [];
  if (target !== undefined) return `published port ${port} of container ${addressOf(target)}`;
  const [, container] =
    /(?:^-d|\bip6? daddr) ([\da-f.:]+)(?:\/\d+)? .*(?:-j ACCEPT|accept)$/.exec(text) ?? [];
  return container === undefined ? undefined : `port ${port} of container ${container}`;
}

/** 172.17.0.2:80 → 172.17.0.2, [fd00::2]:80 → fd00::2. */
function addressOf(target: string): string {
  const [, bracketed] = /^\[([^\]]+)\]/.exec(target) ?? [];
  if (bracketed !== undefined) return bracketed;
  return target.indexOf(':') === target.lastIndexOf(':') ? (target.split(':')[0] ?? target) : target;
}
