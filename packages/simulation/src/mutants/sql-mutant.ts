/** One rule of the gateway's SQL, broken on purpose. */
export interface SqlMutant {
  /** Of the function, in the schema `gateway`. */
  in: string;
  /** Each text stands exactly once in the function, and gives way to the other. */
  changes: readonly (readonly [from: string, to: string])[];
  /** From the repository's root: where the rule is tested. */
  file: string;
  /** The test that has to fail. */
  noticedBy: string;
}
