#!/bin/bash
# In the guest: virtual services of IPVS with real servers in this and other namespaces, rules that tell the hooks apart, and who
# really gets an answer, without connection tracking of IPVS and with it. Prints a line with the facts of each host and the lines of
# its probes; record.mjs makes recorded hosts of them:
#   npm run build && npm run machine -- test/machine/ipvs/scenario.sh | node test/machine/ipvs/record.mjs
set -euo pipefail
cd "$(dirname "$0")"

modprobe -a ip_vs ip_vs_rr nf_conntrack nf_nat nf_tables veth bridge dummy > /dev/null 2>&1 || modprobe -a ip_vs ip_vs_rr veth dummy
ip link set lo up

namespace() { # DEVICE NAMESPACE NETWORK4 NETWORK6: a link to a namespace that takes this one for its router
  ip netns add "$2"
  ip -n "$2" link set lo up
  ip link add "$1" type veth peer name eth0 netns "$2"
  ip address add "$3.1/24" dev "$1"
  ip -n "$2" address add "$3.2/24" dev eth0
  ip address add "$4::1/64" dev "$1" nodad
  ip -n "$2" address add "$4::2/64" dev eth0 nodad
  ip link set "$1" up
  ip -n "$2" link set eth0 up
  ip -n "$2" route add default via "$3.1"
  ip -n "$2" route add default via "$4::1"
}
namespace lan0 lan 10.10.1 fd10:1
namespace wan0 wan 203.0.113 2001:db8:113
namespace v1 rs1 172.20.1 fd20:1
namespace v2 rs2 172.20.2 fd20:2

# A segment with a client and a real server that answers it by itself.
ip link add br0 type bridge
ip address add 10.20.0.1/24 dev br0
ip link set br0 up
for member in near:2 rs3:3; do
  name=${member%:*}
  ip netns add "$name"
  ip -n "$name" link set lo up
  ip link add "b-$name" type veth peer name eth0 netns "$name"
  ip link set "b-$name" master br0 up
  ip -n "$name" address add "10.20.0.${member#*:}/24" dev eth0
  ip -n "$name" link set eth0 up
  ip -n "$name" route add default via 10.20.0.1
done

V=10.10.1.100
ip link add vip0 type dummy
ip link set vip0 up
for vip in $V 10.10.1.101 10.10.1.102; do ip address add $vip/32 dev vip0; done
ip address add fd10:1::100/128 dev vip0 nodad
ip -n lan route add 10.10.1.100/30 via 10.10.1.1
ip -n lan route add fd10:1::100 via fd10:1::1
for server in rs1 rs3; do
  ip -n $server address add 10.10.1.102/32 dev lo
  ip netns exec $server sysctl -qw net.ipv4.conf.all.arp_ignore=1
done
sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.conf.all.send_redirects=0

tcp() { # PORT SERVER…: a service of the address $V, each server as ipvsadm wants it
  local port=$1
  shift
  ipvsadm -A -t "$V:$port" -s rr
  for server in "$@"; do ipvsadm -a -t "$V:$port" -r $server; done
}
tcp 80 "172.20.1.2:8080 -m"
tcp 81 "172.20.1.2:8080 -m" "172.20.2.2:8080 -m"
tcp 82
tcp 83 "172.20.1.2:8080 -m -w 0"
tcp 84 "10.10.1.1:8084 -m"
tcp 85 "127.0.0.1:8085 -m"
tcp 86 "10.10.1.1:86 -g"
tcp 89 "172.20.1.2:9999 -m"
tcp 90 "10.10.1.2:8080 -m"
tcp 91 "$V:91 -m"
tcp 92 "10.10.1.1:8084 -m" "172.20.1.2:8080 -m"
tcp 93 "10.10.1.1:93 -i"
# Each of these has a server port of 8000 more, and a rule that tells a hook apart: see rules.nft.
for port in 94 95 96 104 107; do tcp $port "10.10.1.1:$((8000 + port)) -m"; done
for port in 97 98 99 100 101 102 103 105; do tcp $port "172.20.1.2:$((8000 + port)) -m"; done
tcp 106 "10.10.1.1:106 -g"
ipvsadm -A -t 10.10.1.102:87 -s rr
ipvsadm -a -t 10.10.1.102:87 -r 10.20.0.3:87 -g
ipvsadm -A -t 10.10.1.102:88 -s rr
ipvsadm -a -t 10.10.1.102:88 -r 172.20.1.2:88 -g
ipvsadm -A -t 10.10.1.102:89 -s rr
ipvsadm -a -t 10.10.1.102:89 -r 172.20.1.2:89 -i
ipvsadm -A -t 10.10.1.101:0 -s rr -p 30
ipvsadm -a -t 10.10.1.101:0 -r 172.20.2.2:0 -m
ipvsadm -A -f 5 -s rr
ipvsadm -a -f 5 -r 172.20.1.2:0 -m
ipvsadm -A -u $V:53 -s rr
ipvsadm -a -u $V:53 -r 172.20.1.2:5353 -m
ipvsadm -A -u $V:54 -s rr -o
ipvsadm -a -u $V:54 -r 172.20.1.2:5353 -m
ipvsadm -A -u $V:55 -s rr -o
ipvsadm -a -u $V:55 -r 10.10.1.1:5355 -m
ipvsadm -A -u $V:56 -s rr
ipvsadm -a -u $V:56 -r 10.10.1.1:5355 -m
ipvsadm -A -t "[fd10:1::100]:80" -s rr
ipvsadm -a -t "[fd10:1::100]:80" -r "[fd20:1::2]:8080" -m
ipvsadm -A -t "[fd10:1::100]:84" -s rr
ipvsadm -a -t "[fd10:1::100]:84" -r "[fd10:1::1]:8084" -m

