import { describe, expect, it } from 'vitest';
import { device, entry, explained, here, listener, noFirewall, ufwPolicy } from './situations.js';

const wildcard = listener('0.0.0.0', { scope: 'all-interfaces', interfaces: ['eth0', 'lo'] });
const interfaces = [device('eth0', '10.1.0.2/24'), device('eth1', '10.2.0.2/24')];
const elsewhere = { asymmetric: true, interface: 'eth1' } as const;
const neighbours = entry('local-network', 'allowed', noFirewall, ['10.1.0.0/24']);
const stray = entry('local-network', 'allowed', noFirewall, ['10.1.0.0/24'], elsewhere);

function said(reach: Parameters<typeof explained>[0]['reach']) {
  return explained({ listener: wildcard, reach, exposure: 'local-network' }, { interfaces });
}

describe('senders under addresses that this host answers by another interface', () => {
  it('stay out of the headline where others of their audience get in', () => {
    expect(said([here, neighbours, stray]).explanation).toBe(
      'Anyone on 10.1.0.0/24 through eth0; not the internet: no route leads there.',
    );
  });

  it('have one note of their own that says who could use them, and by which way the answer goes', () => {
    const inside = entry('local-network', 'allowed', noFirewall, ['10.2.0.0/24'], { interface: 'eth1' });
    expect(said([here, neighbours, inside, stray]).notes).toContain(
      'On the link of eth1, whoever sends under an address that belongs elsewhere can get in too (rp_filter is off there); the answer leaves by another interface.',
    );
  });

  it('are said plainly to be all that gets in by an interface', () => {
    const stopped = entry('local-network', 'blocked', ufwPolicy, ['10.2.0.0/24'], { interface: 'eth1' });
    expect(said([here, neighbours, stopped, stray]).notes).toContain(
      'On the link of eth1, only who sends under an address that belongs elsewhere can get in (rp_filter is off there); the answer leaves by another interface.',
    );
  });

  it('make the headline where nobody else gets in', () => {
    const stopped = entry('local-network', 'blocked', ufwPolicy, ['10.2.0.0/24'], { interface: 'eth1' });
    expect(said([here, stopped, stray]).explanation).toBe(
      'Only who sends from the link of eth1 under an address that belongs elsewhere; not the internet: no route leads there.',
    );
  });

  it('come after those of narrower audiences that get in as usual, in the headline too', () => {
    const stopped = entry('local-network', 'blocked', ufwPolicy, ['10.2.0.0/24'], { interface: 'eth1' });
    const inside = entry('containers', 'allowed', noFirewall, ['172.17.0.0/16'], { interface: 'docker0' });
    const docker = device('docker0', '172.17.0.1/16', { audience: 'containers' });
    const { explanation } = explained(
      { listener: wildcard, reach: [here, inside, stopped, stray], exposure: 'local-network' },
      { interfaces: [...interfaces, docker] },
    );
    expect(explanation).toBe(
      'Containers and virtual machines on docker0 (172.17.0.0/16), and who sends from the link of eth1 under an address that belongs elsewhere; not the internet: no route leads there.',
    );
  });

  it('are not blamed on rp_filter over IPv6, which has none', () => {
    const six = entry('local-network', 'allowed', noFirewall, ['2001:db8::/32'], elsewhere);
    expect(said([here, neighbours, six]).notes.join()).toContain('IPv6 has no rp_filter');
  });
});
