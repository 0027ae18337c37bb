// CPU of one refresh of the live view's collector when nothing changes, in the namespaces it is started in: prints milliseconds.
import { createHostIo } from '../src/collect/host-io.js';
import { createLinuxCollector } from '../src/collect/linux/collector.js';
import { readFirewall } from '../src/collect/linux/firewall/read-firewall.js';
import { median } from './measure.js';

const TICKS = 20;

const collector = createLinuxCollector(createHostIo(), { namespaces: 'all', readFirewall });
await collector.collect();
await collector.collect();
const costs: number[] = [];
for (let i = 0; i < TICKS; i++) {
  const before = process.cpuUsage();
  await collector.collect();
  const { user, system } = process.cpuUsage(before);
  costs.push((user + system) / 1000);
}
collector.close();
console.log(median(costs));
