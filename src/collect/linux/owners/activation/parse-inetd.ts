import type { Activation } from '../../../../model/activation.js';

/** The port of a service by its name, services(5). */
export type PortOf = (service: string, protocol: 'tcp' | 'udp') => number | undefined;

/** inetd.conf: "[address:]service type protocol wait user[.group] program arguments". */
export function parseInetd(text: string, portOf: PortOf): readonly Activation[] {
  return text.split('\n').flatMap((line) => {
    if (/^\s*(#|$)/.test(line)) return [];
    const [where = '', , transport = '', , , command = '', name = ''] = line.trim().split(/\s+/);
    // tcpd(8) looks at the client first, and then starts what it is called.
    const program = command.endsWith('/tcpd') && name !== '' ? name : command;
    const [, address, service = ''] = /^(?:(.*):)?([^:]+)$/.exec(where) ?? [];
    const protocol = protocolOf(transport);
    const port = protocol && (numberOf(service) ?? portOf(service, protocol));
    if (protocol === undefined || port === undefined || program === '') return [];
    const bound = address === undefined || address === '*' ? undefined : address.replace(/^\[|\]$/g, '');
    const starts = program === 'internal' ? `inetd's own ${service}` : program;
    return [{ by: 'inetd', starts, name: service, protocol, address: bound, port }];
  });
}

/** xinetd.conf(5): blocks "service NAME { attribute = value … }"; those that are disabled do not count. */
export function parseXinetd(text: string, portOf: PortOf): readonly Activation[] {
  const plain = text.replace(/^\s*#.*$/gm, '');
  return [...plain.matchAll(/^\s*service\s+(\S+)\s*\{([^}]*)\}/gm)].flatMap(([, service = '', body = '']) => {
    const value = (name: string) => new RegExp(`^\\s*${name}\\s*\\+?=\\s*(.*?)\\s*$`, 'm').exec(body)?.[1];
    if (value('disable') === 'yes') return [];
    const protocol = protocolOf(value('protocol') ?? (value('socket_type') === 'dgram' ? 'udp' : 'tcp'));
    const port = protocol && (numberOf(value('port') ?? '') ?? portOf(service, protocol));
    if (protocol === undefined || port === undefined) return [];
    const [, host = '', to] = /^(\S+)\s+(\d+)$/.exec(value('redirect') ?? '') ?? [];
    return [
      {
        by: 'xinetd',
        starts: value('server') ?? `xinetd's own ${service}`,
        name: service,
        protocol,
        address: value('bind') ?? value('interface'),
        port,
        to: to && `${host.includes(':') ? `[${host}]` : host}:${to}`,
      },
    ];
  });
}

function protocolOf(text: string): 'tcp' | 'udp' | undefined {
  const [, name] = /^(tcp|udp)[46]*$/.exec(text) ?? [];
  return name as 'tcp' | 'udp' | undefined;
}

function numberOf(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}
