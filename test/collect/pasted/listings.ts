/*
 * Listings as each system prints them. Layouts: Microsoft's netstat reference (-ano, -b); net-tools' netstat(8); Apple's
 * netstat(1) of macOS 10.14 (pid column) and 15 (process:pid); FreeBSD's netstat(1) and sockstat(1); OpenBSD's netstat(1).
 */

export const WINDOWS_NETSTAT = `
Active Connections

  Proto  Local Address          Foreign Address        State           PID
  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1076
  TCP    127.0.0.1:5939         0.0.0.0:0              LISTENING       4020
  TCP    192.168.1.17:139       0.0.0.0:0              LISTENING       4
  TCP    192.168.1.17:50211     52.96.165.66:443       ESTABLISHED     8120
  TCP    192.168.1.17:50230     20.190.159.4:443       TIME_WAIT       0
  TCP    [::]:135               [::]:0                 LISTENING       1076
  TCP    [::1]:49669            [::]:0                 LISTENING       3412
  UDP    0.0.0.0:500            *:*                                    3960
  UDP    [::]:500               *:*                                    3960
  UDP    [fe80::7c3a:1d5b:22f1:9a04%12]:1900  *:*                      6120
`;

export const WINDOWS_GERMAN = `
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:445            0.0.0.0:0              ABHÖREN         4
  TCP    192.168.1.17:50211     52.96.165.66:443       HERGESTELLT     8120
  TCP    [::]:445               [::]:0                 ABH\uFFFDREN         4
`;

export const LINUX_NETSTAT = `Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       User       Inode      PID/Program name
tcp        0      0 127.0.0.1:631           0.0.0.0:*               LISTEN      0          20311      610/cupsd
tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      0          18211      700/sshd: /usr/sbin
tcp6       0      0 :::80                   :::*                    LISTEN      0          22003      812/nginx: master p
tcp6       0      0 ::1:631                 :::*                    LISTEN      0          20310      610/cupsd
tcp6       0      0 ::ffff:127.0.0.1:9001   :::*                    LISTEN      33         22999      -
udp        0      0 0.0.0.0:5353            0.0.0.0:*                           106        17711      402/avahi-daemon: r
`;

export const LINUX_SS = `Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
udp   UNCONN 0      0      127.0.0.53%lo:53         0.0.0.0:*    users:(("systemd-resolve",pid=300,fd=12)) uid:101 ino:1771 sk:1 cgroup:/system.slice/x <->
udp   UNCONN 0      0               [::]:546           [::]:*    users:(("dhcpcd",pid=301,fd=5)) ino:1772 sk:2 v6only:1 <->
udp   ESTAB  0      0           10.0.0.2:40000    10.0.0.1:53    users:(("x",pid=9,fd=3)) ino:1773 sk:3 <->
tcp   LISTEN 0      511          0.0.0.0:443        0.0.0.0:*    users:(("nginx",pid=812,fd=6),("nginx",pid=811,fd=6)) ino:1774 sk:4 <->
tcp   LISTEN 0      128                *:80               *:*    users:(("sshd",pid=700,fd=3)) ino:1775 sk:5 v6only:0 <->
tcp   LISTEN 0      128  [fe80::1]%eth0:22             [::]:*    users:(("sshd",pid=700,fd=4)) ino:1776 sk:6 <->
tcp   LISTEN 0      128           *%eth0:8080             *:*
`;

export const MACOS_NETSTAT = `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)     rhiwat shiwat    pid   epid  state    options
tcp46      0      0  *.8809                 *.*                    LISTEN      131072 131072   9811      0 0x0000 0x00000006
tcp4       0      0  192.168.1.191.52044    31.13.66.35.443        ESTABLISHED 131072 131860   9811      0 0x0102 0x00000008
tcp6       0      0  *.22                   *.*                    LISTEN      131072 131072      1      0 0x0180 0x00000006
tcp4       0      0  *.22                   *.*                    LISTEN      131072 131072      1      0 0x0180 0x00000006
tcp4       0      0  127.0.0.1.631          *.*                    LISTEN      131072 131072    345      0 0x0180 0x00000006
tcp6       0      0  ::1.631                *.*                    LISTEN      131072 131072    345      0 0x0180 0x00000006
udp4       0      0  *.5353                 *.*                                786896   9216    222      0 0x0100 0x00000000
udp4       0      0  *.*                    *.*                                786896   9216    222      0 0x0000 0x00000000
udp6       0      0  fe80::1%lo0.123        *.*                                786896   9216     99      0 0x0100 0x00000000
`;

