import type { CompiledBase } from './compile.js';
import type { Flow } from './flow.js';
import { filterSteps } from './hook-plan.js';
import { anyOf, type Crossing, type Progress, runSteps } from './run-steps.js';

/**
 * The chains that sit on devices: `ingress` of the netdev and inet families before all else, `egress` after all else, and
 * for packets that come in through the port of a bridge the bridge family's prerouting and input.
 */
export interface DeviceChains {
  readonly ingress: readonly CompiledBase[];
  readonly egress: readonly CompiledBase[];
  readonly bridge: readonly CompiledBase[];
}

export function deviceChains(bases: readonly CompiledBase[]): DeviceChains {
  return {
    ingress: bases.filter(({ base }) => base.hook === 'ingress'),
    egress: bases.filter(({ base }) => base.hook === 'egress'),
    bridge: bases.filter(
      ({ base, table }) => table.family === 'bridge' && (base.hook === 'prerouting' || base.hook === 'input'),
    ),
  };
}

/** Takes packets in by `crossing.iif`, a bridge's through whichever of its ports. */
export function runIngress(chains: DeviceChains, flow: Flow, crossing: Crossing): Progress {
  const device = crossing.environment.interfaces.get(crossing.iif ?? '');
  const ports =
    device?.kind === 'bridge' && (chains.bridge.length > 0 || chains.ingress.length > 0)
      ? [...crossing.environment.interfaces.values()].filter(({ master }) => master === device.name)
      : [];
  if (ports.length === 0) return runOnDevice(chains.ingress, crossing.iif, [flow], crossing);
  const bridged = anyOf(
    ports.map(({ name }) => runOnPort(chains, name, flow, crossing)),
    { code: 'facts-unreadable', subject: `the port of ${device?.name} behind which the client is` },
  );
  const own = runOnDevice(chains.ingress, crossing.iif, bridged.flows, crossing);
  return { flows: own.flows, stopped: [...bridged.stopped, ...own.stopped] };
}

/** Lets packets out by `crossing.oif`. */
export function runEgress(chains: DeviceChains, flow: Flow, crossing: Crossing): Progress {
  return runOnDevice(chains.egress, crossing.oif, [flow], crossing);
}

function runOnPort(chains: DeviceChains, port: string, flow: Flow, crossing: Crossing): Progress {
  const stages: readonly ((flows: readonly Flow[]) => Progress)[] = [
    (flows) => runOnDevice(chains.ingress, port, flows, { ...crossing, iif: port }),
    ...(['prerouting', 'input'] as const).map((hook) => (flows: readonly Flow[]) => {
      const steps = filterSteps(chains.bridge.filter(({ base }) => base.hook === hook));
      return runSteps(steps, flows, { ...crossing, hook, iif: port });
    }),
  ];
  let progress: Progress = { flows: [flow], stopped: [] };
  for (const stage of stages) {
    const done = stage(progress.flows);
    progress = { flows: done.flows, stopped: [...progress.stopped, ...done.stopped] };
  }
  return progress;
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
