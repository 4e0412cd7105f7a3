// Preloaded into every program the harness starts: exits when the process that started it has exited for any reason.
// Standard input is a pipe whose other end only the parent has open.
process.stdin.on('error', () => process.exit(1));
process.stdin.on('end', () => process.exit(1));
process.stdin.resume();
if (typeof process.stdin.unref === 'function') process.stdin.unref();