serve() { # NAME COMMAND…: with what it serves on standard input
  local name=$1 specs
  shift
  mapfile -t specs
  "$@" node serve.mjs "$name" "${specs[@]}" > "/tmp/$name" &
  until grep -q ready "/tmp/$name"; do sleep 0.1; done
}
each() { for port in "${@:3}"; do echo "$1 $2 $port"; done; }
{
  each tcp 0.0.0.0 22 80 81 82 83 84 8084 85 86 87 91 93 7070 8888 106 8094 8095 8096 8104 8107
  each tcp 127.0.0.1 8085
  each udp 0.0.0.0 53
  # An address of its own, which its answers have.
  each udp 10.10.1.1 5355
  each tcp :: 80 8084
} | serve host env
{
  each tcp 0.0.0.0 8080 88 89 8888 8097 8098 8099 8100 8101 8102 8103 8105
  each tcp fd20:1::2 8080
  each udp 172.20.1.2 5353
} | serve rs1 ip netns exec rs1
each tcp 0.0.0.0 8080 7070 | serve rs2 ip netns exec rs2
each tcp 0.0.0.0 87 | serve rs3 ip netns exec rs3
each tcp 0.0.0.0 8080 | serve lan ip netns exec lan

own=(22 80 81 82 83 84 85 86 87 89 90 91 92 93 94 95 96 97 98 99 100 101 102 103 104 105 106 107 8084 8085 8888 7070)
targets=()
for port in "${own[@]}"; do targets+=("tcp $V $port"); done
for port in 22 80 84 7000 8084 8888; do targets+=("tcp 10.10.1.1 $port"); done
for port in 7070 22; do targets+=("tcp 10.10.1.101 $port"); done
for port in 87 88; do targets+=("tcp 10.10.1.102 $port"); done
for port in 53 54 55 56; do targets+=("udp $V $port"); done
six=("tcp fd10:1::100 80" "tcp fd10:1::100 84" "tcp fd10:1::100 8084")

probe() { # NAME: what this host is like, and who gets an answer
  echo "host $1 $(node ../../../dist/cli.cjs capture | tr -d '\n')"
  local clients=()
  SOURCE=10.10.1.2 SOURCE6=fd10:1::2 ip netns exec lan node dial.mjs lan0 30 "${targets[@]}" "${six[@]}" > /tmp/by-lan &
  clients+=($!)
  SOURCE=203.0.113.2 SOURCE6=2001:db8:113::2 ip netns exec wan node dial.mjs wan0 30 "${targets[@]}" "${six[@]}" > /tmp/by-wan &
  clients+=($!)
  SOURCE=10.20.0.2 ip netns exec near node dial.mjs br0 30 "${targets[@]}" > /tmp/by-near &
  clients+=($!)
  node dial.mjs lo 30 "${targets[@]}" "${six[@]}" > /tmp/by-host
  wait "${clients[@]}"
  cat /tmp/by-lan /tmp/by-wan /tmp/by-near /tmp/by-host
}

hostname k-ipvs
probe k-ipvs
nft -f rules.nft
hostname k-ipvs-rules
probe k-ipvs-rules
sysctl -qw net.ipv4.vs.conntrack=1
hostname k-ipvs-conntrack
probe k-ipvs-conntrack
