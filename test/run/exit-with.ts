/** A program's end: its exit code is what it resolves to; an error is printed and is 1. */
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
