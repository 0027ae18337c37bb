import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeAdvice } from '../../src/explain/closing.js';
import type { Audit } from '../../src/model/audit.js';
import { type OpenSockets, openSockets } from '../support/open-sockets.js';
import { requires } from '../support/requires.js';
import { audit, audited, inputChain, table } from './closing-support.js';
import { listener, NS } from './situations.js';

const HOST = `lsh8-host-${process.pid}`;
const PEER = `lsh8-peer-${process.pid}`;

function shell(namespace: string, command: string) {
  const { status, stderr } = spawnSync('nsenter', [`--net=/run/netns/${namespace}`, 'sh', '-c', command]);
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
}

function connects(from: string, address: string): boolean {
  const attempt = `exec 3<>/dev/tcp/${address}/80`;
  const args = [`--net=/run/netns/${from}`, 'timeout', '0.5', 'bash', '-c', attempt];
  return spawnSync('nsenter', args, { stdio: 'ignore' }).status === 0;
}

/** The commands of the advice on a listener of both families, as a person would copy them. */
function commands(of: Audit): readonly string[] {
  const dual = listener('::', { scope: 'all-interfaces', accepts: ['ipv4', 'ipv6'], v6only: false });
  return closeAdvice(audited(dual, {}), of).flatMap(({ lines }) => lines);
}

const iptables = (kind: 'iptables-nft' | 'iptables-legacy') => audit([], [{ namespace: NS, kind, rules: 1 }]);

requires({ root: true, tools: ['ip', 'nft', 'iptables-nft', 'iptables-legacy', 'nsenter'] })(
  'the commands of an advice, carried out',
  () => {
    let server: OpenSockets;

    beforeEach(async () => {
      for (const name of [HOST, PEER]) spawnSync('ip', ['netns', 'add', name]);
      shell(HOST, `ip link add eth0 type veth peer name eth0 netns ${PEER} && ip link set lo up`);
      shell(
        HOST,
        'ip addr add 10.88.0.1/24 dev eth0 && ip addr add fd88::1/64 dev eth0 nodad && ip link set eth0 up',
      );
      shell(
        PEER,
        'ip addr add 10.88.0.2/24 dev eth0 && ip addr add fd88::2/64 dev eth0 nodad && ip link set eth0 up',
      );
      server = await openSockets(['tcp:[::]:80'], { namespace: HOST, serve: true });
    });

    afterEach(async () => {
      await server.close();
      for (const name of [HOST, PEER]) spawnSync('ip', ['netns', 'del', name]);
    });

    describe.each([
      ['nftables without a table', '', audit()],
      [
        'a chain of nftables that accepts the port',
        "nft 'table inet filter { chain input { type filter hook input priority 0; tcp dport 80 accept; }; }'",
        audit([table('inet', [inputChain('input')])]),
      ],
      ['iptables on nftables', 'iptables-nft -I INPUT -p tcp --dport 80 -j ACCEPT', iptables('iptables-nft')],
      [
        'legacy iptables',
        'iptables-legacy -I INPUT -p tcp --dport 80 -j ACCEPT',
        iptables('iptables-legacy'),
      ],
    ] as const)('on %s', (_name, setUp, of) => {
      it('close the port to neighbours, of both families, and not to the machine itself', () => {
        shell(HOST, setUp);
        expect(['10.88.0.1', 'fd88::1'].map((address) => connects(PEER, address))).toEqual([true, true]);
        for (const command of commands(of)) shell(HOST, command);
        expect(['10.88.0.1', 'fd88::1'].map((address) => connects(PEER, address))).toEqual([false, false]);
        expect(['127.0.0.1', '10.88.0.1', '::1'].map((address) => connects(HOST, address))).toEqual([
          true,
          true,
          true,
        ]);
      });
    });
  },
);
