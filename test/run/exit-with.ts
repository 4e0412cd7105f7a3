/** Ends a program: its exit code is the resolved value; an error is printed and is 1. */
export function exitWith(code: Promise<number>): void {
  code.then(
    (resolved) => {
      process.exitCode = resolved;
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    },
  );
}
