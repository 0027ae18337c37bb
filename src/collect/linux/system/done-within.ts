/**
 * Waits for `work`, at most `limit` ms where given: whether it is done. Work that is not goes on; its failure is told to
 * whoever waits for it next.
 */
export async function isDoneWithin(work: Promise<void>, limit: number | undefined): Promise<boolean> {
  if (limit === undefined) return work.then(() => true);
  work.catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, limit, false);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
