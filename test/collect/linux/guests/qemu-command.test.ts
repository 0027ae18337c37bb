import { expect, it } from 'vitest';
import { guestOfQemu } from '../../../../src/collect/linux/owners/guests/qemu-command.js';

const guest = (...words: string[]) => guestOfQemu(['qemu-system-x86_64', ...words]);

it.each([
  [['-name', 'guest=web,debug-threads=on'], 'web'],
  [['-name', 'guest=a,,b,process=x'], 'a,b'],
  [['-id', '100', '-name', 'mail,debug-threads=on'], 'mail'],
  [['-name', 'mail'], 'mail'],
])('%j names the guest %s', (words, name) => {
  expect(guest(...words)?.name).toBe(name);
});

it.each([[['-m', '64']], [['-name']], [['-name', 'debug-threads=on']], [['-name', 'process=x']]])(
  '%j names none',
  (words) => {
    expect(guest(...words)).toBeUndefined();
  },
);

it('tells the hardware addresses of all cards, in either way to write them', () => {
  const options = [
    ['-device', 'virtio-net-pci,netdev=n0,mac=52:54:00:AA:BB:01'],
    ['-device', '{"driver":"virtio-net-pci","netdev":"n1","mac":"52:54:00:aa:bb:02"}'],
    ['-nic', 'tap,ifname=tap3,macaddr=52:54:00:aa:bb:03'],
  ];
  const macs = guest('-name', 'web', ...options.flat())?.macs;
  expect(macs).toEqual(['52:54:00:aa:bb:01', '52:54:00:aa:bb:02', '52:54:00:aa:bb:03']);
});
