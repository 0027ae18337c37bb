/** Programs that do little else than hand on what they are asked, by the name that the kernel keeps (15 bytes). */
const RELAYS: ReadonlySet<string> = new Set([
  'apache2',
  'bore',
  'caddy',
  'chisel',
  'cloudflared',
  'envoy',
  'frpc',
  'gost',
  'haproxy',
  'hitch',
  'httpd',
  'lighttpd',
  'nginx',
  'ngrok',
  'openresty',
  'rathole',
  'socat',
  'squid',
  'ssh',
  'sshd',
  'sshd-session',
  'stunnel',
  'stunnel4',
  'systemd-socket-',
  'tailscale',
  'tailscaled',
  'traefik',
  'varnishd',
  'xinetd',
]);

export function isRelay(name: string): boolean {
  return RELAYS.has(name);
}

/** Where on this host's loopback a relay hands on to. */
export interface Target {
  readonly address?: string;
  readonly port: number;
}

/** True where its command line may tell where a relay hands on to. */
export function tellsTargets(name: string): boolean {
  return Object.hasOwn(READERS, name);
}

/** What the command line of a relay tells of where it hands on to, as far as that is loopback of this host. */
export function targetsOf(name: string, [self = '', ...words]: readonly string[]): readonly Target[] {
  return READERS[name]?.(words, self) ?? [];
}

/** By program: how its arguments are read. */
const READERS: Readonly<Record<string, (words: readonly string[], self: string) => readonly Target[]>> = {
  ssh: (words) => valuesOf(words, 'R').flatMap((value) => present(forwardedTo(value))),
  cloudflared: (words) => optionValues(words, '--url').flatMap((url) => present(endOf(url))),
  ngrok: ([kind = '', ...words]) => (/^(http|https|tcp|tls)$/.test(kind) ? operands(words) : []),
  tailscale: ([verb = '', ...words]) => (/^(serve|funnel)$/.test(verb) ? operands(words) : []),
  bore: ([verb, ...words]) => (verb === 'local' ? operands(words) : []),
  chisel: (words) =>
    words.filter((word) => word.startsWith('R:')).flatMap((word) => present(forwardedTo(word.slice(2)))),
  // systemd-socket-proxyd(8), in the 15 bytes that the kernel keeps, which others have in common with it.
  'systemd-socket-': (words, self) => (self.endsWith('systemd-socket-proxyd') ? operands(words) : []),
  socat: (words) =>
    words.flatMap((word) => present(endOf(/^tcp[46]?(?:-connect)?:([^,]+)/i.exec(word)?.[1] ?? ''))),
};

/** ssh -R [bind:]port:host:hostport */
function forwardedTo(value: string): Target | undefined {
  const [, host = '', port = ''] = /^(?:.*:)?\d+:(\[[^\]]+\]|[^:]+):(\d+)$/.exec(value) ?? [];
  return endOf(`${host}:${port}`);
}

/** "3000", "localhost:3000", "http://127.0.0.1:3000/path", "[::1]:80"; undefined where it is not loopback. */
function endOf(text: string): Target | undefined {
  const [, scheme = '', place = ''] = /^(?:(\w+):\/\/)?([^/]*)/.exec(text) ?? [];
  const [, host, digits] = /^(?:(\[[^\]]+\]|[^:]+):)?(\d+)$/.exec(place) ?? [undefined, place, undefined];
  const port = Number(digits ?? USUAL_PORTS[scheme]);
  const address = (host ?? 'localhost').replace(/^\[|\]$/g, '');
  if (!(port > 0 && port < 65_536)) return undefined;
  if (address === 'localhost') return { port };
  return address.startsWith('127.') || address === '::1' ? { address, port } : undefined;
}

const USUAL_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** What is neither an option nor the value of one that is written apart with "=". */
function operands(words: readonly string[]): readonly Target[] {
  return words.filter((word) => !word.startsWith('-')).flatMap((word) => present(endOf(word)));
}

/** "--url X" and "--url=X". */
function optionValues(words: readonly string[], option: string): readonly string[] {
  return words.flatMap((word, at) => {
    if (word === option) return present(words[at + 1]);
    return word.startsWith(`${option}=`) ? [word.slice(option.length + 1)] : [];
  });
}

/** "-R X", "-RX" and "-NR X". */
function valuesOf(words: readonly string[], letter: string): readonly string[] {
  return words.flatMap((word, at) => {
    const [, value] = new RegExp(`^-[A-Za-z]*?${letter}(.*)$`).exec(word) ?? [];
    if (value === undefined) return [];
    return value === '' ? present(words[at + 1]) : [value];
  });
}

function present<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
