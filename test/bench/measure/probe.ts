/** Reads the script that was preloaded into a program (probe.cjs). */
import { join } from 'node:path';
import { z } from 'zod';
import type { Program } from '../../real/harness/process/program';

const reading = z.object({
  cpuSeconds: z.number(),
  peakRssMb: z.number(),
  loopDelayP99Ms: z.number(),
  loopDelayMaxMs: z.number(),
  rssMb: z.number(),
});

export type FullReading = z.infer<typeof reading>;

const PROBE = JSON.stringify(join(__dirname, 'probe.cjs'));

/** @param profiles folder for a CPU profile of the measured time */
export function probeEnvironment(
  name: string,
  profiles: string | undefined,
  atExit = false,
): NodeJS.ProcessEnv {
  return {
    NODE_OPTIONS: `--require ${PROBE}`,
    ...(atExit ? { PROBE_AT_EXIT: '1' } : {}),
    ...(profiles === undefined ? {} : { PROBE_PROFILE: profiles, PROBE_NAME: name }),
  };
}

/** The values that a program printed at its end. */
export function readingAtExit({ output }: Program): FullReading {
  return reading.parse(JSON.parse(/^probe (\{.*\})$/m.exec(output)?.[1] ?? 'null'));
}

export class Probe {
  readonly #url: string;

  private constructor(url: string) {
    this.#url = url;
  }

  static async of(program: Program): Promise<Probe> {
    const url = await program.waitUntil(
      'its probe',
      10_000,
      () => /^probe (http:\S+)$/m.exec(program.output)?.[1],
    );
    return new Probe(url);
  }

  async begin(): Promise<void> {
    await this.#ask('begin');
  }

  async now(): Promise<FullReading> {
    return reading.parse(await this.#ask('now'));
  }

  async end(): Promise<FullReading> {
    return reading.parse(await this.#ask('end'));
  }

  async #ask(what: string): Promise<unknown> {
    const response = await fetch(`${this.#url}/${what}`, { signal: AbortSignal.timeout(60_000) });
    return response.json();
  }
}
