/** The simulated tenant as a program: prints one line of JSON with both addresses, then serves until it is told to end. */

import { parseArguments, USAGE } from './arguments';
import { createSimulator } from './simulator';

async function main(words: readonly string[]): Promise<void> {
  if (words.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const simulator = createSimulator(parseArguments(words));
  await simulator.start();
  const { apiUrl, storageUrl, origin } = simulator;
  process.stdout.write(`${JSON.stringify({ apiUrl, storageUrl, origin })}\n`);
  const end = (): void => {
    simulator.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
