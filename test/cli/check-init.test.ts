import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { findTool } from '../support/find-tool.js';
import { addNetworkNamespace, type NetworkNamespace } from '../support/network-namespace.js';
import { type OpenSockets, openSockets } from '../support/open-sockets.js';
import { requires } from '../support/requires.js';

const COMMAND = [process.execPath, 'dist/cli.cjs', 'check'] as const;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'listenscope-check-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

interface Finding {
  readonly rule: string;
  readonly key: string;
  readonly found: string;
  readonly why: string;
  readonly policy: string;
  readonly mend: readonly { readonly lines: readonly string[] }[];
  readonly permit: { readonly yaml: string } | null;
}

requires({ root: true, platform: 'linux', tools: ['ip', 'nft', 'nsenter'], paths: ['dist/cli.cjs'] })(
  'a policy written by --init',
  () => {
    let host: NetworkNamespace;
    let lan: NetworkNamespace;
    let open: OpenSockets;
    let policy: string;
    let count = 0;

    /** Runs `words` in the host's namespace. */
    const within = (words: readonly string[], input = '') => {
      const enter = [`--net=/run/netns/${host.name}`, ...words];
      return spawnSync(findTool('nsenter') ?? 'nsenter', enter, { encoding: 'utf8', input });
    };
    const nft = (rules: string) => {
      const { status, stderr } = within([findTool('nft') ?? 'nft', '-f', '-'], rules);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    };
    const check = (...options: readonly string[]) =>
      within([...COMMAND, '--netns', 'current', '--policy', policy, ...options]);
    const violations = () => {
      const { status, stdout } = check('--json');
      const findings: readonly Finding[] = JSON.parse(stdout).findings;
      return { status, findings };
    };
    const rebind = async (...specs: readonly string[]) => {
      await open.close();
      open = await openSockets(specs, { namespace: host.name });
    };

    beforeEach(async () => {
      host = addNetworkNamespace();
      lan = addNetworkNamespace();
      host.ip(`link add eth0 type veth peer name far netns ${lan.name}
        addr add 10.77.0.2/24 dev eth0
        link set eth0 up
        link add br0 type bridge
        addr add 172.30.0.1/24 dev br0
        link set br0 up`);
      lan.ip(`addr add 10.77.0.1/24 dev far
        link set far up`);
      nft(`table inet filter {
        chain input { type filter hook input priority 0; policy accept; iifname != "lo" tcp dport 5432 drop; }
      }`);
      open = await openSockets(['tcp:127.0.0.1:6379', 'tcp:0.0.0.0:5432', 'tcp:0.0.0.0:80'], {
        namespace: host.name,
      });
      count += 1;
      policy = join(directory, `policy-${count}.yaml`);
      expect(check('--init')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    });
    afterEach(async () => {
      await open?.close();
      host?.remove();
      lan?.remove();
    });

    it('passes now, and names what more than this host reaches', () => {
      expect(check()).toMatchObject({
        status: 0,
        stdout: `${policy}: no violations; 3 listeners and forwarded ports checked.\n`,
        stderr: '',
      });
      const written = readFileSync(policy, 'utf8');
      expect(written).toMatch(/address: 0\.0\.0\.0\n {4}port: 80\n {4}reachable_by: local-network\n/);
      expect(written).not.toContain('port: 5432');
      expect(check('--init')).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('it exists already'),
      });
    });

    it('fails when a service is bound to 0.0.0.0 instead of 127.0.0.1', async () => {
      await rebind('tcp:0.0.0.0:6379', 'tcp:0.0.0.0:5432', 'tcp:0.0.0.0:80');
      const { status, findings } = violations();
      expect(status).toBe(1);
      expect(findings).toMatchObject([
        {
          rule: 'exposed',
          key: 'exposed tcp/0.0.0.0:6379',
          found: expect.stringMatching(
            /^Anyone on 10\.77\.0\.0\/24 through eth0 .*can reach it, at 10\.77\.0\.2:6379/,
          ),
          why: 'It is bound to 0.0.0.0, which is every address of its network namespace, and no firewall rule stops it.',
          policy: expect.stringContaining('the default permits this-host'),
        },
      ]);
      const { stdout } = check();
      expect(stdout).toContain('VIOLATION  tcp/0.0.0.0:6379');
      expect(stdout).toMatch(
        /mend {4}Let Node\.js listen on this machine only.*:\n +server\.listen\(6379, '127\.0\.0\.1'\)\n/s,
      );
    });

    it('passes again when the entry that it offers is added', async () => {
      await rebind('tcp:0.0.0.0:6379', 'tcp:0.0.0.0:5432', 'tcp:0.0.0.0:80');
      const [finding] = violations().findings;
      writeFileSync(policy, `${readFileSync(policy, 'utf8')}\n${finding?.permit?.yaml}\n`);
      expect(check().status).toBe(0);
    });

    it('passes again when the rule that it offers is there', async () => {
      await rebind('tcp:0.0.0.0:6379', 'tcp:0.0.0.0:5432', 'tcp:0.0.0.0:80');
      const [finding] = violations().findings;
      const script = finding?.mend[1]?.lines.join('\n') ?? '';
      execFileSync('ip', ['netns', 'exec', host.name, 'sh', '-ec', script]);
      expect(check().status).toBe(0);
    });

    it('passes again when only those whom it does not permit are stopped', () => {
      const half = readFileSync(policy, 'utf8').replace(
        'reachable_by: local-network',
        'reachable_by: 10.77.0.0/25',
      );
      writeFileSync(policy, half);
      const [finding] = violations().findings;
      expect(finding).toMatchObject({ key: 'exposed tcp/0.0.0.0:80' });
      const script = finding?.mend[0]?.lines.join('\n') ?? '';
      expect(script).toMatch(/iifname "eth0" ip saddr (?:!= )?\{ 10\.77\.0\.(?:0|128)\/25 /);
      execFileSync('ip', ['netns', 'exec', host.name, 'sh', '-ec', script]);
      expect(violations()).toEqual({ status: 0, findings: [] });
      const { stdout } = within([
        process.execPath,
        'dist/cli.cjs',
        '--json',
        '--netns',
        'current',
        '--port',
        '80',
      ]);
      expect(JSON.parse(stdout).listeners).toMatchObject([{ exposure: 'local-network' }]);
    });

    it('fails when a firewall rule is dropped', () => {
      nft('flush chain inet filter input');
      expect(violations()).toMatchObject({
        status: 1,
        findings: [
          {
            rule: 'exposed',
            key: 'exposed tcp/0.0.0.0:5432',
            why: expect.stringContaining('no firewall rule stops it'),
          },
        ],
      });
    });

    it('fails when a container is published by NAT', () => {
      within(['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
      nft(`table ip nat {
        chain prerouting { type nat hook prerouting priority -100; tcp dport 8080 dnat to 172.30.0.2:80; }
      }`);
      const { status, findings } = violations();
      expect(status).toBe(1);
      expect(findings).toMatchObject([
        {
          rule: 'exposed',
          key: 'exposed tcp/8080→172.30.0.2:80',
          why: expect.stringContaining('NAT hands the port to 172.30.0.2:80'),
          permit: { yaml: expect.stringContaining('target: "*:80"') },
        },
      ]);
    });

    it('gives the same answer from a capture', () => {
      const capture = join(directory, `capture-${count}.json`);
      const captured = within([process.execPath, 'dist/cli.cjs', 'capture', '--netns', 'current']);
      writeFileSync(capture, captured.stdout);
      const [program, ...args] = COMMAND;
      const { status } = spawnSync(program, [...args, '--policy', policy, '--from', capture]);
      expect(status).toBe(0);
    });
  },
);
