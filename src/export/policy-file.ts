import { gapSentence } from '../explain/gaps.js';
import { ownerWords } from '../explain/owner-words.js';
import type { Audit } from '../model/audit.js';
import type { Exposure } from '../model/listener.js';
import type { PolicyDraft } from '../model/policy.js';
import { escapeText } from './escape-text.js';
import { listenerEndpoint } from './listener-endpoint.js';
import { commentLines, draftLines } from './policy-yaml.js';

/** A whole policy as YAML, with comments for whoever goes through it. */
export function policyFile(drafts: readonly PolicyDraft[], fallback: Exposure, audit: Audit): string {
  const host = `${audit.host.hostname} as it was at ${audit.capturedAt}`;
  const lines = [
    ...commentLines(
      `What is meant to be reachable: ${host}. Written by listenscope check --init; strike out what is not meant, and say of the rest who answers for it and why.`,
    ),
    ...(audit.gaps.length === 0 ? [] : ['#', '# Not seen, and so perhaps missing below:']),
    ...[...new Set(audit.gaps.map(gapSentence))].flatMap((gap) => commentLines(`- ${gap}`)),
    '',
    'version: 1',
    '',
    ...commentLines(
      'Who may reach what no entry names. An audience includes all before it: none, this-host, containers, vpn, local-network, private-networks, internet.',
    ),
    `default: ${fallback}`,
    ...permittedByDefault(audit),
    '',
    drafts.length === 0 ? 'allow: []' : 'allow:',
    ...drafts.flatMap((draft, i) => [
      ...(i === 0 ? [] : ['']),
      ...draft.about.slice(0, 3).flatMap((sentence) => commentLines(sentence, '  ')),
      ...(draft.about.length > 3 ? [`  # … and ${draft.about.length - 3} more like these.`] : []),
      ...draftLines(draft),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** What needs no entry, to be seen all the same. */
function permittedByDefault({ listeners }: Audit): readonly string[] {
  const narrow = listeners.filter(
    ({ exposure, exposureAtMost }) =>
      (exposure === 'this-host' || exposure === 'none') && exposureAtMost === undefined,
  );
  if (narrow.length === 0) return [];
  const rows = narrow.map(
    (listener) => `#   ${listener.protocol} ${listenerEndpoint(listener)}  ${ownerWords(listener)}`,
  );
  return ['# Today that is enough for:', ...[...new Set(rows.map(escapeText))]];
}
