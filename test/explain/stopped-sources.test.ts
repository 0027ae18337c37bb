import { describe, expect, it } from 'vitest';
import { stoppedSources } from '../../src/explain/closing/stopped-sources.js';
import { sampleEntry, sampleListener } from '../export/sample.js';

/** 10.1.0.0/24 as eth0 has it: without the host's own address and the broadcast address. */
const NETWORK = ['10.1.0.0/31', '10.1.0.3/32', '10.1.0.4/30', '10.1.0.8/29', '10.1.0.16/28', '10.1.0.32/27'];
const UPPER = [
  '10.1.0.128/26',
  '10.1.0.192/27',
  '10.1.0.224/28',
  '10.1.0.240/29',
  '10.1.0.248/30',
  '10.1.0.252/31',
];
const whole = sampleEntry({ sources: [...NETWORK, '10.1.0.64/26', ...UPPER, '10.1.0.254/32'] });
const listener = sampleListener({
  reach: [whole, sampleEntry({ interface: 'eth1', sources: ['10.2.0.0/16'] })],
});

describe('what a rule has to match to stop a part of the reach', () => {
  it('is the interface alone, where nobody else comes by it', () => {
    expect(stoppedSources(listener, [whole])).toEqual([{ interface: 'eth0', family: 'ipv4' }]);
  });

  it('is a whole network, where nobody is at the addresses that are missing', () => {
    const part = [{ ...whole, sources: [...UPPER, '10.1.0.254/32'] }];
    expect(stoppedSources(listener, part)).toEqual([
      { interface: 'eth0', family: 'ipv4', from: { networks: ['10.1.0.128/25'], negated: false } },
    ]);
  });

  it('is all but a few networks, where others stand between those of the part', () => {
    const permitted = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
    const internet = [
      '0.0.0.0/5',
      '8.0.0.0/7',
      '11.0.0.0/8',
      '12.0.0.0/6',
      '173.0.0.0/8',
      '193.0.0.0/8',
      '194.0.0.0/7',
      '196.0.0.0/6',
      '200.0.0.0/6',
    ];
    const open = sampleListener({ reach: [sampleEntry({ sources: [...permitted, ...internet] })] });
    const part = open.reach.map((way) => ({ ...way, sources: internet }));
    expect(stoppedSources(open, part)).toEqual([
      { interface: 'eth0', family: 'ipv4', from: { networks: permitted, negated: true } },
    ]);
  });

  it('is nothing, where the same sources are permitted at another address', () => {
    const elsewhere = sampleEntry({ destinations: ['10.1.0.9'] });
    const both = sampleListener({ reach: [sampleEntry(), elsewhere] });
    expect(stoppedSources(both, [elsewhere])).toBeUndefined();
  });

  it('is nothing, where NAT changed the port', () => {
    expect(stoppedSources(listener, [{ ...whole, port: 8080 }])).toBeUndefined();
  });
});
