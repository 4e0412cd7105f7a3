/**
 * Mocha's workers write their coverage while they exit. Mocha gives them a second for that and then sends SIGTERM,
 * after which it is lost. A process with a SIGTERM listener is not ended by it, so it finishes the write.
 */
const SIGTERM_EXIT = 128 + 15;

if (process.env['MOCHA_WORKER_ID'] !== undefined && process.env['NODE_V8_COVERAGE'] !== undefined)
  process.on('SIGTERM', () => process.exit(SIGTERM_EXIT));
