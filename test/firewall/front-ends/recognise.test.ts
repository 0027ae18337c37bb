import { describe, expect, it } from 'vitest';
import { FRONT_ENDS } from '../../../src/firewall/front-ends/recognise.js';
import { translateFirewall } from '../../../src/firewall/translate.js';
import { allRules, fixtureFacts } from '../fixtures.js';

const wordsIn = (fixture: string) =>
  new Set(
    allRules(translateFirewall(fixtureFacts(fixture)).ruleset).flatMap(({ ref }) => ref.frontEndWords ?? []),
  );
const tablesOf = (fixture: string) =>
  translateFirewall(fixtureFacts(fixture)).ruleset.tables.map(({ frontEnd }) => frontEnd);

describe('programs that write rules', () => {
  it("ufw's rules read as the commands that made them", () => {
    const words = wordsIn('ufw-limit-deny');
    for (const command of [
      'ufw limit 22/tcp',
      'ufw deny from 10.10.1.66',
      'ufw reject 25/tcp',
      'ufw allow 3000:3003/tcp',
      'ufw allow from any port 53 to any port 123 proto udp',
      'ufw allow from 198.51.100.0/24 to 203.0.113.1 port 80 proto tcp',
    ])
      expect(words).toContain(command);
    expect(wordsIn('ufw-route-out')).toContain(
      'ufw route allow in on wan0 out on lan0 to 10.10.1.2 port 80 proto tcp',
    );
    expect(wordsIn('ufw-route-out')).toContain('ufw allow out 53/udp');
    expect(wordsIn('ufw-legacy')).toContain('ufw allow from 10.10.1.0/24 to any port 22 proto tcp');
  });

  it('an interface makes ufw spell the port out', () => {
    const text = '-i lan0 -p tcp -m tcp --dport 443 -j ACCEPT';
    expect(FRONT_ENDS.ofRule({ table: 'filter', chain: 'ufw-user-input', text })).toEqual({
      frontEnd: 'ufw',
      frontEndWords: 'ufw allow in on lan0 to any port 443 proto tcp',
    });
  });

  it("firewalld's rules name the zone, and the service, port or rich rule", () => {
    for (const fixture of ['firewalld-rich', 'firewalld-ipt-rich']) {
      const words = wordsIn(fixture);
      expect(words).toContain('zone public, service http or port 80/tcp');
      expect(words).toContain('zone public, rich rule');
      expect(words).toContain('zone home, service ssh or port 22/tcp');
      expect([...words].filter((one) => one.startsWith('zone allow-host'))).toEqual([]);
    }
  });

  it("Docker's and podman's rules name the published port and the container", () => {
    expect(wordsIn('docker-legacy')).toContain('published port 8080 of container 172.17.0.2');
    expect(wordsIn('d28-ufw-deny')).toContain('port 80 of container 172.17.0.2');
    expect(wordsIn('pod5-nft')).toContain('published port 8113 of container fd00:90d::2');
    expect(wordsIn('podman-netavark')).toContain('published port 8080 of container 10.88.0.2');
  });

  it("fail2ban's rules name the jail", () => {
    expect(wordsIn('fail2ban-nft')).toEqual(new Set(['jail sshd', 'jail recidive', 'jail nginx-http-auth']));
    expect(wordsIn('fail2ban-ipset')).toContain('jail sshd');
  });

  it('a table belongs to the program that manages it, also where Docker added its chains', () => {
    expect(new Set(tablesOf('d28-ufw-deny'))).toEqual(new Set(['ufw', 'docker', undefined]));
    expect(tablesOf('firewalld-rich')).toEqual(['firewalld']);
    expect(tablesOf('libvirt')).toContain('libvirt');
    expect(tablesOf('shorewall-two')).toContain('shorewall');
    expect(tablesOf('k-complex')).toEqual([undefined]);
  });

  it('rules of nobody known have no front end', () => {
    expect(
      FRONT_ENDS.ofRule({ table: 'filter', chain: 'INPUT', text: '-p tcp -m tcp --dport 22 -j ACCEPT' }),
    ).toEqual({});
  });
});
