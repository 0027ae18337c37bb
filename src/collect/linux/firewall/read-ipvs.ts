import type { IpvsFacts } from '../../../model/ipvs-facts.js';
import { type HostIo, readTexts } from '../../host-io.js';
import { PROC_NET } from '../system/proc-net.js';
import { rightsFor } from '../system/rights.js';
import { parseIpvs } from './parse-ipvs.js';
import { NO_LAYERS, type OutsideReading, unreadLayer } from './unread-layer.js';

/** Settings of IPVS that decide who gets to its real servers: Documentation/networking/ipvs-sysctl.rst. */
const SETTINGS = ['backup_only', 'conntrack', 'drop_packet', 'expire_quiescent_template'];

/** IPVS of a namespace, or that it could not be read. */
export interface IpvsReading extends OutsideReading {
  readonly ipvs?: IpvsFacts;
}

/**
 * The virtual services of the namespace that this thread is in, as kube-proxy makes them in its mode "ipvs". They take packets
 * in the input hook, before any socket: their ports are open without a listener and without a rule.
 */
export function readIpvs(io: HostIo): IpvsReading {
  const text = io.readText(`${PROC_NET}/ip_vs`);
  if (!text.ok && text.why === 'missing') return NO_LAYERS;
  const found = text.ok ? parseIpvs(text.value) : undefined;
  if (found === undefined)
    return unreadLayer(
      'ipvs',
      'IPVS',
      'IPVS has virtual services',
      text.ok ? 'see what /proc/net/ip_vs says' : rightsFor('nftables', io.uid),
    );
  const isIdle = found.services.length + found.marked.length === 0;
  return isIdle ? NO_LAYERS : { ...NO_LAYERS, ipvs: { ...found, sysctls: readSettings(io) } };
}

function readSettings(io: HostIo): IpvsFacts['sysctls'] {
  const values = readTexts(io, '/proc/sys/net/ipv4/vs', SETTINGS);
  return Object.fromEntries(
    values.flatMap((value, at) => (value.ok ? [[SETTINGS[at] ?? '', value.value.trim()]] : [])),
  );
}
