import { describe, expect, it } from 'vitest';
import type { Subject } from '../../src/explain/host.js';
import type { Listener } from '../../src/model/listener.js';
import {
  entry,
  explained,
  here,
  INTERNET,
  listener,
  noFirewall,
  rule,
  type Surroundings,
  ufwPolicy,
} from './situations.js';

const wildcard = listener('0.0.0.0', { scope: 'all-interfaces', interfaces: ['eth0', 'lo'] });
const neighbours = entry('local-network', 'allowed', noFirewall, ['10.1.0.0/24']);

function notesOf(subject: Partial<Subject> & { listener: Listener }, around: Surroundings = {}) {
  return explained(subject, around).notes;
}

describe('the reasons by audience', () => {
  it('stand widest audience first, with what decides', () => {
    const allow = { code: 'firewall-accept', rule: rule('', 'ufw', 'ufw allow from 10.1.0.0/24') } as const;
    const reach = [
      here,
      entry('local-network', 'allowed', allow, ['10.1.0.0/24']),
      entry('internet', 'blocked', ufwPolicy, INTERNET),
    ];
    expect(notesOf({ listener: wildcard, reach }).slice(-3)).toEqual([
      "The internet cannot reach it: ufw's default policy drops it.",
      'Anyone on 10.1.0.0/24 through eth0 can reach it: ufw lets it in (ufw allow from 10.1.0.0/24).',
      'Programs on this machine can reach it: no rule on lo stops it.',
    ]);
  });

  it('name the addresses of this host that its programs are kept out from, where it is otherwise from others', () => {
    const kept = { code: 'address-filter', unit: 'web.service' } as const;
    const local = entry('this-host', 'allowed', { code: 'same-host' }, ['127.0.0.0/8']);
    const stopped = entry('this-host', 'blocked', kept, ['10.1.0.2/32', '10.2.0.2/32']);
    expect(notesOf({ listener: wildcard, reach: [local, stopped] }).slice(-2)).toEqual([
      'Programs on this machine can reach it: no rule on lo stops it.',
      'Programs on this machine cannot reach it from 10.1.0.2 or 10.2.0.2: systemd keeps it out (IPAddressDeny= of web.service).',
    ]);
  });

  it('are told in one sentence for all audiences of which the same is true', () => {
    const reach = [
      here,
      neighbours,
      entry('containers', 'allowed', noFirewall, ['172.17.0.0/16'], { interface: 'docker0' }),
    ];
    expect(notesOf({ listener: wildcard, reach })).toContain(
      'The local network and containers can reach it: there are no firewall rules.',
    );
  });

  it('leave out the internet where it has no address here to send to', () => {
    const reach = [neighbours, entry('internet', 'allowed', noFirewall, INTERNET)];
    expect(notesOf({ listener: wildcard, reach }).join()).not.toMatch(/internet/i);
  });

  it('do not say that the internet is kept out when all that it lacks is an address to send to', () => {
    const unroutable = entry('internet', 'allowed', noFirewall, INTERNET);
    const routeless = entry('internet', 'blocked', { code: 'no-return-route' }, ['2000::/3']);
    expect(notesOf({ listener: wildcard, reach: [unroutable, routeless] }).join()).not.toMatch(/internet/i);
  });

  it('leave out what only this host itself or a broadcast address would send', () => {
    const own = entry('local-network', 'blocked', { code: 'no-return-route' }, [
      '10.1.0.2/32',
      '10.1.0.255/32',
    ]);
    expect(notesOf({ listener: wildcard, reach: [neighbours, own] }).join()).not.toContain('cannot');
  });

  it('tell apart those of one audience that are let in and those that are not', () => {
    const ban = { code: 'firewall-drop', rule: rule('ip saddr 10.1.0.7 drop') } as const;
    const reach = [
      entry('local-network', 'allowed', noFirewall, ['10.1.0.0/30', '10.1.0.8/29']),
      entry('local-network', 'blocked', ban, ['10.1.0.7/32']),
    ];
    expect(notesOf({ listener: wildcard, reach })).toContain(
      '10.1.0.7 through eth0 cannot reach it: a firewall rule drops it (inet filter input: ip saddr 10.1.0.7 drop).',
    );
  });

  it('name the port where it is that which decides', () => {
    const reach = [
      entry('local-network', 'allowed', noFirewall, ['10.1.0.0/24'], { port: 8080 }),
      entry('local-network', 'blocked', ufwPolicy, ['10.1.0.0/24']),
    ];
    expect(notesOf({ listener: wildcard, reach })).toContain(
      "The local network cannot reach it at port 80: ufw's default policy drops it.",
    );
  });

  it('are not told again where the headline has told them', () => {
    const at = { destinations: ['185.1.2.3'] };
    const allow = { code: 'firewall-accept', rule: rule('tcp dport 80 accept') } as const;
    const reach = [entry('internet', 'allowed', allow, INTERNET, at)];
    expect(notesOf({ listener: wildcard, reach, exposure: 'internet' })).toEqual([
      'From elsewhere, dial 185.1.2.3:80.',
    ]);
  });

  it('leave out what another listener gets, of which the sockets that share the port tell', () => {
    const shadowed = { code: 'shadowed', listener: 'tcp/10.1.0.9:80' } as const;
    const reach = [
      neighbours,
      entry('local-network', 'blocked', shadowed, ['10.1.0.0/24'], { destinations: ['10.1.0.9'] }),
    ];
    expect(notesOf({ listener: wildcard, reach }).join()).not.toContain('cannot');
  });

  it('say of most of a network what is left out, not what is in', () => {
    const others = ['10.1.0.16/28', '10.1.0.32/27', '10.1.0.64/26', '10.1.0.128/25'];
    const reach = [
      entry('local-network', 'allowed', noFirewall, others),
      entry('local-network', 'blocked', ufwPolicy, [
        '10.1.0.0/31',
        '10.1.0.3/32',
        '10.1.0.4/30',
        '10.1.0.8/29',
      ]),
    ];
    expect(notesOf({ listener: wildcard, reach })).toContain(
      'Anyone on 10.1.0.0/24 except 10.1.0.0/28 through eth0 can reach it: there are no firewall rules.',
    );
  });

  it('name the address where it is that which decides', () => {
    const dnat = {
      code: 'nat-elsewhere',
      rule: rule('dnat to 172.17.0.2:80'),
      target: '172.17.0.2:80',
    } as const;
    const reach = [
      { ...here, destinations: ['127.0.0.0/8'] },
      entry('this-host', 'blocked', dnat, ['10.1.0.2/32'], { destinations: ['10.1.0.2'] }),
    ];
    expect(notesOf({ listener: wildcard, reach })).toContain(
      'Programs on this machine cannot reach it at 10.1.0.2: NAT hands it to 172.17.0.2:80 (inet filter input: dnat to 172.17.0.2:80).',
    );
  });

  it('say what would settle what cannot be told', () => {
    const unreadable = { code: 'firewall-unreadable', subject: 'nftables' } as const;
    const reach = [entry('local-network', 'conditional', unreadable, ['10.1.0.0/24'])];
    const gap = {
      code: 'firewall-unreadable',
      subject: 'nftables',
      detail: '',
      remedy: 'run as root',
    } as const;
    expect(notesOf({ listener: wildcard, reach }, { facts: { gaps: [gap] } })).toContain(
      'Anyone on 10.1.0.0/24 through eth0 can perhaps reach it: the firewall could not be read (nftables). Run as root.',
    );
  });
});
