import type { UnitAddressFilter } from '../../../model/firewall-facts.js';
import type { HostIo } from '../../host-io.js';
import { templateOf, UNIT_DIRECTORIES } from '../system/unit-directories.js';

/** A unit that holds a listening socket, with its cgroup: "nginx.service", "/system.slice/nginx.service". */
export interface ListeningUnit {
  readonly unit: string;
  readonly cgroup: string;
}

/**
 * The IPAddressAllow= and IPAddressDeny= lists (systemd.resource-control(5)) that hold for each unit: its own and those of
 * the slices it is in, which systemd joins. Asks systemd only when some unit file speaks of such a list, or may not be read. Units
 * without any are left out; where systemd does not answer, those that may have one are marked as unread.
 */
export async function readUnitAddressFilters(
  io: HostIo,
  units: readonly ListeningUnit[],
): Promise<readonly UnitAddressFilter[]> {
  if (units.length === 0 || !io.listDir('/run/systemd/system').ok) return [];
  const mentionsFilter = createUnitFiles(io);
  const mentioned = units.filter(({ unit, cgroup }) => [unit, ...slicesOf(cgroup)].some(mentionsFilter));
  if (mentioned.length === 0) return [];
  const names = [...new Set(mentioned.flatMap(({ unit, cgroup }) => [unit, ...slicesOf(cgroup)]))];
  const result = await io.run('systemctl', ['show', '-p', 'Id,IPAddressAllow,IPAddressDeny', '--', ...names]);
  if (result.kind !== 'exited' || result.code !== 0)
    return mentioned.map(({ unit, cgroup }) => ({ unit, cgroup, allow: [], deny: [], unread: true }));
  const lists = parseAddressLists(result.stdout);
  return mentioned.flatMap(({ unit, cgroup }) => {
    const applying = [unit, ...slicesOf(cgroup)].flatMap((name) => lists.get(name) ?? []);
    const allow = applying.flatMap((list) => list.allow);
    const deny = applying.flatMap((list) => list.deny);
    return deny.length === 0 ? [] : [{ unit, cgroup, allow, deny }];
  });
}

/** The slices above a unit: "/system.slice/foo.service" is in system.slice and in the root slice. */
function slicesOf(cgroup: string): readonly string[] {
  return ['-.slice', ...cgroup.split('/').filter((part) => part.endsWith('.slice'))];
}

/** Tells of unit names whether a unit file or a drop-in of theirs speaks of such a list. Looks at each file once. */
function createUnitFiles(io: HostIo): (unit: string) => boolean {
  const directories = UNIT_DIRECTORIES.flatMap((path) => {
    const listed = io.listDir(path);
    return listed.ok || listed.why !== 'missing'
      ? [{ path, names: listed.ok ? new Set(listed.value) : undefined }]
      : [];
  });
  const known = new Map<string, boolean>();
  const look = (unit: string) => {
    const template = templateOf(unit);
    const type = unit.slice(unit.lastIndexOf('.') + 1);
    return directories.some(
      ({ path, names }) =>
        names === undefined ||
        [unit, template].some((name) => names.has(name) && mentions(io, `${path}/${name}`)) ||
        [unit, template, type].some(
          (name) => names.has(`${name}.d`) && dropInsMention(io, `${path}/${name}.d`),
        ),
    );
  };
  return (unit) => {
    const mentioned = known.get(unit) ?? look(unit);
    known.set(unit, mentioned);
    return mentioned;
  };
}

function dropInsMention(io: HostIo, directory: string): boolean {
  const files = io.listDir(directory);
  if (!files.ok) return files.why !== 'missing';
  return files.value.some((file) => mentions(io, `${directory}/${file}`));
}

function mentions(io: HostIo, path: string): boolean {
  const text = io.readText(path);
  if (!text.ok) return text.why === 'denied';
  return /^\s*IPAddress(Allow|Deny)\s*=/m.test(text.value);
}

/** The blocks of `systemctl show`, by unit. systemd prints the lists as CIDRs with blanks between. */
export function parseAddressLists(
  text: string,
): ReadonlyMap<string, { readonly allow: readonly string[]; readonly deny: readonly string[] }> {
  const lists = new Map<string, { allow: readonly string[]; deny: readonly string[] }>();
  for (const block of text.split(/\n\s*\n/)) {
    const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(block)?.[1] ?? '';
    const words = (name: string) =>
      value(name)
        .split(/\s+/)
        .filter((word) => word !== '');
    const unit = value('Id');
    if (unit !== '') lists.set(unit, { allow: words('IPAddressAllow'), deny: words('IPAddressDeny') });
  }
  return lists;
}
