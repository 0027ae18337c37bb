import { describe, expect, it } from 'vitest';
import { compareAudits } from '../../src/compare/compare.js';
import { changeDocument, changeLine } from '../../src/export/changes.js';
import { sampleEntry, sampleListener } from '../export/sample.js';

const narrow = sampleListener({ reach: [sampleEntry({ sources: ['10.1.0.0/25'] })] });
const wide = sampleListener({ reach: [sampleEntry({ sources: ['10.1.0.0/24'] })] });
const other = sampleListener({ id: 'tcp/127.0.0.1:9', exposure: 'this-host', reach: [] });

describe('two audits', () => {
  it('that are alike have no changes', () => {
    expect(compareAudits([wide, other], [other, wide])).toEqual([]);
  });

  it('however their entries are split, since the sources count', () => {
    const split = sampleListener({
      reach: [sampleEntry({ sources: ['10.1.0.0/25'] }), sampleEntry({ sources: ['10.1.0.128/25'] })],
    });
    expect(compareAudits([wide], [split])).toEqual([]);
  });

  it('tell what opened and closed, widest exposure first', () => {
    expect(compareAudits([other], [wide]).map(({ kind, listener }) => `${kind} ${listener.id}`)).toEqual([
      'opened tcp/0.0.0.0:80',
      'closed tcp/127.0.0.1:9',
    ]);
  });

  it('tell the sources for which a listener widened or narrowed', () => {
    const shift = { interface: 'eth0', destination: '10.1.0.2', port: 80, sources: ['10.1.0.128/25'] };
    expect(compareAudits([narrow], [wide])).toMatchObject([{ kind: 'widened', gained: [shift], lost: [] }]);
    expect(compareAudits([wide], [narrow])).toMatchObject([{ kind: 'narrowed', gained: [], lost: [shift] }]);
  });

  it('tell a listener that moved as changed', () => {
    const moved = sampleListener({ reach: [sampleEntry({ sources: ['10.2.0.0/24'] })] });
    expect(compareAudits([wide], [moved])).toMatchObject([{ kind: 'changed' }]);
  });

  it('count what is allowed only: blocked and conditional entries are no change', () => {
    const doubted = sampleListener({
      reach: [
        sampleEntry(),
        sampleEntry({
          sources: ['0.0.0.0/0'],
          verdict: 'conditional',
          reason: { code: 'firewall-not-evaluated' },
        }),
      ],
    });
    expect(compareAudits([wide], [doubted])).toEqual([]);
  });
});

describe('a change', () => {
  const [change] = compareAudits([narrow], [wide]);

  it('is one line', () => {
    expect(change && changeLine(change)).toBe(
      '>  widened   tcp/0.0.0.0:80  nginx  reached by local-network as before  now also from 10.1.0.128/25 by eth0 to 10.1.0.2:80',
    );
  });

  it('is one document', () => {
    expect(change && changeDocument(change, '2026-11-21T22:30:00.000Z')).toMatchObject({
      change: 'widened',
      at: '2026-11-21T22:30:00.000Z',
      listener: 'tcp/0.0.0.0:80',
      exposure: 'local-network',
      exposure_before: 'local-network',
      gained: [{ sources: ['10.1.0.128/25'] }],
    });
  });
});
