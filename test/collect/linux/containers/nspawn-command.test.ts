import { expect, it } from 'vitest';
import { machineOfNspawn } from '../../../../src/collect/linux/owners/containers/nspawn-command.js';

const machine = (command: string) => machineOfNspawn(command.split(' '));

it.each([
  ['systemd-nspawn --keep-unit --machine=web -D /srv/x', 'web'],
  ['systemd-nspawn --keep-unit --machine web /sbin/init', 'web'],
  ['systemd-nspawn -bM web -D /srv/x', 'web'],
  ['systemd-nspawn -qbMweb', 'web'],
  ['systemd-nspawn --bind /srv:/srv -M web', 'web'],
  ['/usr/bin/systemd-nspawn --quiet --keep-unit --boot --directory=/var/lib/machines/mail', 'mail'],
  ['systemd-nspawn -D /srv/mail/ -- httpd -M other', 'mail'],
])('%s names the machine %s', (command, name) => {
  expect(machine(command)).toBe(name);
});

it.each([
  'systemd-nspawn -x -D /srv/mail',
  'systemd-nspawn -i disk.raw',
  'systemd-nspawn -D /',
  'systemd-nspawn httpd -M other',
  'systemd-nspawn -M',
  'systemd-nspawn',
])('%s names none', (command) => {
  expect(machine(command)).toBeUndefined();
});
