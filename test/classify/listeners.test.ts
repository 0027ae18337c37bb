import { describe, expect, it } from 'vitest';
import { classifyListeners } from '../../src/classify/listeners.js';
import type { Facts, NamespaceFacts, Process, Socket } from '../../src/model/facts.js';
import { factsOf, iface, lo, namespaceOf, route, socket } from '../reach/a-host.js';

const interfaces = [
  lo('10.9.9.9/32'),
  iface('eth0', ['10.1.0.2/24', 'fe80::2/64']),
  iface('eth1', ['fd02::2/64']),
  iface('eth2', ['10.3.0.2/24'], { up: false }),
];

function classify(sockets: readonly Socket[], more: Partial<Facts> = {}) {
  const routes = [route('192.0.2.0/24', 'lo', { type: 'local', table: 255 })];
  return classifyListeners({ ...factsOf(namespaceOf({ interfaces, sockets, routes })), ...more });
}
const one = (made: Socket) => classify([made])[0];

describe('the id of a listener', () => {
  it.each([
    [socket('tcp 0.0.0.0 80'), 'tcp/0.0.0.0:80'],
    [socket('tcp :: 80'), 'tcp/[::]:80'],
    [socket('tcp fe80::2 22', { device: 'eth0' }), 'tcp/[fe80::2%eth0]:22'],
    [socket('udp 0.0.0.0 67', { device: 'eth0' }), 'udp/0.0.0.0%eth0:67'],
    [socket('tcp :: 80', { device: 'eth0' }), 'tcp/[::]%eth0:80'],
    [socket('tcp ::ffff:127.0.0.1 80'), 'tcp/[::ffff:127.0.0.1]:80'],
    [socket('tcp :: 80', { v6only: true }), 'tcp/[::]:80'],
    [socket('udp ff02::fb 5353', { device: 'eth0' }), 'udp/[ff02::fb%eth0]:5353'],
  ])('has no pid, inode or time in it: %#', (made, id) => {
    expect(one(made)?.id).toBe(id);
    expect(one({ ...made, inode: 99, pids: [7] })?.id).toBe(id);
  });

  it('tells the v6only one of two from the other, and only then', () => {
    const both = classify([socket('tcp :: 80'), socket('tcp :: 80', { v6only: true })]);
    expect(both.map(({ id }) => id)).toEqual(['tcp/[::]:80', 'tcp/[::]:80/v6only']);
  });

  it('ends with the namespace where that is not the current one: its name, its container, or its number', () => {
    const other = (id: number, told: Partial<NamespaceFacts>): NamespaceFacts => ({
      ...namespaceOf({ interfaces, sockets: [socket('tcp :: 80')] }),
      id: `net:[${id}]`,
      current: false,
      ...told,
    });
    const facts = factsOf(namespaceOf({ interfaces, sockets: [socket('tcp :: 80')] }));
    const others = [
      other(2, { name: 'blue', containers: ['shop'] }),
      other(3, { containers: ['web'] }),
      other(4, {}),
      other(5, { name: 'web' }),
    ];
    const ids = classifyListeners({ ...facts, namespaces: [...facts.namespaces, ...others] }).map(
      ({ id }) => id,
    );
    expect(ids).toEqual([
      'tcp/[::]:80',
      'tcp/[::]:80@blue',
      'tcp/[::]:80@web[3]',
      'tcp/[::]:80@net:[4]',
      'tcp/[::]:80@web[5]',
    ]);
  });
});

describe('what a listener accepts', () => {
  it.each([
    ['0.0.0.0', undefined, ['ipv4']],
    ['::', false, ['ipv4', 'ipv6']],
    ['::', true, ['ipv6']],
    ['::', undefined, ['ipv4', 'ipv6']],
    ['fd02::2', false, ['ipv6']],
    ['::ffff:10.1.0.2', false, ['ipv4']],
    ['::ffff:0.0.0.0', false, ['ipv4']],
  ])('bound to %s with v6only %s is %j', (address, v6only, accepts) => {
    expect(one(socket(`tcp ${address} 80`, { v6only }))?.accepts).toEqual(accepts);
  });
});

describe('the interfaces of a listener', () => {
  it.each([
    ['tcp 0.0.0.0 80', ['lo', 'eth0']],
    ['tcp :: 80', ['lo', 'eth0', 'eth1']],
    ['tcp 10.1.0.2 80', ['eth0']],
    ['tcp 10.9.9.9 80', ['lo']],
    ['tcp 10.3.0.2 80', ['eth2']],
    ['tcp 127.0.0.2 80', ['lo']],
    ['tcp ::ffff:10.1.0.2 80', ['eth0']],
    ['tcp 192.0.2.7 80', ['lo']],
    ['tcp 10.7.7.7 80', []],
    ['udp 10.1.0.255 137', ['eth0']],
  ])('%s are %j', (text, names) => {
    expect(one(socket(text))?.interfaces).toEqual(names);
  });

  it('bound to a device are that device', () => {
    expect(one(socket('tcp 0.0.0.0 80', { device: 'eth1' }))?.interfaces).toEqual(['eth1']);
  });
});

describe('the owner of a listener', () => {
  const nginx: Process = { pid: 7, name: 'nginx', command: ['nginx'] };

  it('is every process that holds one of its sockets', () => {
    const processes = [nginx, { ...nginx, pid: 8 }];
    const workers = [socket('tcp 0.0.0.0 80', { pids: [8] }), socket('tcp 0.0.0.0 80', { pids: [7, 8] })];
    const [listener] = classify(workers, { processes });
    expect(listener?.owner.processes.map(({ pid }) => pid)).toEqual([7, 8]);
    expect(listener?.sockets).toHaveLength(2);
  });

  it('is known by its pid even when the process has ended meanwhile', () => {
    expect(one(socket('tcp 0.0.0.0 80', { pids: [9] }))?.owner).toMatchObject({ processes: [{ pid: 9 }] });
  });

  it('is the kernel without an inode, and unknown with one', () => {
    expect(one(socket('udp 0.0.0.0 4789', { inode: 0 }))?.owner.kind).toBe('kernel');
    expect(one(socket('udp 0.0.0.0 4789', { inode: 5 }))?.owner.kind).toBe('unknown');
    const pasted = classify([socket('tcp 0.0.0.0 80', { inode: undefined })], { collector: 'pasted' });
    expect(pasted[0]?.owner.kind).toBe('unknown');
  });
});
