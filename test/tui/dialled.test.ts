import { describe, expect, it } from 'vitest';
import { dialledOf } from '../../src/tui/dialled.js';
import { sampleAudit } from './support/sample-audit.js';
import { listenerOf } from './support/sample-listeners.js';

describe('what clients dial', () => {
  it('is for the internet the public address, whatever stands first in the reach', () => {
    const listener = listenerOf({
      id: 'tcp/0.0.0.0:443',
      reach: [
        { interface: 'lo', audience: 'this-host', destinations: ['10.1.0.2', '192.0.43.8'] },
        { audience: 'local-network', destinations: ['fe80::1%eth0', '10.1.0.2', '192.0.43.8'] },
        { audience: 'internet', destinations: ['10.1.0.2', '192.0.43.8'] },
      ],
    });
    expect(dialledOf(listener, sampleAudit())[0]).toEqual({ address: '192.0.43.8', port: 443 });
  });

  it('is a link-local address only where there is no other', () => {
    const listener = listenerOf({
      id: 'tcp/[::]:22',
      reach: [{ audience: 'local-network', destinations: ['fe80::1%eth0', 'fd00::1'] }],
    });
    expect(dialledOf(listener, sampleAudit()).map(({ address }) => address)).toEqual([
      'fd00::1',
      'fe80::1%eth0',
    ]);
  });

  it('is nothing where nobody gets in', () => {
    const listener = listenerOf({ id: 'tcp/0.0.0.0:9', reach: [{ verdict: 'blocked' }] });
    expect(dialledOf(listener, sampleAudit())).toEqual([]);
  });
});
