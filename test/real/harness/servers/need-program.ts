import type { Context } from 'mocha';

/**
 * For `before` and `it`: without the program it prints that and skips; with `REQUIRE_<NAME>=1` it fails.
 * @param missing why there is none; undefined when there is one
 */
export function needProgram(context: Context, name: 'REDIS' | 'RSYSLOG', missing: string | undefined): void {
  if (missing === undefined) return;
  const variable = `REQUIRE_${name}`;
  if (process.env[variable] === '1') throw new Error(`${variable} is set, but ${missing}`);
  console.log(`      skipped: ${missing}; ${variable}=1 makes this a failure`);
  context.skip();
}
