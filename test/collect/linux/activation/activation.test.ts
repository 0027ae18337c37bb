import { describe, expect, it } from 'vitest';
import { parseInetd, parseXinetd } from '../../../../src/collect/linux/owners/activation/parse-inetd.js';
import { parseSocketUnits } from '../../../../src/collect/linux/owners/activation/parse-socket-units.js';

const portOf = (service: string) => (service === 'ftp' ? 21 : undefined);

describe('what a connection starts', () => {
  it('is the service that a socket unit triggers, for each address that it listens on', () => {
    const shown = `Triggers=ssh.service
Listen=0.0.0.0:22 (Stream)
Listen=[::]:22 (Stream)
Accept=no
Id=ssh.socket

Triggers=
Listen=127.0.0.1:69 (Datagram)
Listen=/run/tftp.sock (Stream)
Accept=yes
Id=tftp.socket

Triggers=dbus.service
Listen=/run/dbus/system_bus_socket (Stream)
Accept=no
Id=dbus.socket
`;
    const ssh = { by: 'systemd', name: 'ssh.socket', starts: 'ssh.service', protocol: 'tcp', port: 22 };
    expect(parseSocketUnits(shown)).toEqual([
      { ...ssh, address: '0.0.0.0' },
      { ...ssh, address: '::' },
      {
        by: 'systemd',
        name: 'tftp.socket',
        starts: 'tftp@.service',
        protocol: 'udp',
        address: '127.0.0.1',
        port: 69,
      },
    ]);
  });

  it('is the program in a line of inetd.conf', () => {
    const text = `# comment
ftp stream tcp nowait root /usr/sbin/tcpd in.ftpd
127.0.0.1:7777 dgram udp wait nobody internal
unknown-name stream tcp nowait root /bin/x x
`;
    expect(parseInetd(text, portOf)).toEqual([
      { by: 'inetd', starts: 'in.ftpd', name: 'ftp', protocol: 'tcp', address: undefined, port: 21 },
      {
        by: 'inetd',
        starts: "inetd's own 7777",
        name: '7777',
        protocol: 'udp',
        address: '127.0.0.1',
        port: 7777,
      },
    ]);
  });

  it('is the server of a service of xinetd that is not disabled', () => {
    const text = `service ftp
{
  socket_type = stream
  server      = /usr/sbin/vsftpd
  disable     = no
}
service off
{
  port = 99
  server = /bin/off
  disable = yes
}
# service old { port = 1 server = /bin/old }
service relay {
  port = 8081
  bind = 10.0.0.1
  redirect = 192.0.2.7 80
}`;
    expect(parseXinetd(text, portOf)).toMatchObject([
      { starts: '/usr/sbin/vsftpd', name: 'ftp', port: 21, protocol: 'tcp' },
      { starts: "xinetd's own relay", to: '192.0.2.7:80', port: 8081, address: '10.0.0.1' },
    ]);
  });
});
