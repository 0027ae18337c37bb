/** What is true of an address wherever it is met, sentence by sentence. */
export interface AddressFacts {
  /** Stable name of the kind: "loopback", "private". */
  readonly kind: string;
  /** "Loopback", "Private (10.0.0.0/8)". */
  readonly title: string;
  /** Where it is laid down: "RFC 1122 §3.2.1.3 (g)". */
  readonly standards: readonly string[];
  /** One sentence for those who read no further. */
  readonly summary: string;
  readonly bind: readonly string[];
  readonly source: readonly string[];
  readonly destination: readonly string[];
  /** In a routing table. */
  readonly route: readonly string[];
  /** Given to an interface. */
  readonly interface: readonly string[];
  /** In the columns of netstat and ss; empty where there is nothing to explain. */
  readonly listing: readonly string[];
  /** Where systems differ. */
  readonly systems: readonly { readonly system: string; readonly fact: string }[];
}
