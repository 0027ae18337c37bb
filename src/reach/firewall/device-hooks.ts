import type { HookName } from '../../model/ruleset.js';
import type { FramePath } from '../world.js';
import type { CompiledBase } from './compile.js';
import { type Ends, leaveOpen } from './ends.js';
import type { Flow } from './flow.js';
import { filterSteps } from './hook-plan.js';
import { HIDDEN, portsOf, tagsOn } from './lower-devices.js';
import { anyOf, type Crossing, type Progress, runSteps } from './run-steps.js';

/**
 * The chains that sit on devices: `ingress` of the netdev and inet families before all else, `egress` after all else, and
 * for packets that cross the port of a bridge the bridge family's chains on the way in and on the way out.
 */
export interface DeviceChains {
  readonly ingress: readonly CompiledBase[];
  readonly egress: readonly CompiledBase[];
  readonly bridge: readonly CompiledBase[];
  /** The bridge family's forward hook, which only frames from port to port meet. */
  readonly passing: readonly CompiledBase[];
}

export function deviceChains(bases: readonly CompiledBase[]): DeviceChains {
  return {
    ingress: bases.filter(({ base }) => base.hook === 'ingress'),
    egress: bases.filter(({ base }) => base.hook === 'egress'),
    bridge: bases.filter(({ base, table }) => table.family === 'bridge' && base.hook !== 'forward'),
    passing: bases.filter(({ base, table }) => table.family === 'bridge' && base.hook === 'forward'),
  };
}

/** Whether frames that a bridge passes between `ports` may meet a chain. */
export function meetsFrames({ base, table }: CompiledBase, ports: readonly string[]): boolean {
  if (table.family === 'bridge') return true;
  if (base.hook !== 'ingress' && base.hook !== 'egress') return false;
  return base.devices?.some((device) => ports.includes(device)) ?? true;
}

/** Takes packets in by `crossing.iif`, and before that by what is below it: a bridge's or bond's through whichever of its ports. */
export function runIngress(chains: DeviceChains, flow: Flow, crossing: Crossing): Progress {
  return inTurn(comingIn(chains, crossing.iif, crossing, 0), [flow]);
}

/** Lets packets out by `crossing.oif`, and after that by what is below it. */
export function runEgress(chains: DeviceChains, flow: Flow, crossing: Crossing): Progress {
  return inTurn(goingOut(chains, crossing.oif, crossing, 0), [flow]);
}

/** The stages of the way in by a device whose frames have so many VLAN tags. */
function comingIn(
  chains: DeviceChains,
  device: string | undefined,
  crossing: Crossing,
  tags: number,
): readonly Stage[] {
  const { interfaces, lower } = crossing.environment;
  const below = lower.get(device ?? '');
  const kind = interfaces.get(device ?? '')?.kind ?? '';
  const here = { ...crossing, iif: device };
  return [
    ...(below === undefined ? [] : comingIn(chains, below, crossing, tagsOn(kind, tags))),
    (flows) =>
      byPort(device, chains, flows, crossing, (port) => [
        ...comingIn(chains, port, crossing, tags),
        ...ofBridge(kind, BRIDGE_IN, chains, { ...crossing, iif: port }),
      ]),
    (flows) => onDevice(chains.ingress, device, flows, here, tags),
  ];
}

function goingOut(
  chains: DeviceChains,
  device: string | undefined,
  crossing: Crossing,
  tags: number,
): readonly Stage[] {
  const { interfaces, lower } = crossing.environment;
  const below = lower.get(device ?? '');
  const kind = interfaces.get(device ?? '')?.kind ?? '';
  const here = { ...crossing, oif: device };
  return [
    (flows) => onDevice(chains.egress, device, flows, here, tags),
    (flows) =>
      byPort(device, chains, flows, crossing, (port) => [
        ...ofBridge(kind, BRIDGE_OUT, chains, { ...crossing, oif: port }),
        ...goingOut(chains, port, crossing, tags),
      ]),
    ...(below === undefined ? [] : goingOut(chains, below, crossing, tagsOn(kind, tags))),
  ];
}

/** The stages of the bridge family's chains, where the device is a bridge. */
function ofBridge(
  kind: string,
  hooks: readonly (typeof BRIDGE_IN | typeof BRIDGE_OUT)[number][],
  chains: DeviceChains,
  crossing: Crossing,
): readonly Stage[] {
  if (kind !== 'bridge') return [];
  return hooks.map((hook) => (flows) => runBridge(chains, hook, flows, crossing));
}

const BRIDGE_IN = ['prerouting', 'input'] as const;
const BRIDGE_OUT = ['output', 'postrouting'] as const;

