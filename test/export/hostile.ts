import type { Audit } from '../../src/model/audit.js';
import { sampleAudit, sampleEntry, sampleListener, sampleProcess } from './sample.js';

/** Names that a program may give itself, and that somebody may hope a reader, a spreadsheet or a browser acts on. */
export const HOSTILE_NAMES = [
  '=HYPERLINK("http://evil.example","x")',
  "+1+cmd|' /C calc'!A0",
  '-2+3',
  '@SUM(1)',
  '\t=1',
  ' =1+1',
  'a; =1+1;-2',
  '＝1',
  'a,b"c',
  'line\nbreak\r\nand more',
  'a | b \\| c \\',
  '``` fence `',
  '`',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style></title><!--',
  '&lt;b&gt; &amp; &#60;',
  '**bold** _it_ ~~gone~~ [link](javascript:alert(1)) ![i](x)',
  'www.evil.example http://evil.example/a_b a@evil.example',
  '@everyone #1 $x^2$',
  '1. # - + > = |---|',
  '\u202etxt.exe\u2066',
  'nul\0esc\x1b[2J',
  '\ud800 lone',
  '{{7*7}} {% x %} $(reboot)',
] as const;

/** A host with a listener for each of these names, which also stand in its rule, its unit and its explanation. */
export function hostileAudit(names: readonly string[] = HOSTILE_NAMES): Audit {
  return sampleAudit({
    host: { hostname: names.join(' '), platform: 'linux', os: names.join(' ') },
    complete: false,
    gaps: names.map((name) => ({
      code: 'owners-unreadable',
      subject: name,
      detail: name,
      remedy: name,
    })),
    listeners: names.map((name, index) => {
      const rule = { table: 'inet filter', chain: name, text: name, comment: name, backend: 'nft' } as const;
      const reason = { code: 'firewall-accept', rule } as const;
      return sampleListener({
        id: `tcp/0.0.0.0:${1000 + index}`,
        port: 1000 + index,
        owner: {
          kind: 'process',
          processes: [
            sampleProcess({ pid: 1 + index, name, user: name, command: [name, name], systemdUnit: name }),
          ],
        },
        service: name,
        exposure: 'internet',
        reach: [
          sampleEntry({
            audience: 'internet',
            sources: ['0.0.0.0/0'],
            interface: name,
            port: 1000 + index,
            reason,
          }),
        ],
        explanation: `Anyone on the internet: ${name}.`,
        notes: [name],
      });
    }),
  });
}
