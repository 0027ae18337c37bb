/** `compute` that remembers its last answer: for what is derived from parts of the state that change less often than it. */
export function memoizeLast<Args extends readonly unknown[], Result>(
  compute: (...args: Args) => Result,
): (...args: Args) => Result {
  let last: { readonly args: Args; readonly result: Result } | undefined;
  return (...args) => {
    if (last !== undefined && args.every((arg, index) => Object.is(arg, last?.args[index])))
      return last.result;
    const result = compute(...args);
    last = { args, result };
    return result;
  };
}
