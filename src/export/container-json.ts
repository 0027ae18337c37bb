import type { Container } from '../model/container.js';

/** A container as the audit document has it. */
export function containerDocument(container: Container): object {
  const { runtime, id, name, image, state, compose, pod, networkMode, networks, addresses, published } =
    container;
  return {
    runtime,
    id,
    name: name ?? null,
    image: image ?? null,
    state: state ?? null,
    compose: compose === undefined ? null : { project: compose.project, service: compose.service ?? null },
    pod: pod === undefined ? null : { name: pod.name, namespace: pod.namespace ?? null },
    network_mode: networkMode ?? null,
    networks: networks ?? null,
    addresses: addresses ?? null,
    published: published ?? null,
  };
}
