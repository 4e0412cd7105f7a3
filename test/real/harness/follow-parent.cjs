// Preloaded into every program the harness starts: ends it when the process that started it is gone, however
// that one ended. Standard input is a pipe whose other end only the parent holds.
process.stdin.on('error', () => process.exit(1));
process.stdin.on('end', () => process.exit(1));
process.stdin.resume();
if (typeof process.stdin.unref === 'function') process.stdin.unref();
