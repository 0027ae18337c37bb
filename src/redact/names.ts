import { createHmac } from 'node:crypto';
import { INTERFACE_NAMES, INTERFACE_PREFIX, PATH_WORDS, RULE_WORDS, UNIT_WORDS } from './vocabulary.js';

const ALPHABETS = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEF', 'GHIJKLMNOPQRSTUVWXYZ'];

/** Words of a name of any kind: what stands between blanks and the punctuation of ASCII. */
const WORD = /[^\s!-/:-@[-`{-~]+/gu;

/** What a name is of, which decides what of it stays. */
export type NameKind = 'name' | 'interface' | 'rule' | 'unit' | 'path' | 'mac' | 'text';

interface Replaced {
  readonly kind: NameKind;
  readonly made: string;
}

/**
 * Replaces names, the same by the same wherever it stands, letter by letter: a letter becomes another one that depends on
 * the letters of its word before it. So names that began alike begin alike (`-i acme+` still matches), no two become one,
 * and hexadecimal digits stay such.
 */
export class Names {
  readonly #key: Uint8Array;
  readonly #words = new Map<string, string>();
  readonly #replaced = new Map<string, Replaced>();

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** Original and replacement of every name so far, as far as they differ. */
  get replaced(): ReadonlyMap<string, Replaced> {
    return this.#replaced;
  }

  /** Of a host, a user, a process, a container. */
  name(text: string): string {
    return this.#note(
      'name',
      text,
      text.replace(WORD, (word) => this.#word(word)),
    );
  }

  /** Of an interface, or of all that begin so: "eth0", "br-1a2b*", "acme+". */
  interface(text: string): string {
    if (INTERFACE_NAMES.has(text)) return text;
    const [, name = '', wildcard = ''] = /^(.*?)([*+]?)$/s.exec(text) ?? [];
    return (
      this.#note(
        'interface',
        name,
        name.replace(WORD, (word) => this.#interfaceWord(word)),
      ) + wildcard
    );
  }

  /** Of a table, chain, set or another object of a ruleset: the words that tell its maker stay, an interface's name is that interface's. */
  rule(text: string): string {
    // netavark's chains hold the network: nv_2f259bab_10_88_0_0_nm16.
    const parts = text.split(/((?<![^_])\d{1,3}(?:_\d{1,3}){3}(?![^_]))/);
    if (parts.length > 1)
      return this.#note(
        'rule',
        text,
        parts.map((part, at) => (at % 2 === 1 ? this.name(part) : this.rule(part))).join(''),
      );
    const replaced = text.replace(WORD, (word) => {
      if (RULE_WORDS.has(word) || /^\d{1,2}$/.test(word)) return word;
      // Shorewall's chains lead from zone to zone ("net2fw"); whoever fills block lists calls them so.
      const [, from, to] = /^(.+)2(.+)$/.exec(word) ?? [];
      if (from !== undefined && to !== undefined && (from === 'fw' || to === 'fw'))
        return `${this.rule(from)}2${this.rule(to)}`;
      const [, owner = '', list = ''] = /^(.+?)(blacklists?)$/i.exec(word) ?? [];
      return list === '' ? this.#interfaceWord(word) : this.#interfaceWord(owner) + list;
    });
    return this.#note('rule', text, replaced);
  }

  /** Of a unit, or a path of control groups: "system.slice/nginx.service", "docker-1a2b.scope", "user@1000.service". */
  unit(text: string): string {
    const replaced = text.replace(WORD, (word) =>
      UNIT_WORDS.has(word) || /^\d{1,6}$/.test(word) ? word : this.#word(word),
    );
    return this.#note('unit', text, replaced);
  }

  /** Of a file. */
  path(text: string): string {
    return this.#note(
      'path',
      text,
      text.replace(WORD, (word) =>
        PATH_WORDS.has(word) || /^\d{1,2}$/.test(word) ? word : this.#word(word),
      ),
    );
  }

  /** Free text, such as a comment: nothing of it stays but that equal ones are equal. */
  text(kind: string, text: string): string {
    if (text === '') return text;
    const made = `${kind}-${this.#digest(`${kind} ${text}`).toString('hex').slice(0, 8)}`;
    this.#replaced.set(text, { kind: 'text', made });
    return made;
  }

  /** A hardware address: group addresses are well known, others become locally administered ones. */
  mac(text: string): string {
    if (/^(?:01:00:5e|33:33|ff:ff|00:00:00:00)/i.test(text)) return text;
    const bytes = [...this.#digest(`mac ${text.toLowerCase()}`).subarray(0, text.split(':').length - 1)];
    return this.#note(
      'mac',
      text,
      ['02', ...bytes.map((byte) => byte.toString(16).padStart(2, '0'))].join(':'),
    );
  }

  /** What is replaced in several ways is an interface's name before anything else: prose names these most. */
  #note(kind: NameKind, original: string, made: string): string {
    const known = this.#replaced.get(original);
    if (made !== original && known?.kind !== 'interface') this.#replaced.set(original, { kind, made });
    return made;
  }

  #interfaceWord(word: string): string {
    const [kept = ''] = INTERFACE_PREFIX.exec(word) ?? [];
    return kept + this.#letters(word, kept.length);
  }

  #word(word: string): string {
    const known = this.#words.get(word) ?? this.#letters(word, 0);
    this.#words.set(word, known);
    return known;
  }

  #letters(word: string, from: number): string {
    let made = '';
    for (let at = from; at < word.length; at++) {
      const letter = word[at] ?? '';
      const alphabet = ALPHABETS.find((each) => each.includes(letter)) ?? ALPHABETS[2] ?? '';
      // Never by nothing, so that no letter stands for itself.
      const turn = 1 + ((this.#digest(`name ${word.slice(0, at)}`)[0] ?? 0) % (alphabet.length - 1));
      const place = alphabet.includes(letter) ? alphabet.indexOf(letter) : letter.charCodeAt(0);
      made += alphabet[(place + turn) % alphabet.length];
    }
    return made;
  }

  #digest(label: string): Buffer {
    return createHmac('sha256', this.#key).update(label).digest();
  }
}
