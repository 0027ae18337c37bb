import { describe, expect, it } from 'vitest';
import { createHostIo, type HostIo } from '../../../../src/collect/host-io.js';
import { podContainer } from '../../../../src/collect/linux/owners/containers/pod-files.js';

const [SANDBOX, WEB, HOSTS, EXPORTER] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
  string,
];

const OWN = ['pid', 'ipc', 'uts', 'mount', 'network'].map((type) => ({ type }));
const JOINED = [
  { type: 'pid' },
  { type: 'ipc', path: '/proc/7/ns/ipc' },
  { type: 'mount' },
  { type: 'network', path: '/proc/7/ns/net' },
];

/** As containerd 1.6.20 and runc wrote them for pods that were made through its CRI, the ids and namespaces alone shortened. */
function configuration(
  id: string,
  sandbox: string,
  pod: readonly [string, string],
  namespaces: object[],
  name?: string,
) {
  const [podName, namespace] = pod;
  const cri = {
    'container-type': name === undefined ? 'sandbox' : 'container',
    'sandbox-id': sandbox,
    'sandbox-name': podName,
    'sandbox-namespace': namespace,
    'sandbox-uid': '11111111-2222-3333-4444-555555555555',
    ...(name === undefined ? {} : { 'container-name': name, 'image-name': 'localhost/app:1' }),
  };
  const annotations = Object.fromEntries(
    Object.entries(cri).map(([key, value]) => [`io.kubernetes.cri.${key}`, value]),
  );
  const path = `/run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}/config.json`;
  return [path, JSON.stringify({ ociVersion: '1.0.2-dev', annotations, linux: { namespaces } })] as const;
}

const CONTAINERD = Object.fromEntries([
  configuration(SANDBOX, SANDBOX, ['shop-0', 'prod'], OWN),
  configuration(WEB, SANDBOX, ['shop-0', 'prod'], JOINED, 'web'),
  configuration(HOSTS, HOSTS, ['exporter-x', 'kube-system'], OWN.slice(0, 4)),
  configuration(EXPORTER, HOSTS, ['exporter-x', 'kube-system'], JOINED, 'exporter'),
]);

function hostWith(files: Readonly<Record<string, string>>): HostIo {
  const missing = { ok: false, why: 'missing', detail: 'ENOENT' } as const;
  return {
    ...createHostIo(),
    readText: (path) => (files[path] === undefined ? missing : { ok: true, value: files[path] }),
  };
}

const told = (files: Readonly<Record<string, string>>, id: string) =>
  podContainer(hostWith(files), { runtime: 'kubernetes', id });

describe('containers of pods', () => {
  it('have the names that containerd wrote, and join the network of the one that holds the pod together', () => {
    expect(told(CONTAINERD, SANDBOX)).toEqual({
      runtime: 'kubernetes',
      id: SANDBOX,
      name: 'shop-0',
      pod: { name: 'shop-0', namespace: 'prod' },
    });
    expect(told(CONTAINERD, WEB)).toEqual({
      runtime: 'kubernetes',
      id: WEB,
      name: 'shop-0/web',
      image: 'localhost/app:1',
      pod: { name: 'shop-0', namespace: 'prod' },
      networkMode: `container:${SANDBOX}`,
    });
  });

  it('are in the network of the host where that one is, although their configuration names a namespace', () => {
    expect(told(CONTAINERD, HOSTS)).toMatchObject({ name: 'exporter-x', networkMode: 'host' });
    expect(told(CONTAINERD, EXPORTER)).toMatchObject({ name: 'exporter-x/exporter', networkMode: 'host' });
  });

  it('have the names that CRI-O documents', () => {
    const files = {
      [`/run/containers/storage/overlay-containers/${WEB}/userdata/config.json`]: JSON.stringify({
        annotations: {
          'io.kubernetes.cri-o.ContainerType': 'container',
          'io.kubernetes.cri-o.ContainerName': 'k8s_web_shop-0_prod_11111111-2222-3333-4444-555555555555_0',
          'io.kubernetes.cri-o.ImageName': 'localhost/app:1',
          'io.kubernetes.cri-o.SandboxID': SANDBOX,
        },
        linux: { namespaces: JOINED },
      }),
    };
    expect(told(files, WEB)).toMatchObject({
      name: 'shop-0/web',
      image: 'localhost/app:1',
      pod: { name: 'shop-0', namespace: 'prod' },
      networkMode: `container:${SANDBOX}`,
    });
  });

  it('are told by nothing that is no such configuration', () => {
    const path = `/run/containerd/io.containerd.runtime.v2.task/k8s.io/${WEB}/config.json`;
    for (const text of [
      '',
      'null',
      '[]',
      '{"annotations":7}',
      '{"annotations":{"io.kubernetes.cri.sandbox-name":{}}}',
    ])
      expect(told({ [path]: text }, WEB)).toBeUndefined();
  });
});