export const MACOS_NETSTAT_NEW = `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)          rxbytes      txbytes  rhiwat  shiwat          process:pid    state  options           gencnt    flags   flags1 usecnt rtncnt fltrs
tcp4       0      0  127.0.0.1.49515        *.*                    LISTEN                 0            0  131072  131072  Autodesk Fusion:22712  00100 00000006 000000000025c5ff 00000081 04000800      3      0 000000
udp46      0      0  *.7000                 *.*                                           0            0  786896    9216     ControlCenter:640    00100 00000000 000000000025c5f1 00000080 01000800      2      0 000000
`;

export const FREEBSD_NETSTAT = `Active Internet connections (including servers)
Proto Recv-Q Send-Q Local Address          Foreign Address        (state)
tcp4       0      0 127.0.0.1.25           *.*                    LISTEN
tcp4       0     44 192.0.2.7.22           198.51.100.9.51022     ESTABLISHED
tcp4       0      0 *.22                   *.*                    LISTEN
tcp6       0      0 *.22                   *.*                    LISTEN
tcp46      0      0 *.80                   *.*                    LISTEN
tcp4       0      0 *.1234                 *.*                    CLOSED
udp4       0      0 *.514                  *.*
udp6       0      0 *.514                  *.*
udp4       0      0 192.0.2.7.50001        192.0.2.1.53
`;

export const FREEBSD_SOCKSTAT = `USER     COMMAND    PID   FD PROTO  LOCAL ADDRESS         FOREIGN ADDRESS
www      nginx       1201 6  tcp4   *:80                  *:*
root     sshd         988 3  tcp6   *:22                  *:*
root     sshd        2201 4  tcp4   192.0.2.7:22          198.51.100.9:51022
root     syslogd      801 7  udp4   *:514                 *:*
?        ?          ?     ?  tcp46  *:8080                *:*
`;

export const OPENBSD_NETSTAT = `Active Internet connections (including servers)
Proto   Recv-Q Send-Q  Local Address          Foreign Address        TCP-State
tcp          0      0  *.22                   *.*                    LISTEN
tcp          0      0  127.0.0.1.25           *.*                    LISTEN
udp          0      0  *.68                   *.*
Active Internet connections (including servers)
Proto   Recv-Q Send-Q  Local Address          Foreign Address        TCP-State
tcp6         0      0  *.22                   *.*                    LISTEN
tcp6         0      0  ::1.25                 *.*                    LISTEN
`;

export const LSOF_MACOS = `COMMAND     PID   USER   FD   TYPE             DEVICE SIZE/OFF NODE NAME
cupsd       345   root    9u  IPv4 0x6f4f3a1c7d1be95f      0t0  TCP 127.0.0.1:631 (LISTEN)
nginx       812   root    6u  IPv6 0x6f4f3a1c7d1be111      0t0  TCP *:80 (LISTEN)
nginx       813 nobody    6u  IPv6 0x6f4f3a1c7d1be111      0t0  TCP *:80 (LISTEN)
nginx       813 nobody   11u  IPv4 0x6f4f3a1c7d1be222      0t0  TCP 10.0.0.2:80->10.0.0.9:50123 (ESTABLISHED)
mDNS\\x20Responder 222 _mdns 7u IPv4 0x6f4f3a1c7d1be333      0t0  UDP *:5353
mDNS\\x20Responder 222 _mdns 8u IPv4 0x6f4f3a1c7d1be334      0t0  UDP *:*
`;
