import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prometheusMetrics } from '../../src/export/prometheus.js';
import { inspect } from '../../src/inspect.js';
import type { Audit } from '../../src/model/audit.js';
import { recordedFacts } from '../recorded/replay.js';
import { findTool } from '../support/find-tool.js';
import { requires } from '../support/requires.js';
import { HOSTILE_NAMES, hostileAudit } from './hostile.js';
import { sampleAudit, sampleListener } from './sample.js';

function textOf(audit: Audit): string {
  return [...prometheusMetrics(audit, '1.2.3')].join('');
}

/** Values by series, as written. */
function samples(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

/** A host with `count` listeners that the local network reaches, and one that the internet may reach. */
function manyListeners(count: number): Audit {
  const near = Array.from({ length: count }, (_, port) =>
    sampleListener({ id: `tcp/0.0.0.0:${port}`, port }),
  );
  const worst = sampleListener({ id: 'tcp/[::]:9', exposure: 'none', exposureAtMost: 'internet' });
  return sampleAudit({ listeners: [...near, worst] });
}

describe('the metrics', () => {
  it('have a sample for every audience, scope and kind of gap, so that alerts need not wait for one', () => {
    const series = samples(textOf(sampleAudit({ listeners: [] })));
    expect(series.get('listenscope_listeners{exposure="internet",scope="all-interfaces"}')).toBe(0);
    expect(series.get('listenscope_listeners_at_most{exposure="internet"}')).toBe(0);
    expect(series.get('listenscope_forwards{exposure="internet"}')).toBe(0);
    expect(series.get('listenscope_gaps{code="firewall-unreadable"}')).toBe(0);
    expect(series.get('listenscope_complete')).toBe(1);
    expect(series.get('listenscope_captured_timestamp_seconds')).toBe(
      Date.parse('2026-11-21T22:30:00Z') / 1000,
    );
  });

  it('count what is certain and what is only possible apart', () => {
    const series = samples(textOf(manyListeners(3)));
    expect(series.get('listenscope_listeners{exposure="local-network",scope="all-interfaces"}')).toBe(3);
    expect(series.get('listenscope_listeners{exposure="none",scope="all-interfaces"}')).toBe(1);
    expect(series.get('listenscope_listeners_at_most{exposure="internet"}')).toBe(1);
    expect(series.get('listenscope_exposure_level{kind="listener",id="tcp/[::]:9"}')).toBe(0);
    expect(series.get('listenscope_exposure_level_at_most{kind="listener",id="tcp/[::]:9"}')).toBe(6);
  });

  it('are bounded: of thousands of listeners the widest exposed have series, the others are counted', () => {
    const series = samples(textOf(manyListeners(5000)));
    const levels = [...series.keys()].filter((key) => key.startsWith('listenscope_exposure_level{'));
    expect(levels).toHaveLength(1000);
    expect(levels).toContain('listenscope_exposure_level{kind="listener",id="tcp/[::]:9"}');
    expect(series.get('listenscope_exposure_omitted')).toBe(4001);
  });
});

requires({ tools: ['promtool'] })('promtool', () => {
  const promtool = (args: readonly string[], input = '') =>
    execFileSync(findTool('promtool') ?? '', args, { input, encoding: 'utf8', stdio: 'pipe' });

  it.each([
    ['a recorded host', inspect(recordedFacts('docker-proxy-on'))],
    ['hostile names', hostileAudit()],
    ['nothing', sampleAudit({ listeners: [] })],
  ])('accepts the metrics of %s without a word', (_, audit) => {
    expect(promtool(['check', 'metrics'], textOf(audit))).toBe('');
  });

  it('accepts the alerting rules of docs/formats.md, and they fire', () => {
    const directory = mkdtempSync(join(tmpdir(), 'listenscope-rules-'));
    const rules = /```yaml\n(groups:.*?)```/s.exec(readFileSync('docs/formats.md', 'utf8'))?.[1] ?? '';
    writeFileSync(join(directory, 'rules.yml'), rules);
    const open = { ...sampleListener(), exposure: 'internet' } as const;
    const metrics = samples(textOf(sampleAudit({ listeners: [open], complete: false })));
    const alert = (alertname: string, labels: object, summary: string) => ({
      alertname,
      eval_time: '2h',
      exp_alerts: [{ exp_labels: { instance: 'web-01', ...labels }, exp_annotations: { summary } }],
    });
    const test = {
      rule_files: ['rules.yml'],
      tests: [
        {
          interval: '1m',
          // These series begin in 1970: the host was looked at then, and never again.
          input_series: [...metrics].map(([series, value]) => ({
            series: `${series.replace('}', ',instance="web-01"}').replace(/^\w+$/, '$&{instance="web-01"}')}`,
            values: `${series.includes('timestamp') ? 0 : value}x120`,
          })),
          alert_rule_test: [
            alert(
              'ReachedFromTheInternet',
              { kind: 'listener', id: open.id, process: 'nginx' },
              `${open.id} (nginx) on web-01 is reached from the internet`,
            ),
            alert('ListenscopeIncomplete', {}, 'listenscope could not read everything on web-01'),
            alert('ListenscopeStale', {}, 'listenscope has not looked at web-01 for an hour'),
          ],
        },
      ],
    };
    writeFileSync(join(directory, 'test.yml'), JSON.stringify(test));
    expect(promtool(['test', 'rules', join(directory, 'test.yml')])).toContain('SUCCESS');
    rmSync(directory, { recursive: true });
  });
});

requires({ tools: ['prometheus-node-exporter'] })('the textfile collector of node_exporter', () => {
  let directory: string;
  let stop = () => {};
  let url: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'listenscope-textfile-'));
    const port = await freePort();
    url = `http://127.0.0.1:${port}/metrics`;
    const exporter = spawn(
      findTool('prometheus-node-exporter') ?? '',
      [
        '--collector.disable-defaults',
        '--collector.textfile',
        `--collector.textfile.directory=${directory}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
    stop = () => exporter.kill();
  });
  afterAll(() => {
    stop();
    rmSync(directory, { recursive: true });
  });

  it('serves every series of a file, with hostile names as they are shown', async () => {
    const text = textOf(hostileAudit());
    writeFileSync(join(directory, 'listenscope.prom'), text);
    const served = await scrape(url);
    expect(served).toContain('node_textfile_scrape_error 0');
    const lines = served.split('\n').filter((line) => line.startsWith('listenscope_'));
    expect(lines).toHaveLength(samples(text).size);
    const infos = lines.filter((line) => line.startsWith('listenscope_exposure_info'));
    expect(infos).toHaveLength(HOSTILE_NAMES.length);
    expect(served).toContain('process="line\\\\nbreak\\\\r\\\\nand more"');
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function scrape(url: string): Promise<string> {
  const until = Date.now() + 10_000;
  for (;;) {
    try {
      return await (await fetch(url)).text();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
