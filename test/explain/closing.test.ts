import { describe, expect, it } from 'vitest';
import { closeAdvice } from '../../src/explain/closing.js';
import type { AuditedListener } from '../../src/model/audit.js';
import type { Listener } from '../../src/model/listener.js';
import { audit, audited, inputChain, table } from './closing-support.js';
import { entry, listener, NS, noFirewall, rule } from './situations.js';

const lines = (subject: AuditedListener, of = audit()) =>
  closeAdvice(subject, of).map((advice) => advice.lines.join('\n'));

describe('the setting of a well-known server', () => {
  const wildcard = (port: number, changes: Partial<Listener> = {}) =>
    listener('0.0.0.0', { scope: 'all-interfaces', port, ...changes });

  it.each([
    ['postgres', 5432, "listen_addresses = 'localhost'"],
    ['nginx', 80, 'listen 127.0.0.1:80;'],
    ['sshd', 22, 'ListenAddress 127.0.0.1'],
    ['redis-server', 6379, 'bind 127.0.0.1 -::1'],
    ['apache2', 8080, 'Listen 127.0.0.1:8080'],
    ['mysqld', 3306, 'bind-address = 127.0.0.1'],
    ['mysqld', 33060, 'mysqlx-bind-address = 127.0.0.1'],
    ['prometheus-node', 9100, '--web.listen-address=127.0.0.1:9100'],
  ])('of %s on port %i is %s', (name, port, setting) => {
    expect(lines(audited(wildcard(port), { name }))[0]).toBe(setting);
  });

  it('uses ::1 for a listener that takes IPv6 only', () => {
    const ipv6 = listener('::', { scope: 'all-interfaces', v6only: true });
    expect(lines(audited(ipv6, { name: 'nginx' }))[0]).toBe('listen [::1]:80;');
  });

  it('is found by the script that an interpreter runs, whatever its version', () => {
    const command = ['/usr/bin/python3.11', '-m', 'http.server', '8000'];
    expect(lines(audited(wildcard(8000), { name: 'python3.11', command }))[0]).toBe(
      'python3 -m http.server 8000 --bind 127.0.0.1',
    );
  });

  it.each([
    ['/system.slice/cups.socket', 'cups.socket'],
    ['/x/;reboot;.socket', 'its .socket unit (systemctl list-sockets)'],
  ])('is that of the socket unit where systemd holds the socket, in %s', (cgroup, unit) => {
    const socket = wildcard(631, {
      sockets: [
        {
          protocol: 'tcp',
          family: 'ipv4',
          address: '0.0.0.0',
          port: 631,
          deviceKnown: true,
          cgroup,
          pids: [1],
          pidsComplete: true,
        },
      ],
    });
    const [advice] = closeAdvice(audited(socket, { pid: 1, name: 'systemd' }), audit());
    expect(advice?.where).toBe(`systemctl edit ${unit}`);
    expect(advice?.lines).toEqual(['[Socket]', 'ListenStream=', 'ListenStream=127.0.0.1:631']);
  });

  it('of an unknown program on another system than Linux is not guessed, nor its firewall', () => {
    const macos = { ...audit(), host: { hostname: 'web-01', platform: 'darwin' } };
    expect(lines(audited(wildcard(135), { name: 'launchd' }), macos)).toEqual([]);
  });

  it('of an unknown program is not guessed: only the firewall is named', () => {
    expect(closeAdvice(audited(wildcard(9000), {}), audit()).map(({ title }) => title)).toEqual([
      'Drop it in nftables',
    ]);
  });

  it('is not advised for what only this machine reaches', () => {
    const local = { ...audited(wildcard(80), { name: 'nginx' }), exposure: 'this-host' } as const;
    expect(closeAdvice(local, audit())).toEqual([]);
  });
});

