import { endpoint } from '../explain/endpoint.js';

/** Where a listener listens, its device after the address when the address does not name it as its zone. */
export function listenerEndpoint(listener: {
  readonly address: string;
  readonly port: number;
  readonly device?: string;
}): string {
  const { address, port, device } = listener;
  if (device === undefined || address.includes('%')) return endpoint(address, port);
  return address.includes(':') ? `[${address}]%${device}:${port}` : `${address}%${device}:${port}`;
}
