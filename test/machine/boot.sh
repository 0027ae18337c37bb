#!/bin/bash
# boot.sh SCRIPT [SECONDS]: boots a kernel of Debian with all its modules under qemu, on this machine's own files, runs SCRIPT
# there as root, prints what it prints and ends with its status. Nothing that it does reaches this machine: the files are
# mounted read-only below what the guest writes, and it has no network but what SCRIPT makes.
# Which kernel: see kernel.sh.
set -euo pipefail

script=$(readlink -f "$1")
limit=${2:-300}
missing=()
for tool in qemu-system-x86_64 busybox cpio modprobe; do command -v "$tool" > /dev/null || missing+=("$tool"); done
if [ ${#missing[@]} -gt 0 ]; then
  echo "missing: ${missing[*]} (apt install qemu-system-x86 busybox-static cpio kmod)" >&2
  exit 69
fi

kernel=$(bash "$(dirname "$0")/kernel.sh")
version=$(ls "$kernel/lib/modules")
[ -e "$kernel/lib/modules/$version/modules.dep" ] || depmod -b "$kernel" "$version"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/initrd
mkdir -p "$root"/{bin,proc,sys,dev,host,written,new,modules} "$work/out"
cp "$(command -v busybox)" "$root/bin/busybox"
for module in virtio_pci 9pnet_virtio 9p overlay; do
  modprobe -d "$kernel" -S "$version" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'
done | awk '!seen[$0]++' | while read -r file; do
  cp "$file" "$root/modules/"
  echo "/modules/$(basename "$file")"
done > "$root/order"
cat > "$root/init" << 'INIT'
#!/bin/busybox sh
export PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read module; do insmod $module; done < /order
mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=262144,cache=loose host /host
mount -t tmpfs written /written
mkdir /written/upper /written/work
mount -t overlay -o lowerdir=/host,upperdir=/written/upper,workdir=/written/work root /new
mount -t proc proc /new/proc
mount -t sysfs sys /new/sys
mount -t devtmpfs dev /new/dev
mount -t tmpfs run /new/run
mkdir -p /new/dev/pts /new/out /new/lib/modules
mount -t devpts pts /new/dev/pts
mount -t cgroup2 cgroup /new/sys/fs/cgroup
mount -t 9p -o trans=virtio,version=9p2000.L,rw,msize=262144 out /new/out
ip link set lo up
hostname guest
exec switch_root /new /bin/bash -c 'read -r words < /proc/cmdline
for word in $words; do case $word in kernel=*|script=*) declare "${word%%=*}=${word#*=}" ;; esac; done
mount -t tmpfs modules /lib/modules 2> /dev/null && ln -s "$kernel/lib/modules/$(uname -r)" /lib/modules/
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb
bash "$script" > /out/log 2>&1 < /dev/null
echo $? > /out/status
sync
echo o > /proc/sysrq-trigger
sleep 60'
INIT
chmod +x "$root/init"
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) > "$work/initrd.gz"

timeout "$limit" qemu-system-x86_64 -machine q35 -accel tcg,thread=multi -cpu max -smp 2 -m 2048 -display none -no-reboot -nic none -monitor none \
  -kernel "$kernel/boot/vmlinuz-$version" -initrd "$work/initrd.gz" -serial "file:$work/console" \
  -fsdev local,id=host,path=/,security_model=none,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=host,mount_tag=host \
  -fsdev "local,id=out,path=$work/out,security_model=none" -device virtio-9p-pci,fsdev=out,mount_tag=out \
  -append "console=ttyS0 quiet panic=-1 mitigations=off kernel=$kernel script=$script" || true
cat "$work/out/log" 2> /dev/null || true
[ -e "$work/out/status" ] && exit "$(cat "$work/out/status")"
echo "the guest did not come to the end of $script:" >&2
tail -20 "$work/console" >&2
exit 70
