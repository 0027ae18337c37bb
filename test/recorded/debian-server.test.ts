import { describe, expect, it } from 'vitest';
import { purposeWords } from '../../src/explain/owner-words.js';
import { inspect } from '../../src/inspect.js';
import { recordedFacts } from './replay.js';

describe('the Debian server with ufw, Docker and services of systemd that was recorded whole', () => {
  const { listeners, gaps } = inspect(recordedFacts('debian-ufw-docker'));
  const one = (id: string) => listeners.find((listener) => listener.id === id);
  const holder = (id: string) => {
    const owner = one(id)?.owner;
    return owner && `${owner.processes[0]?.name}${purposeWords(owner)}`;
  };

  it('tells for which service systemd holds a socket, and where ssh hands connections on to', () => {
    expect(holder('tcp/[::]:22')).toBe('systemd for ssh.service');
    expect(holder('tcp/[::]:8108')).toBe('systemd for echo@.service');
    expect(holder('udp/[::]:69')).toBe('systemd for tftpd.service');
    expect(holder('tcp/0.0.0.0:111')).toBe('systemd for rpcbind.service');
    expect(holder('tcp/0.0.0.0:7001')).toBe('ssh for 127.0.0.1:6379 by way of anna@127.0.0.1');
    expect(holder('tcp/127.0.0.1:7003')).toBe('sshd for a tunnel of anna');
    expect(holder('tcp/0.0.0.0:8080')).toBe('docker-proxy for web:80');
  });

  it('tells that ufw does not stop what Docker publishes', () => {
    expect(one('tcp/[::]:80@web')?.exposure).toBe('internet');
    expect(one('tcp/0.0.0.0:8080')?.exposure).toBe('this-host');
    expect(one('tcp/0.0.0.0:5432')?.exposure).toBe('local-network');
    expect(one('tcp/[::]:21')).toMatchObject({ exposure: 'this-host', exposureAtMost: 'internet' });
  });

  it('names the service of a namespace that two services share', () => {
    expect(listeners.filter(({ id }) => id.endsWith('@alone.service')).map(({ port }) => port)).toEqual([
      8104, 8105,
    ]);
  });

  it('has no gap', () => {
    expect(gaps).toEqual([]);
  });
});
