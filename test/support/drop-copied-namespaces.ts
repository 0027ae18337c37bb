/**
 * For a script in a mount namespace of its own that covers /run: it gives up the copies of the mounts by which others keep network
 * namespaces. They would be kept there too, where nobody can get at them, and that is a gap in what others ask of the host.
 */
export const DROP_COPIED_NAMESPACES =
  'for netns in /run/netns/*; do umount -l "$netns" 2> /dev/null || true; done';
