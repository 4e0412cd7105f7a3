// Preloaded into the measured program: memory, processor time and delay of the event loop, measured inside. Read over
// HTTP where the program continues (`/begin`, then `/end`); else it prints everything at the exit (PROBE_AT_EXIT).
const { createServer } = require('node:http');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { isMainThread } = require('node:worker_threads');

// ms between two samples; the histogram contains the time between them, so this part of it is no delay
const EVERY_MS = 5;
const delay = monitorEventLoopDelay({ resolution: EVERY_MS });
if (isMainThread) delay.enable();
let cpu = process.cpuUsage();

function reading() {
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpuSeconds: (user + system) / 1e6,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
    loopDelayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - EVERY_MS),
    loopDelayMaxMs: Math.max(0, delay.max / 1e6 - EVERY_MS),
    rssMb: process.memoryUsage.rss() / 2 ** 20,
  };
}

function begin() {
  cpu = process.cpuUsage();
  delay.reset();
  profile('start');
}

// PROBE_PROFILE=<folder>: a CPU profile of exactly the measured time
let session;
function profile(what, then = () => {}) {
  const folder = process.env.PROBE_PROFILE;
  if (!folder) return then();
  const { Session } = require('node:inspector');
  if (what === 'start') {
    session = new Session();
    session.connect();
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval: 500 });
    session.post('Profiler.start');
    return then();
  }
  session.post('Profiler.stop', (_error, { profile: taken }) => {
    const file = `${folder}/${process.env.PROBE_NAME ?? 'bench'}-${process.pid}.cpuprofile`;
    require('node:fs').writeFileSync(file, JSON.stringify(taken));
    then();
  });
}

if (isMainThread && process.env.PROBE_AT_EXIT) {
  begin();
  process.once('beforeExit', () => profile('stop'));
  process.once('exit', () => console.log(`probe ${JSON.stringify(reading())}`));
} else if (isMainThread) {
  const server = createServer((request, response) => {
    const answer = (body) => response.end(JSON.stringify(body));
    if (request.url === '/begin') answer(begin() ?? {});
    else if (request.url === '/end') {
      const read = reading();
      profile('stop', () => answer(read));
    } else answer(reading());
  });
  server.listen(0, '127.0.0.1', () => {
    server.unref();
    console.log(`probe http://127.0.0.1:${server.address().port}`);
  });
}
