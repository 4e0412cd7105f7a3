/** The simulated tenant as a program. Prints one line of JSON with both addresses, and serves until SIGTERM or SIGINT. */

import { parseArguments, USAGE } from './program/arguments';
import { createSimulator } from './simulator';

async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const simulator = createSimulator(parseArguments(argv));
  await simulator.start();
  const { apiUrl, storageUrl, origin } = simulator;
  process.stdout.write(`${JSON.stringify({ apiUrl, storageUrl, origin })}\n`);
  const stop = (): void => {
    simulator.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
