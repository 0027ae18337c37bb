/** Whom the holder of a socket stands in for: what a client talks to in the end. Names are hostile. */
export type StandsFor =
  | {
      readonly kind: 'container';
      /** The program that holds the port: "docker-proxy". */
      readonly by: string;
      /** Name of the container; absent where only its address is known, or not even that. */
      readonly container?: string;
      /** The pod whose containers share that port. */
      readonly pod?: string;
      /** In its network. */
      readonly address?: string;
      readonly port?: number;
    }
  | {
      readonly kind: 'service';
      readonly by: 'systemd' | 'xinetd' | 'inetd';
      /** The unit or program that it starts when somebody connects: "ssh.service". */
      readonly starts: string;
      /** "ssh.socket", or the name of the service: "ftp". */
      readonly name: string;
    }
  | {
      readonly kind: 'tunnel';
      readonly by: string;
      /** Where connections go in the end, as far as this host can tell: "db.example:5432". */
      readonly to?: string;
      /** Who asked for it. */
      readonly user?: string;
    };