/** As `runOnDevice`; what chains make of frames whose IP header they do not see is not followed. */
function onDevice(
  chains: readonly CompiledBase[],
  device: string | undefined,
  flows: readonly Flow[],
  crossing: Crossing,
  tags: number,
): Progress {
  if (tags < HIDDEN) return runOnDevice(chains, device, flows, crossing);
  const here = chains.some(({ base }) => device === undefined || (base.devices?.includes(device) ?? true));
  if (!here) return { flows, stopped: [] };
  const subject = `what chains on ${device} make of frames under two VLAN tags or in MACsec`;
  const ends: Ends = { accepted: [], bound: [], stopped: [] };
  for (const flow of flows) leaveOpen(ends, flow, { code: 'facts-unreadable', subject });
  return { flows: ends.accepted, stopped: ends.stopped };
}

/** Passes a frame on from one port of a bridge to another (br_forward.c). */
export function runFrame(
  chains: DeviceChains,
  flow: Flow,
  crossing: Crossing,
  { from, to, handed }: FramePath,
): Progress {
  const entering = { ...crossing, iif: from, oif: undefined };
  const leaving = { ...crossing, iif: undefined, oif: to };
  const inForward = { ...crossing, hook: 'forward', iif: from, oif: to } as const;
  return inTurn(
    [
      (some) => runOnDevice(chains.ingress, from, some, { ...entering, hook: 'ingress' }),
      (some) => runBridge(chains, 'prerouting', some, entering),
      (some) => runPassing(chains.passing, some, inForward, handed),
      (some) => runBridge(chains, 'postrouting', some, leaving),
      (some) => runOnDevice(chains.egress, to, some, { ...leaving, hook: 'egress' }),
    ],
    [flow],
  );
}

/**
 * The forward hook of the bridge family. Where br_netfilter hands frames to the IP rules, it does not come back to chains of its own priority
 * that come after it, and which do is not known (br_nf_hook_thresh; before Linux 6.7 all of priority 0).
 */
function runPassing(
  chains: readonly CompiledBase[],
  flows: readonly Flow[],
  crossing: Crossing,
  handed: boolean,
): Progress {
  const all = runSteps(filterSteps(chains), flows, crossing);
  const beside = handed ? chains.filter(({ base }) => base.priority === 0 || base.priority === -1) : [];
  if (beside.length === 0) return all;
  const others = chains.filter((chain) => !beside.includes(chain));
  return anyOf([all, runSteps(filterSteps(others), flows, { ...crossing, observe: undefined })], {
    code: 'order-unknown',
    chains: ['br_netfilter', ...beside.map(({ ref }) => `${ref.table} ${ref.chain}`)],
  });
}

type Stage = (flows: readonly Flow[]) => Progress;

/** If `device` is a bridge, bond or team, `stagesOf` its ports: which of them the peer is behind cannot be told. */
function byPort(
  device: string | undefined,
  { ingress, egress, bridge }: DeviceChains,
  flows: readonly Flow[],
  { environment }: Crossing,
  stagesOf: (port: string) => readonly Stage[],
): Progress {
  const idle = bridge.length === 0 && ingress.length === 0 && egress.length === 0;
  const ports = idle ? [] : portsOf(environment, device);
  if (ports.length === 0) return { flows, stopped: [] };
  return anyOf(
    ports.map(({ name }) => inTurn(stagesOf(name), flows)),
    { code: 'facts-unreadable', subject: `the port of ${device} behind which the client is` },
  );
}

function inTurn(stages: readonly Stage[], start: readonly Flow[]): Progress {
  let progress: Progress = { flows: start, stopped: [] };
  for (const stage of stages) {
    const { flows, stopped } = stage(progress.flows);
    progress = { flows, stopped: [...progress.stopped, ...stopped] };
  }
  return progress;
}

function runBridge(
  { bridge }: DeviceChains,
  hook: HookName,
  flows: readonly Flow[],
  crossing: Crossing,
): Progress {
  const steps = filterSteps(bridge.filter(({ base }) => base.hook === hook));
  return runSteps(steps, flows, { ...crossing, hook });
}

/** Runs the chains of one device hook; a chain whose devices are not listed may sit on this one or not. */
function runOnDevice(
  chains: readonly CompiledBase[],
  device: string | undefined,
  start: readonly Flow[],
  crossing: Crossing,
): Progress {
  const here = chains.filter(({ base }) => device !== undefined && base.devices?.includes(device));
  let progress = runSteps(filterSteps(here), start, crossing);
  for (const chain of chains.filter(({ base }) => base.devices === undefined)) {
    const { flows, stopped } = progress;
    const perhaps = anyOf([runSteps(filterSteps([chain]), flows, crossing), { flows, stopped: [] }], {
      code: 'facts-unreadable',
      subject: `the devices of chain ${chain.ref.table} ${chain.ref.chain}`,
    });
    progress = { flows: perhaps.flows, stopped: [...stopped, ...perhaps.stopped] };
  }
  return progress;
}