describe('the rule in the words of the firewall in use', () => {
  const web = listener('0.0.0.0', { scope: 'all-interfaces' });
  const ufw = { namespace: NS, kind: 'iptables-nft', frontEnd: 'ufw', rules: 9 } as const;
  const ufwTable = table('ip', [inputChain('INPUT', 'drop')], { frontEnd: 'ufw', backend: 'iptables-nft' });
  const byUfw = (words: string) =>
    entry('local-network', 'allowed', { code: 'firewall-accept', rule: rule('', 'ufw', words) }, [
      '10.1.0.0/24',
    ]);

  it('takes back the rule of ufw that lets clients in', () => {
    const subject = audited(web, {}, [byUfw('ufw allow from 10.1.0.0/24 to any port 80')]);
    expect(lines(subject, audit([ufwTable], [ufw]))).toEqual([
      'ufw delete allow from 10.1.0.0/24 to any port 80',
    ]);
  });

  it('repeats no words of a rule that a shell would obey', () => {
    const subject = audited(web, {}, [byUfw('ufw allow in on x;reboot to any port 80')]);
    expect(lines(subject, audit([ufwTable], [ufw]))).toEqual(['ufw prepend deny 80/tcp']);
  });

  it('denies before all rules where ufw lets in by default: taking a rule back would not close it', () => {
    const lenient = table('ip', [inputChain('INPUT', 'accept')], { frontEnd: 'ufw' });
    const subject = audited(web, {}, [byUfw('ufw allow 80/tcp')]);
    expect(lines(subject, audit([lenient], [ufw]))).toEqual(['ufw prepend deny 80/tcp']);
  });

  it('switches ufw on where it was switched off, which leaves its chains empty', () => {
    const empty = { name: 'ufw-before-input', rules: [] };
    const off = table('ip', [inputChain('INPUT'), empty], { frontEnd: 'ufw', backend: 'iptables-nft' });
    const [advice] = closeAdvice(audited(web, {}), audit([off], [ufw]));
    expect(advice?.lines).toEqual(['ufw prepend deny 80/tcp', 'ufw enable']);
    expect(advice?.note).toContain('First allow the way by which you come in yourself');
  });

  it('names the line of before.rules where ufw itself lets multicast DNS in', () => {
    const mdns = {
      ...rule('-d 224.0.0.251/32 -p udp --dport 5353 -j ACCEPT', 'ufw'),
      chain: 'ufw-before-input',
    };
    const reach = [
      entry('local-network', 'allowed', { code: 'firewall-accept', rule: mdns }, ['10.1.0.0/24']),
    ];
    const avahi = listener('0.0.0.0', { protocol: 'udp', port: 5353 });
    const [advice] = closeAdvice(audited(avahi, {}, reach), audit([ufwTable], [ufw]));
    expect(advice?.where).toBe('/etc/ufw/before.rules');
  });

  it('is made in the network namespace of the listener', () => {
    const elsewhere = { id: NS, current: false, containers: ['web'] };
    const of = { ...audit([table('inet', [inputChain('input')])]), namespaces: [elsewhere] };
    expect(lines(audited(web, {}), of)).toEqual([
      `nsenter --target 812 --net nft 'insert rule inet filter input iifname != "lo" tcp dport 80 drop'`,
    ]);
  });

  it('takes the service and the port out of their zone in firewalld, whose rules are the same', () => {
    const firewalld = { namespace: NS, kind: 'nftables', frontEnd: 'firewalld', rules: 90 } as const;
    const reason = {
      code: 'firewall-accept',
      rule: rule('', 'firewalld', 'zone public, service ssh or port 22/tcp'),
    } as const;
    const subject = audited(web, {}, [entry('internet', 'allowed', reason, ['8.0.0.0/8'])]);
    expect(lines(subject, audit([], [firewalld]))).toEqual([
      [
        'firewall-cmd --zone=public --remove-service=ssh',
        'firewall-cmd --permanent --zone=public --remove-service=ssh',
        'firewall-cmd --zone=public --remove-port=22/tcp',
        'firewall-cmd --permanent --zone=public --remove-port=22/tcp',
      ].join('\n'),
    ]);
  });

  it('goes first into the nftables chain that exists', () => {
    const tables = [table('inet', [inputChain('input', 'drop')])];
    expect(lines(audited(web, {}), audit(tables))).toEqual([
      `nft 'insert rule inet filter input iifname != "lo" tcp dport 80 drop'`,
    ]);
  });

  it('does not put the rule into a chain for IPv4 alone when the listener takes IPv6 too', () => {
    const dual = listener('::', { accepts: ['ipv4', 'ipv6'], v6only: false });
    const tables = [table('ip', [inputChain('input')])];
    expect(lines(audited(dual, {}), audit(tables))[0]).toContain('nft add table inet closed');
  });

  it('needs both commands of iptables for a listener of both families', () => {
    const dual = listener('::', { accepts: ['ipv4', 'ipv6'], v6only: false });
    const legacy = { namespace: NS, kind: 'iptables-legacy', rules: 3 } as const;
    expect(lines(audited(dual, {}), audit([], [legacy]))).toEqual([
      'iptables-legacy -I INPUT ! -i lo -p tcp --dport 80 -j DROP\n' +
        'ip6tables-legacy -I INPUT ! -i lo -p tcp --dport 80 -j DROP',
    ]);
  });
});

describe('a port published by a container tool', () => {
  const published = listener('0.0.0.0', { scope: 'all-interfaces', port: 8080 });
  const command = ['/usr/bin/docker-proxy', '-host-port', '8080', '-container-port', '80'];

  it('is closed where it was published, not in ufw, which Docker passes by', () => {
    const ufw = { namespace: NS, kind: 'iptables-nft', frontEnd: 'ufw', rules: 9 } as const;
    const advice = lines(audited(published, { name: 'docker-proxy', command }), audit([], [ufw]));
    expect(advice).toEqual(['-p 127.0.0.1:8080:80\nports: ["127.0.0.1:8080:80"]']);
  });

  it('can be dropped in DOCKER-USER by the port that was dialled, where that chain exists', () => {
    const docker = table('ip', [{ name: 'DOCKER-USER', rules: [] }]);
    expect(lines(audited(published, { name: 'docker-proxy', command }), audit([docker]))[1]).toBe(
      'iptables -I DOCKER-USER -p tcp -m conntrack --ctorigdstport 8080 --ctdir ORIGINAL -j DROP',
    );
  });

  it('is advised on although NAT leaves nothing to the socket of docker-proxy itself', () => {
    const forward = { ...FORWARD, reach: [entry('internet', 'allowed', noFirewall, ['8.0.0.0/8'])] };
    const proxy = audited(published, { name: 'docker-proxy', command }, []);
    const subject = { ...proxy, exposure: 'none' } as const;
    expect(lines(subject, { ...audit(), forwards: [forward] })).toHaveLength(1);
    expect(lines(subject, audit())).toEqual([]);
  });

  it('that no known tool published is dropped on the forward hook by the port that was dialled', () => {
    const forward = { ...FORWARD, reach: [entry('internet', 'allowed', noFirewall, ['8.0.0.0/8'])] };
    const subject = { ...audited(published, {}, forward.reach), id: forward.id };
    expect(lines(subject, { ...audit(), forwards: [forward] })[0]).toContain(
      'ct status dnat ct original proto-dst 8080 drop',
    );
  });
});

const FORWARD = {
  id: 'tcp/8080→172.17.0.2:80',
  namespace: NS,
  protocol: 'tcp',
  port: 8080,
  target: { address: '172.17.0.2', port: 80 },
} as const;
