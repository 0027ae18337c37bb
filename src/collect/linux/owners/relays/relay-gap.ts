import type { Gap } from '../../../../model/gap.js';

/** What was too much to look at on a host when relays were looked for. */
export type RelayLimit = 'processes' | 'connections' | 'namespaces';

const LEFT_OUT: Readonly<Record<RelayLimit, string>> = {
  processes:
    'more than 2,000 processes run, and command lines were read of those that listen or opened a connection',
  connections:
    'more than 5,000 sockets of TCP are in one network namespace, or 200,000 in all, and its connections were not looked at',
  namespaces: 'many network namespaces have connections, and those of some were not looked at',
};

/** The one gap for the limits that were met; none where none was. */
export function relayGaps(limits: readonly RelayLimit[]): readonly Gap[] {
  const met = (Object.keys(LEFT_OUT) as RelayLimit[]).filter((limit) => limits.includes(limit));
  if (met.length === 0) return [];
  return [
    {
      code: 'relays-partly-sought',
      subject: 'proxies and tunnels',
      detail: `There may be more proxies and tunnels in front of listeners than are told: ${met.map((limit) => LEFT_OUT[limit]).join('; ')}. No verdict rests on it.`,
      remedy: 'ss -tnp lists connections with the programs that hold them, ps -ef command lines',
    },
  ];
}
