/** /proc of this thread, not of this process: a thread may be in another network namespace. */
export const PROC_NET = '/proc/thread-self/net';
