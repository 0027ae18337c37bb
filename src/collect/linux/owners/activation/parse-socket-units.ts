import type { Activation } from '../../../../model/activation.js';
import { parseEndpoint } from '../../../../net/endpoint.js';

/**
 * The blocks of `systemctl show -p Id,Listen,Triggers,Accept '*.socket'`: what each socket unit listens on over IP, and the
 * service that it starts. With Accept=yes there is an instance of the template for each connection.
 */
export function parseSocketUnits(text: string): readonly Activation[] {
  return text.split(/\n\s*\n/).flatMap((block) => {
    const values = (name: string) =>
      [...block.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);
    const [name = ''] = values('Id');
    if (!name.endsWith('.socket')) return [];
    const [triggers = ''] = values('Triggers');
    const isPerConnection = values('Accept')[0] === 'yes';
    const starts = triggers.split(' ').find((unit) => unit !== '') ?? usualService(name, isPerConnection);
    return values('Listen').flatMap((value) => listened(value, { by: 'systemd', name, starts }));
  });
}

/** The service of a socket unit that names none: that of the same name, or for each connection one of the template of its prefix. */
export function usualService(unit: string, isPerConnection: boolean): string {
  const stem = unit.slice(0, -'.socket'.length);
  return isPerConnection ? `${stem.replace(/@.*/, '')}@.service` : `${stem}.service`;
}

/** "[::]:22 (Stream)", "127.0.0.1:53 (Datagram)"; paths and others are not of IP. */
function listened(value: string, unit: Pick<Activation, 'by' | 'name' | 'starts'>): readonly Activation[] {
  const [, where = '', type] = /^(\S+) \((Stream|Datagram)\)$/.exec(value) ?? [];
  const end = parseEndpoint(where);
  if (end?.port === undefined) return [];
  const protocol = type === 'Stream' ? 'tcp' : 'udp';
  return [{ ...unit, protocol, address: end.address.replace(/%.*$/, ''), port: end.port }];
}
