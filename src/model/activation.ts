/** What a process that listens for others starts when somebody connects: systemd.socket(5), xinetd.conf(5), inetd(8). */
export interface Activation {
  readonly by: 'systemd' | 'xinetd' | 'inetd';
  /** The unit "ssh.service", or the path of a program. Hostile. */
  readonly starts: string;
  /** The unit "ssh.socket", or the name of the service: "ftp". Hostile. */
  readonly name: string;
  readonly protocol: 'tcp' | 'udp';
  /** As the configuration has it; absent where it names none. */
  readonly address?: string;
  readonly port: number;
  /** Where it hands connections on to itself, rather than start something: "10.0.0.5:80". Hostile. */
  readonly to?: string;
}
