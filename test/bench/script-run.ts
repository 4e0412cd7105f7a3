/** A contender that is a program of its own. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { environment } from '../real/harness/process/environment';
import { Program } from '../real/harness/process/program';
import type { RunContext } from './contenders/run-context';
import { OUT } from './contenders/run-context';
import { probeEnvironment, readingAtExit } from './measure/probe';
import type { Reading } from './measure/sample';
import { TYPES } from './tenant';

const outputSchema = z.object({ ms: z.number() });
const LONGEST_MS = 600_000;

export interface ProgramRun {
  readonly seconds: number;
  readonly reading: Reading;
  /** that it wrote */
  readonly files: readonly string[];
}

export async function runScript(
  name: string,
  where: RunContext,
  profiles: string | undefined,
): Promise<ProgramRun> {
  const { apiUrl, day, folder } = where;
  const program = new Program({
    ...{ name, node: process.execPath, script: join(__dirname, 'contenders', `${name}.mjs`), cwd: folder },
    args: [apiUrl, day, join(folder, OUT), ...TYPES],
    env: { ...environment(folder, { network: false }), ...probeEnvironment(name, profiles, true) },
  });
  const killTimer = setTimeout(() => program.signal('SIGKILL'), LONGEST_MS);
  await program.exited;
  clearTimeout(killTimer);
  const line = program.output.split('\n').find((one) => one.startsWith('{'));
  if (program.exitDescription !== 'exit 0' || line === undefined)
    throw new Error(`${name} ended with ${program.exitDescription}:\n${program.output.slice(-2000)}`);
  const files = (await readdir(folder))
    .filter((file) => file.startsWith(OUT))
    .map((file) => join(folder, file));
  return { seconds: outputSchema.parse(JSON.parse(line)).ms / 1000, reading: readingAtExit(program), files };
}
