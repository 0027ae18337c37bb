import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csvRows } from '../../src/export/csv.js';
import { inspect } from '../../src/inspect.js';
import type { Audit } from '../../src/model/audit.js';
import { recordedFacts } from '../recorded/replay.js';
import { HOSTILE_NAMES, hostileAudit } from './hostile.js';

/** Read by a parser that holds RFC 4180 strictly: every row has as many fields as the first, and ends with CRLF. */
function parsed(audit: Audit): Record<string, string>[] {
  const text = [...csvRows(audit)].join('');
  return parse(text, { columns: true, record_delimiter: '\r\n', relax_quotes: false });
}

describe('the rows of a recorded host', () => {
  const audit = inspect(recordedFacts('docker-proxy-on'));
  const rows = parsed(audit);

  it('are one for each listener and each forward', () => {
    expect(rows.map(({ kind, id }) => `${kind} ${id}`).toSorted()).toEqual(
      [
        ...audit.listeners.map(({ id }) => `listener ${id}`),
        ...audit.forwards.map(({ id }) => `forward ${id}`),
      ].toSorted(),
    );
  });

  it('say who gets through, why, and by which rule', () => {
    expect(rows.find(({ id }) => id === 'tcp/8083→172.17.0.5:80')).toMatchObject({
      hostname: 'docker-proxy-on',
      complete: 'true',
      port: '8083',
      target: '172.17.0.5 80',
      exposure: 'private-networks',
      reason: 'firewall-accept',
      rule: 'docker: port 80 of container 172.17.0.5',
      allowed: expect.stringContaining('local-network: 10.10.1.0/24 203.0.113.0/24'),
    });
    expect(rows.find(({ id }) => id === 'tcp/127.0.0.1:8081')).toMatchObject({
      exposure: 'this-host',
      processes: 'docker-proxy',
      why: 'bound to loopback',
    });
  });
});

describe('hostile names', () => {
  const rows = parsed(hostileAudit());

  it('stay in their cells', () => {
    expect(rows).toHaveLength(HOSTILE_NAMES.length);
    expect(rows.find(({ port }) => port === '1008')?.processes).toBe('a,b"c');
    expect(rows.find(({ port }) => port === '1009')?.processes).toBe('line\\nbreak\\r\\nand more');
  });

  it('are no formulas, nor do they hold a character that is obeyed', () => {
    for (const cell of rows.flatMap((row) => Object.values(row))) {
      expect(cell).not.toMatch(/(^|;)[\s\p{Z}]*[=+\-@＝＋－＠]/u);
      expect(cell).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }
    expect(rows.find(({ port }) => port === '1002')?.processes).toBe("'-2+3");
  });
});

it('a list of very many ranges is cut, and says so', () => {
  const audit = inspect(recordedFacts('docker-proxy-on'));
  const many = Array.from({ length: 5000 }, (_, index) => `10.${index >> 8}.${index & 255}.1/32`);
  const [listener] = audit.listeners;
  if (listener === undefined) throw new Error('no listener');
  const reach = listener.reach.map((entry) => ({ ...entry, sources: many }));
  const [row] = parsed({ ...audit, listeners: [{ ...listener, reach }], forwards: [] });
  expect(row?.allowed).toMatch(/ and 49\d\d more/);
  expect(row?.allowed?.length).toBeLessThan(32_767);
});
