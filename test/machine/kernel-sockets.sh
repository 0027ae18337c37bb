#!/bin/bash
# In the guest: makes the kernel itself receive on ports, and prints what listenscope says of them.
set -euo pipefail
cd "$(dirname "$0")/../.."

ip netns add peer
ip netns add vpn
ip link add eth0 type veth peer name eth0 netns peer
ip address add 10.1.0.1/24 dev eth0
ip -n peer address add 10.1.0.2/24 dev eth0
ip link set eth0 up
ip -n peer link set eth0 up

modprobe -a wireguard vxlan geneve fou tipc rds_tcp kafs iscsi_target_mod nvmet_tcp vsock_loopback vsock_diag
ip link add vx0 type vxlan id 42 dstport 4789 dev eth0
ip link add gnv0 type geneve id 7 remote 10.1.0.2
ip link add wg0 type wireguard
ip link add wg1 type wireguard
ip link set wg1 netns vpn
for device in vx0 gnv0 wg0; do ip link set "$device" up; done
ip -n vpn link set wg1 up
ip fou add port 5555 ipproto 4
ip -6 fou add port 5556 gue
tipc bearer enable media udp name udp0 localip 10.1.0.1
mount -t configfs config /sys/kernel/config
mkdir -p /sys/kernel/config/target/iscsi/iqn.2026-11.example:disk/tpgt_1/np/0.0.0.0:3260
mkdir -p /sys/kernel/config/nvmet/ports/1 /sys/kernel/config/nvmet/subsystems/disk
cd /sys/kernel/config/nvmet/ports/1
echo ipv4 > addr_adrfam
echo tcp > addr_trtype
echo 0.0.0.0 > addr_traddr
echo 4420 > addr_trsvcid
ln -s /sys/kernel/config/nvmet/subsystems/disk subsystems/disk
cd - > /dev/null

socat VSOCK-LISTEN:8008,fork OPEN:/dev/null &
socat VSOCK-LISTEN:8009,bind=1,fork OPEN:/dev/null &
until socat -u OPEN:/dev/null VSOCK-CONNECT:1:8008 && socat -u OPEN:/dev/null VSOCK-CONNECT:1:8009; do sleep 0.1; done 2> /dev/null

exec node test/machine/kernel-sockets.mjs
