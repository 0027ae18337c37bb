import { describe, expect, it } from 'vitest';
import type { ReachEntry } from '../../../src/model/reach.js';
import { audienceTable } from '../../../src/tui/documents/detail/audience-table.js';
import { sampleAudit } from '../support/sample-audit.js';
import { listenerOf } from '../support/sample-listeners.js';

const NO_FIREWALL = { code: 'no-firewall' } as const;

function tableOf(width: number, ...reach: readonly Partial<ReachEntry>[]): readonly string[] {
  const listener = listenerOf({ id: 'tcp/0.0.0.0:443', reach });
  return audienceTable(listener, sampleAudit(), width, 'page').map((line) =>
    line
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );
}

describe('the table of audiences', () => {
  const both: readonly Partial<ReachEntry>[] = [
    { audience: 'internet', sources: ['0.0.0.0/0'], reason: NO_FIREWALL },
    { audience: 'local-network', reason: NO_FIREWALL },
  ];

  it('gives one reason once, below all whom it explains', () => {
    const rows = tableOf(60, ...both);
    expect(rows[1]).toContain('internet');
    expect(rows[2]).toContain('local net');
    expect(rows.filter((row) => row.includes('no firewall rules'))).toEqual([rows[3]]);
  });

  it('has a ditto mark in place of the same reason where reasons have a column', () => {
    const rows = tableOf(120, ...both);
    expect(rows[1]).toMatch(/no firewall rules$/);
    expect(rows[2]).toMatch(/″$/);
  });

  it('leaves out who only sends under an address that belongs elsewhere', () => {
    const rows = tableOf(60, ...both, {
      audience: 'local-network',
      sources: ['128.0.0.0/2'],
      asymmetric: true,
      verdict: 'blocked',
    });
    expect(rows.join('\n')).not.toContain('✕');
  });

  it('leaves out what no host sends from, such as a broadcast address', () => {
    const rows = tableOf(60, ...both, {
      audience: 'local-network',
      sources: ['10.1.0.255/32'],
      verdict: 'blocked',
    });
    expect(rows.join('\n')).not.toContain('✕');
  });

  it('shows these too where there is nothing else to say of an audience', () => {
    const stray = { audience: 'containers', interface: 'docker0', asymmetric: true } as const;
    expect(tableOf(60, ...both, { ...stray, reason: NO_FIREWALL }).join('\n')).toMatch(/containers +✓/);
  });
});
