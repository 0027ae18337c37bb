import type { Process } from '../../model/facts.js';
import { commandHas, type ServerSetting } from './server-setting.js';

/** Web servers, proxies and the servers of programming languages. */
export const WEB_SERVERS: readonly ServerSetting[] = [
  {
    programs: ['nginx'],
    server: 'nginx',
    where: 'the server block below /etc/nginx',
    lines: ({ endpoint }) => [`listen ${endpoint};`],
    note: 'In place of every listen line with this port. A reload cannot narrow a wildcard: nginx -t && systemctl restart nginx',
  },
  {
    programs: ['busybox', 'httpd'],
    when: isBusyboxHttpd,
    server: "BusyBox' httpd",
    where: 'its command line',
    lines: ({ endpoint }) => [`httpd -p ${endpoint}`],
  },
  {
    programs: ['apache2', 'httpd'],
    server: 'Apache',
    where: '/etc/apache2/ports.conf or /etc/httpd/conf/httpd.conf',
    lines: ({ endpoint }) => [`Listen ${endpoint}`],
    note: 'In place of the Listen line with this port. Needs a restart, a reload is not enough.',
  },
  {
    programs: ['caddy'],
    server: 'Caddy',
    where: 'the site block of the Caddyfile',
    lines: ({ address }) => [`bind ${address}`],
  },
  {
    programs: ['traefik'],
    server: 'Traefik',
    where: 'entryPoints in the static configuration',
    lines: ({ endpoint }) => [`address: "${endpoint}"`],
  },
  {
    programs: ['haproxy'],
    server: 'HAProxy',
    where: 'the frontend section of /etc/haproxy/haproxy.cfg',
    lines: ({ endpoint }) => [`bind ${endpoint}`],
  },
  {
    programs: ['squid'],
    server: 'Squid',
    where: '/etc/squid/squid.conf',
    lines: ({ endpoint }) => [`http_port ${endpoint}`],
  },
  {
    programs: ['java'],
    when: commandHas('catalina'),
    server: 'Tomcat',
    where: 'the Connector element of conf/server.xml',
    lines: ({ address }) => [`address="${address}"`],
  },
  {
    programs: ['node', 'node-MainThread', 'MainThread'],
    server: 'Node.js',
    where: 'the program itself',
    lines: ({ address, port }) => [`server.listen(${port}, '${address}')`],
    note: 'Development servers mostly have an option for it: --host (Vite, webpack), -H (Next.js).',
  },
  {
    programs: ['python', 'python3'],
    when: commandHas('http.server'),
    server: "Python's http.server",
    where: 'its command line',
    lines: ({ address, port }) => [`python3 -m http.server ${port} --bind ${address}`],
  },
  {
    programs: ['gunicorn'],
    server: 'Gunicorn',
    where: 'its command line',
    lines: ({ endpoint }) => [`--bind ${endpoint}`],
  },
  {
    programs: ['uvicorn', 'flask'],
    server: 'the Python server',
    where: 'its command line',
    lines: ({ address }) => [`--host ${address}`],
  },
  {
    programs: ['jupyter-lab', 'jupyter-noteboo', 'jupyter-server'],
    server: 'Jupyter',
    where: 'jupyter_server_config.py',
    lines: ({ address }) => [`c.ServerApp.ip = '${address}'`],
  },
  {
    programs: ['php'],
    when: commandHas('-S'),
    server: "PHP's built-in server",
    where: 'its command line',
    lines: ({ endpoint }) => [`php -S ${endpoint}`],
  },
];

/** Its options are those of no other httpd: Apache's has no -p. */
function isBusyboxHttpd({ command }: Process): boolean {
  return command.slice(0, 2).some((word) => /(^|\/)httpd$/.test(word)) && command.includes('-p');
}
