/** An address and a port as they are written together: "0.0.0.0:80", "[fe80::1%eth0]:22". */
export function endpointText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Where a listener listens, its device after the address when the address does not name it as its zone. */
export function listenerEndpoint(listener: {
  readonly address: string;
  readonly port: number;
  readonly device?: string;
}): string {
  const { address, port, device } = listener;
  if (device === undefined || address.includes('%')) return endpointText(address, port);
  return address.includes(':') ? `[${address}]%${device}:${port}` : `${address}%${device}:${port}`;
}
