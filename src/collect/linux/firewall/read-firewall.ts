import type { FirewallFacts, XtablesSave } from '../../../model/firewall-facts.js';
import type { Gap } from '../../../model/gap.js';
import type { HostIo } from '../../host-io.js';
import { PROC_NET } from '../system/proc-net.js';
import { rightsFor } from '../system/rights.js';
import { runWithin } from '../system/run-within.js';
import type { FirewallContext } from './firewall-context.js';
import { toolMissing, unreadable } from './firewall-gaps.js';
import { nftHasTables } from './netlink-nftables.js';
import { type NftListing, parseNftListing } from './parse-firewall-listing.js';
import { readIpset } from './read-ipset.js';
import { readIpvs } from './read-ipvs.js';
import { readOutsideLayers } from './read-outside.js';
import { together } from './unread-layer.js';

/** Reading the firewall takes programs of the system; a ruleset of 100,000 rules is printed within this time. */
const TIMEOUT_MS = 30_000;
/** All that are started for one namespace. */
const ALL_MS = 45_000;

/**
 * Reads every rule of the namespace that this thread is in, with commands that change nothing. Programs are started only
 * for what the kernel says it has. A part that could not be read stays undefined and has a gap.
 */
export async function readFirewall(
  host: HostIo,
  context: FirewallContext,
): Promise<{ readonly firewall: FirewallFacts; readonly gaps: readonly Gap[] }> {
  const io = runWithin(host, { each: TIMEOUT_MS, all: ALL_MS }, context.hung);
  const gaps: Gap[] = [];
  const { ipvs, ...taken } = readIpvs(host);
  const outside = readOutsideLayers(host, context).then((layers) => together([taken, layers]));
  const hasTables =
    context.netlink === undefined ? undefined : nftHasTables(context.netlink, context.generation);
  // Root of a container may lack the right, and a user may have been given it: what the kernel answered counts.
  if (hasTables === undefined && context.uid !== 0) {
    const remedy = rightsFor('nftables', io.uid);
    gaps.push(unreadable('firewall', 'This user may not read the rules of the firewall.', remedy));
    const { layers, gaps: beside } = await outside;
    return { firewall: { ipvs, outside: layers }, gaps: [...gaps, ...beside] };
  }
  const [nft, legacy] = await Promise.all([readNft(io, hasTables, gaps), readLegacy(io, gaps)]);
  const saves = await readFillers(io, nft, gaps);
  const xtables = legacy === undefined ? undefined : [...saves, ...legacy];
  const { layers, gaps: beside } = await outside;
  const firewall: FirewallFacts = {
    nft: nft && { nftables: nft.objects },
    nftVersion: nft?.version,
    nftText: nft && (await readTexts(io, nft.unclear)),
    xtables,
    ipset: await readIpset(io, context.netlink, [...saves, ...(legacy ?? [])], gaps),
    ipvs,
    outside: layers,
  };
  return { firewall, gaps: [...gaps, ...beside] };
}

const NO_TABLES: NftListing = { objects: [], version: undefined, xtFamilies: [], unclear: [] };

async function readNft(
  io: HostIo,
  hasTables: boolean | undefined,
  gaps: Gap[],
): Promise<NftListing | undefined> {
  if (hasTables === false) return NO_TABLES;
  const result = await io.run('nft', ['-n', '-j', 'list', 'ruleset']);
  if (result.kind === 'missing') {
    const seen = hasTables ? 'The kernel has nftables rules' : 'The kernel may have nftables rules';
    gaps.push(toolMissing('nftables', `${seen}, but nft is not there to list them.`, 'apt install nftables'));
    return undefined;
  }
  if (result.kind === 'exited' && result.code === 0) {
    const listing = parseNftListing(result.stdout);
    if (listing !== undefined) return listing;
    gaps.push(unreadable('nftables', 'nft printed something that is no JSON listing.'));
    return undefined;
  }
  if (result.kind === 'exited' && hasTables === undefined && NO_NF_TABLES.test(result.stderr))
    return NO_TABLES;
  const remedy =
    result.kind === 'timed-out' ? 'see what "nft list ruleset" waits for' : rightsFor('nftables', io.uid);
  gaps.push(unreadable('nftables', `nft could not list the rules: ${whyFailed(result)}.`, remedy));
  return undefined;
}

/** What nft says on a kernel without nf_tables. */
const NO_NF_TABLES = /Protocol not supported|Invalid argument|Operation not supported/;

