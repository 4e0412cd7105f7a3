/** The simulated tenant as a program of its own. */
import { z } from 'zod';
import { environment } from './environment';
import { SIMULATOR_PROGRAM } from './paths';
import { Program } from './program';

const listening = z.object({ apiUrl: z.string(), storageUrl: z.string() });

export class Simulator {
  private constructor(
    readonly program: Program,
    readonly apiUrl: string,
  ) {}

  /** @param flags as main.ts takes them; the control endpoints are always on */
  static async start(home: string, flags: readonly string[]): Promise<Simulator> {
    const program = new Program({
      name: 'the simulated tenant',
      node: process.execPath,
      script: SIMULATOR_PROGRAM,
      args: ['--control', ...flags],
      cwd: home,
      env: environment(home, { network: false }),
    });
    try {
      const addresses = await program.until('the simulated tenant to listen', 20_000, () => {
        const line = program.output.split('\n').find((one) => one.startsWith('{'));
        return line === undefined ? undefined : listening.parse(JSON.parse(line));
      });
      return new Simulator(program, addresses.apiUrl);
    } catch (error) {
      await program.kill();
      throw error;
    }
  }

  stop(): Promise<void> {
    return this.program.stop(5_000);
  }
}
