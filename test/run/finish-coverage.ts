/**
 * Mocha's workers write what they have seen of the code while they end. Mocha gives them a second for that and then
 * sends SIGTERM, after which it is lost. Whoever listens to SIGTERM is not ended by it, so the writing is finished.
 */
const SIGTERM_EXIT = 128 + 15;

if (process.env['MOCHA_WORKER_ID'] !== undefined && process.env['NODE_V8_COVERAGE'] !== undefined)
  process.on('SIGTERM', () => process.exit(SIGTERM_EXIT));
