import type { ConnectionState } from '../../model/listing.js';

/**
 * The words for the states, as netstat of Windows and Linux (net-tools) print them in the languages that translate them,
 * ss, lsof and PowerShell. Blanks, `_` and `-` between their parts are left out.
 */
const WORDS: Readonly<Record<'listening' | Exclude<ConnectionState, 'connected' | 'unknown'>, string>> = {
  listening:
    'LISTEN LISTENING ABHÖREN ESCUCHANDO ESCUCHA ESCUCHAR OUVINDO ESCUTANDO OUÇA ÀLÉCOUTE ÉCOUTE NASLOUCHÁ NASLOUCHÁNÍ NASŁUCHIWANIE INASCOLTO',
  established:
    'ESTAB ESTABLISHED HERGESTELLT VERBUNDEN ESTABELECIDA ESTABELECIDO ESTABLECIDO ESTABLECIDA ÉTABLIE ÉTABLI STABILITA SPOJENO USTANOWIONO',
  'syn-sent': 'SYNSENT SYNSEND SYNGESENDET SYNENVIADO',
  'syn-received': 'SYNRECEIVED SYNRECV SYNRCVD NEWSYNRECV SYNEMPFANGEN SYNRECEBIDO',
  'fin-wait-1': 'FINWAIT1 FINWARTEN1 ESPERAFIN1',
  'fin-wait-2': 'FINWAIT2 FINWARTEN2 ESPERAFIN2',
  'close-wait': 'CLOSEWAIT SCHLIESSENWARTEN ESPERANDOFECHAR',
  closing: 'CLOSING SCHLIESSEND FECHANDO ZAVÍRÁ',
  'last-ack': 'LASTACK LETZTESACK ÚLTIMOACK POSLEDNÍACK',
  'time-wait': 'TIMEWAIT TIMEDWAIT WARTEND',
  closed: 'CLOSED CLOSE UNCONN IDLE DELETETCB UNBOUND FECHAR ZAVŘEN',
  bound: 'BOUND',
};

const PATTERNS = Object.entries(WORDS).flatMap(([state, words]) =>
  words.split(' ').map((word) => [state as keyof typeof WORDS, pattern(word)] as const),
);

/** The state behind a listing's word; undefined when the word is not known. */
export function stateOfWord(word: string): keyof typeof WORDS | undefined {
  const bare = word.replace(/[-_' ]/g, '');
  return PATTERNS.find(([, each]) => each.test(bare))?.[0];
}

/**
 * A letter beyond ASCII may have suffered on its way through code pages: ABHÖREN arrives as ABH?REN, ABH™REN, ABHOREN,
 * ABHÃ–REN. Whatever stands in its place, the other letters tell.
 */
function pattern(word: string): RegExp {
  const letters = Array.from(word, (letter) => {
    const base = letter.normalize('NFD').charAt(0);
    return letter === base && letter <= '\x7f' ? letter : `(?:${base}|\\?|[^\\x00-\\x7f]{1,4})`;
  });
  return new RegExp(`^${letters.join('')}$`, 'iu');
}
