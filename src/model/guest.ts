/** A virtual machine, what listens in which is not seen. */
export interface Guest {
  /** As QEMU's command names it. Hostile. */
  readonly name: string;
  /** Those that the neighbours of this host tell: it may have others. */
  readonly addresses: readonly string[];
}
