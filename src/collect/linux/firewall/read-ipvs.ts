import type { HostIo } from '../../host-io.js';
import { PROC_NET } from '../system/proc-net.js';
import { rightsFor } from '../system/rights.js';
import { NO_LAYERS, type OutsideReading, unreadLayer } from './unread-layer.js';

/** Services named in a gap. */
const FEW = 5;

/**
 * Virtual services take packets in the input hook, before any socket: their ports are open without a listener and without a rule,
 * as kube-proxy makes them in its mode "ipvs". Three lines are the heading.
 */
export function readIpvs(io: HostIo): OutsideReading {
  const text = io.readText(`${PROC_NET}/ip_vs`);
  if (!text.ok)
    return text.why === 'missing'
      ? NO_LAYERS
      : unreadLayer('ipvs', 'IPVS', 'IPVS has virtual services', rightsFor('nftables', io.uid));
  const services = parseVirtualServices(text.value);
  if (services.length === 0) return NO_LAYERS;
  const more = services.length > FEW ? ` and ${services.length - FEW} more` : '';
  return {
    layers: [{ kind: 'ipvs', detail: `IPVS has ${services.length} virtual services.` }],
    gaps: [
      {
        code: 'outside-layer-unreadable',
        subject: 'IPVS',
        detail: `IPVS takes what is sent to its virtual services, with or without a listener: ${services.slice(0, FEW).join(', ')}${more}. Who reaches them is not looked into.`,
        remedy: 'ipvsadm -Ln lists them',
      },
    ],
  };
}

/** The services of /proc/net/ip_vs by protocol and port, each once: "tcp port 80", "mark 5". Their addresses are left out. */
export function parseVirtualServices(text: string): string[] {
  const services = text.split('\n').flatMap((line) => {
    const [, protocol = '', at = ''] = /^(TCP|UDP|SCTP|FWM)\s+(\S+)/.exec(line) ?? [];
    const number = /([0-9A-Fa-f]+)$/.exec(at)?.[1];
    if (number === undefined) return [];
    const value = Number.parseInt(number, 16);
    return [protocol === 'FWM' ? `mark ${value}` : `${protocol.toLowerCase()} port ${value}`];
  });
  return [...new Set(services)];
}