/** iptables-nft-save of the families in which nft's listing leaves the arguments of matches out. */
async function readFillers(
  io: HostIo,
  nft: NftListing | undefined,
  gaps: Gap[],
): Promise<readonly XtablesSave[]> {
  const saves: XtablesSave[] = [];
  for (const family of nft?.xtFamilies ?? []) {
    const save = await runFirst(io, family === 'ipv4' ? SAVE.nft4 : SAVE.nft6, isNftSave);
    if (save.ok) saves.push({ family, backend: 'nft', text: save.text });
    else
      gaps.push(
        unsaved(
          io,
          family === 'ipv4' ? 'iptables' : 'ip6tables',
          'Some rules were made by iptables, whose own listing alone tells what they match',
          save,
        ),
      );
  }
  return saves;
}

const SAVE = {
  nft4: ['iptables-nft-save', 'iptables-save'],
  nft6: ['ip6tables-nft-save', 'ip6tables-save'],
  legacy4: ['iptables-legacy-save', 'iptables-save'],
  legacy6: ['ip6tables-legacy-save', 'ip6tables-save'],
} as const;

/** The tables of iptables-legacy, if the kernel has any: without rights its tools print nothing and report success. */
async function readLegacy(io: HostIo, gaps: Gap[]): Promise<readonly XtablesSave[] | undefined> {
  const saves: XtablesSave[] = [];
  let complete = true;
  for (const family of ['ipv4', 'ipv6'] as const) {
    const file = family === 'ipv4' ? 'ip_tables_names' : 'ip6_tables_names';
    const names = io.readText(`${PROC_NET}/${file}`);
    const subject = family === 'ipv4' ? 'iptables' : 'ip6tables';
    if (!names.ok && names.why === 'missing') continue;
    if (names.ok && names.value.trim() === '') continue;
    if (!names.ok) {
      complete = false;
      gaps.push(
        unreadable(
          subject,
          `Whether ${subject}-legacy has tables may not be seen.`,
          rightsFor('xtables', io.uid),
        ),
      );
      continue;
    }
    const save = await runFirst(io, family === 'ipv4' ? SAVE.legacy4 : SAVE.legacy6, isLegacySave);
    if (save.ok) {
      saves.push({ family, backend: 'legacy', text: save.text });
      continue;
    }
    complete = false;
    gaps.push(
      unsaved(io, subject, `The kernel has tables of ${subject}-legacy, which could not be listed`, save),
    );
  }
  return complete ? saves : undefined;
}

function isNftSave(text: string): boolean {
  return text.includes('(nf_tables)') || !text.includes('*');
}

function isLegacySave(text: string): boolean {
  return text.includes('*') && !text.includes('(nf_tables)');
}

/** What a program printed, or why none did: absent where none of the right back end is installed. */
type Save = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why?: string };

/** The output of the first of `programs` that is there and belongs to the right back end. */
async function runFirst(
  io: HostIo,
  programs: readonly string[],
  isRight: (text: string) => boolean,
): Promise<Save> {
  let why: string | undefined;
  for (const program of programs) {
    const result = await io.run(program, []);
    if (result.kind === 'missing') continue;
    if (result.kind !== 'exited' || result.code !== 0) why ??= `${program}: ${whyFailed(result)}`;
    else if (isRight(result.stdout)) return { ok: true, text: result.stdout };
  }
  return { ok: false, why };
}

/** The gap of what iptables did not save. */
function unsaved(io: HostIo, subject: string, detail: string, { why }: { readonly why?: string }): Gap {
  return why === undefined
    ? toolMissing(subject, `${detail}.`, 'apt install iptables')
    : unreadable(subject, `${detail} (${why}).`, rightsFor('xtables', io.uid));
}

/**
 * A name that nft reads as one: it takes its arguments for a line of its language, in which a semicolon begins another command, and
 * netlink lets a table be called anything.
 */
const PLAIN_NAME = /^[A-Za-z_.][\w./-]*$/;

/** nft's text of the tables whose JSON hides something. Best effort: without it the translation stays careful. */
async function readTexts(
  io: HostIo,
  tables: readonly string[],
): Promise<Readonly<Record<string, string>> | undefined> {
  if (tables.length === 0) return undefined;
  const texts: Record<string, string> = {};
  for (const table of tables) {
    const [family = '', name = '', ...more] = table.split(' ');
    if (more.length > 0 || !PLAIN_NAME.test(name)) continue;
    const result = await io.run('nft', ['-n', '-s', 'list', 'table', family, name]);
    if (result.kind === 'exited' && result.code === 0) texts[table] = result.stdout;
  }
  return texts;
}

function whyFailed(result: Exclude<Awaited<ReturnType<HostIo['run']>>, { kind: 'missing' }>): string {
  switch (result.kind) {
    case 'exited':
      return result.stderr.trim().split('\n')[0] || `exit status ${result.code}`;
    case 'timed-out':
      return `no answer within ${Math.ceil(result.timeoutMs / 1000)} s`;
    case 'failed':
      return result.detail;
    default:
      return result satisfies never;
  }
}
