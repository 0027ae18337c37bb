import { describe, expect, it } from 'vitest';
import { compareAudits } from '../../src/compare/compare.js';
import { comparedAudit } from '../../src/compare/compared-audit.js';
import { changeLine } from '../../src/export/changes.js';
import { inspect } from '../../src/inspect.js';
import type { Facts } from '../../src/model/facts.js';
import { recordedFacts } from '../recorded/replay.js';

const host = recordedFacts('k-routes');

/** The host with a datagram socket on all addresses, whose lan0 takes in these groups. */
function taking(...groups: string[]): Facts {
  const [current, ...others] = host.namespaces;
  if (current?.multicast === undefined) throw new Error('no groups');
  const socket = { protocol: 'udp', family: 'ipv4', address: '0.0.0.0', port: 5353 } as const;
  return {
    ...host,
    namespaces: [
      {
        ...current,
        sockets: [{ ...socket, deviceKnown: true, multicastAll: true, pids: [], pidsComplete: true }],
        multicast: [
          ...current.multicast,
          ...groups.map((group) => ({ family: 'ipv4' as const, device: 'lan0', group, users: 1 })),
        ],
      },
      ...others,
    ],
  };
}

const causes = (before: Facts, after: Facts) =>
  compareAudits(comparedAudit(inspect(before)), comparedAudit(inspect(after))).changes.map((change) => [
    change.kind,
    changeLine(change).match(/\((.*)\)$/)?.[1],
  ]);

describe('a multicast group that an interface takes in', () => {
  it('is why others can send to a socket, where it was joined', () => {
    expect(causes(taking(), taking('239.1.1.1'))).toEqual([['widened', 'joined 239.1.1.1 on lan0']]);
  });

  it('is why they no longer can, where it was left', () => {
    expect(causes(taking('239.1.1.1'), taking())).toEqual([['narrowed', 'left 239.1.1.1 on lan0']]);
  });

  it('is named among others, and no other than those that changed', () => {
    expect(causes(taking('239.1.1.1', '239.1.1.2'), taking('239.1.1.2', '239.1.1.3'))).toEqual([
      ['changed', 'joined 239.1.1.3 on lan0; left 239.1.1.1 on lan0'],
    ]);
  });
});
