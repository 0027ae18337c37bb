/** Bad usage or unusable input: one line that says what, and how to mend it. The command ends with status 2. */
export interface Failure {
  readonly failure: string;
}

/** True for the failing side of `T | Failure`. */
export function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'failure' in value;
}
