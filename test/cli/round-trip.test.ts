import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHostIo } from '../../src/collect/host-io.js';
import { collectLinux } from '../../src/collect/linux/collect.js';
import { readFirewall } from '../../src/collect/linux/firewall/read-firewall.js';
import { auditDocument } from '../../src/export/json.js';
import { jsonPieces, jsonText } from '../../src/export/json-text.js';
import { inspect } from '../../src/inspect.js';
import type { Facts } from '../../src/model/facts.js';
import { recordedFacts } from '../recorded/replay.js';
import { findTool } from '../support/find-tool.js';
import { addNetworkNamespace } from '../support/network-namespace.js';
import { openSockets } from '../support/open-sockets.js';
import { requires } from '../support/requires.js';

/** The program in a folder that anybody may read, wherever the checkout is. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'listenscope-elsewhere-'));
  chmodSync(folder, 0o755);
  cpSync('dist', folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

function here(facts: Facts): string {
  return Buffer.concat(
    [...jsonPieces(auditDocument(inspect(facts), version))].map((piece) => Buffer.from(piece)),
  ).toString();
}

/** What another user's process says of the capture, in another time zone and language. */
function elsewhere(facts: Facts): string {
  const path = join(folder, 'capture.json');
  writeFileSync(path, jsonText(facts));
  const nobody = process.geteuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const env = { PATH: '/usr/bin', TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' };
  const argv = [join(folder, 'cli.cjs'), '--json', '--from', path];
  return execFileSync(process.execPath, argv, {
    cwd: '/',
    env,
    ...nobody,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
}

describe('a capture answers elsewhere as it does here, to the byte', () => {
  it.each(['docker-ufw-deny', 'firewalld-rich', 'sock-exotic'])(
    '%s, in a process of another user',
    (name) => {
      expect(elsewhere(recordedFacts(name))).toBe(here(recordedFacts(name)));
    },
  );

  it('redacted, with other names', () => {
    const argv = [
      join(folder, 'cli.cjs'),
      'capture',
      '--redact',
      '--from',
      'test/fixtures/hosts/docker-ufw-deny/facts.json',
    ];
    const capture = execFileSync(process.execPath, argv, { encoding: 'utf8' });
    const reads = [join(folder, 'cli.cjs'), '--from', '-', '--exposure', 'private-networks'];
    const [said, original] = [capture, jsonText(recordedFacts('docker-ufw-deny'))].map((input) =>
      execFileSync(process.execPath, reads, { input, encoding: 'utf8' }),
    );
    const shape = (table = '') =>
      table
        .split('\n')
        .map((row) => row.replace(/[\d.]+|\S+\/\S+|[ -]/g, ''))
        .sort();
    expect(shape(said)).toEqual(shape(original));
    expect(said).not.toMatch(/172\.17\.|python3/);
  });

  requires({ root: true, platform: 'linux', tools: ['ip', 'nft'] })('on a live kernel', () => {
    it('with sockets, routes and a firewall', async () => {
      const namespace = addNetworkNamespace();
      const opened = await openSockets(['tcp:0.0.0.0:22', 'tcp:[::]:80,v6only=0', 'udp:10.81.0.1:53'], {
        namespace: namespace.name,
      });
      try {
        namespace.ip('address add 10.81.0.1/24 dev lo\nroute add default via 10.81.0.2 dev lo');
        const rules = `table inet guard { set friends { type ipv4_addr; flags interval; elements = { 10.81.0.0/28 } }
          chain in { type filter hook input priority 0; policy drop; iif lo accept
            ip saddr @friends tcp dport 22 counter accept comment "friends only"
          }
        }
`;
        namespace.ip('link set lo up');
        execFileSync('nsenter', [`--net=/run/netns/${namespace.name}`, findTool('nft') ?? 'nft', '-f', '-'], {
          input: rules,
        });
        const facts = await namespace.enter(() => collectLinux(createHostIo(), { readFirewall }));
        expect(
          facts.namespaces.find(({ current }) => current)?.firewall?.nft?.nftables.length,
        ).toBeGreaterThan(3);
        expect(elsewhere(facts)).toBe(here(facts));
      } finally {
        await opened.close();
        namespace.remove();
      }
    });
  });
});
