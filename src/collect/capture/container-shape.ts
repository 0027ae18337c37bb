import type * as container from '../../model/container.js';
import { address, list, object, oneOf, port, type Shape, text } from './shape.js';

const RUNTIMES: Readonly<Record<container.Runtime, true>> = {
  docker: true,
  podman: true,
  kubernetes: true,
  lxc: true,
  libvirt: true,
  nspawn: true,
  unknown: true,
};

/** A member of `Facts.containers`. */
export const containerShape: Shape = object<container.Container>(
  { runtime: oneOf(...Object.keys(RUNTIMES)), id: text },
  {
    name: text,
    image: text,
    state: text,
    compose: object<container.ComposeService>({ project: text }, { service: text }),
    pod: object<container.Pod>({ name: text }, { namespace: text }),
    networkMode: text,
    networks: list(text),
    addresses: list(address),
    published: list(object<container.PublishedPort>({ protocol: text, address, port, target: port })),
  },
);
