/** What the kernel itself receives on a socket for. */
export interface KernelUse {
  /** The kind of a tunnel ("vxlan", "wireguard", "geneve") or a service: "nfsd", "lockd", "ksmbd". */
  readonly subsystem: string;
  /** The tunnel's interface. */
  readonly interface?: string;
}
