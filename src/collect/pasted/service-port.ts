import { SHARED_NAMES, TCP_NAMES, UDP_NAMES } from '../../net/service-names.js';

/** The port that a tool printed by name ("*.http", "localhost:ipp"); undefined when the name is not known. */
export function portOfService(protocol: string, name: string): number | undefined {
  const tables = [protocol === 'udp' ? UDP_NAMES : TCP_NAMES, SHARED_NAMES];
  const entry = tables
    .flatMap((table) => Object.entries(table))
    .find(([, known]) => known === name.toLowerCase());
  return entry && Number(entry[0]);
}
