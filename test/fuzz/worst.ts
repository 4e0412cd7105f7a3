/**
 * `npm run worst`: peak memory above idle, and the longest time that nothing else ran, for the worst inputs. Each runs in a
 * process of its own.
 */
import { spawnSync } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { WORST_INPUTS, type WorstInput } from './worst-inputs';

const USAGE = `npm run worst -- [--only words]

  --only  the inputs with these words in their name`;

const MIB = 1024 * 1024;
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    /** the input that this process measures */
    input: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

interface Measured {
  readonly peakMb: number;
  readonly blockMs: number;
  readonly seconds: number;
  readonly result: string;
}

async function measure(prepare: WorstInput): Promise<Measured> {
  // The first use loads what every source needs.
  await (await WORST_INPUTS['nothing: four records']?.())?.();
  const run = await prepare();
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  let peak = idle;
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 5);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  // The first sample of the monitor is the time since it was enabled.
  await sleep(50);
  delay.reset();
  const from = performance.now();
  const result = await run();
  const seconds = (performance.now() - from) / 1000;
  peak = Math.max(peak, process.memoryUsage.rss());
  await sleep(20);
  delay.disable();
  clearInterval(sampler);
  return { peakMb: (peak - idle) / MIB, blockMs: delay.max / 1e6, seconds, result };
}

const line = ({ peakMb, blockMs, seconds, result }: Measured, name: string): string =>
  `| ${name} | ${peakMb.toFixed(0)} MB | ${blockMs.toFixed(0)} ms | ${seconds.toFixed(1)} s | ${result} |`;

async function measureHere(name: string): Promise<void> {
  const prepare = WORST_INPUTS[name];
  if (prepare === undefined) throw new RangeError(`no input is named ${name}`);
  console.log(line(await measure(prepare), name));
}

function measureAll(): void {
  const [script = ''] = process.argv.slice(1);
  console.log('| input | peak above idle | longest block | time | result |\n| --- | --- | --- | --- | --- |');
  for (const name of Object.keys(WORST_INPUTS).filter((one) => one.includes(values.only))) {
    const args = [...process.execArgv, script, '--input', name];
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
    if (status === 0) continue;
    console.log(`| ${name} | – | – | – | the process ended with ${status} |`);
    process.exitCode = 1;
  }
}

if (values.help) console.log(USAGE);
else if (values.input === undefined) measureAll();
else
  measureHere(values.input).then(
    () => process.exit(),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
