import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'listenscope-check-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const DOCKER = 'test/fixtures/hosts/docker-proxy-on/facts.json';

function listenscope(...options: readonly string[]) {
  return spawnSync(process.execPath, ['dist/cli.cjs', 'check', ...options], { encoding: 'utf8' });
}

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

describe('check', () => {
  it.each([
    [[], 'usage: listenscope check --policy FILE'],
    [['--policy', '/nonexistent.yaml'], 'cannot read /nonexistent.yaml: there is no such file'],
    [['--policy', '-', '--from', '-'], '--policy and --from cannot both be read from stdin'],
    [['--policy', 'x', '--format', 'csv'], '--format cannot be "csv": text, json, sarif, junit'],
  ])('with %j is bad usage', (options, message) => {
    const { status, stdout, stderr } = listenscope(...options);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says in one line what is wrong with a policy, and where', () => {
    const policy = file(
      'bad.yaml',
      'version: 1\ndefault: this-host\nallow:\n  - port: 22\n    reachable_by: locl-network\n    owner: a\n    reason: b\n',
    );
    const { status, stdout, stderr } = listenscope('--policy', policy, '--from', DOCKER);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      `listenscope: ${policy}:5:19: allow[0].reachable_by: expected one of this-host, containers, vpn, local-network, private-networks, internet, a network such as 10.1.0.0/24, or a list of these; got "locl-network"; did you mean local-network?\n`,
    );
  });

  it('reads JSON as well', () => {
    const policy = file('policy.json', '{\n\t"version": 1,\n\t"default": "internet"\n}\n');
    expect(listenscope('--policy', policy, '--from', DOCKER).status).toBe(0);
  });

  it('cannot decide from a listing, which has no firewall', () => {
    const policy = file('default.yaml', 'version: 1\ndefault: this-host\n');
    const listing = file(
      'ss.txt',
      'tcp LISTEN 0 128 127.0.0.1:631 0.0.0.0:*\ntcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n',
    );
    const { status, stdout } = listenscope('--policy', policy, '--from', listing);
    expect(status).toBe(3);
    expect(stdout).toContain('NOT DECIDED  tcp/0.0.0.0:22');
  });
});
