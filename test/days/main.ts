/**
 * `npm run test:days -- [--two | --second | --every-zone] [clock…] [path…]`: the unit, node and wire specs under other
 * clocks, in other time zones. `--two`: those of today; `--second`: the second of them, after an `npm test --
 * --todays-clock`. Paths: these spec files instead of all.
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import { TEST_SEED } from '../fixed/seed';
import { exitWith } from '../run/exit-with';
import { OUTCOMES_VARIABLE, parseOutcome, sum } from '../run/outcome';
import {
  CLOCK_NAMES,
  CLOCKS,
  eachOnce,
  environmentOf,
  everyZone,
  isClock,
  type ScheduledRun,
  twoOf,
  ZONES,
} from './plan';

const ROOT = resolve(__dirname, '..', '..');
const FOLDER = join(ROOT, '.cache', 'days');
/** Last lines of the log of a failed run. */
const SHOWN = 120;

const configuration = z.object({
  require: z.array(z.string()),
  reporter: z.string(),
  spec: z.array(z.string()),
  timeout: z.number(),
  jobs: z.number(),
});

interface Wanted {
  readonly turns: readonly ScheduledRun[];
  readonly paths: readonly string[];
}

interface Result extends ScheduledRun {
  readonly passed: number;
  readonly failed: number;
}

/** @throws RangeError: it is neither an option nor a clock nor a path */
function wanted(args: readonly string[], today: number): Wanted {
  const paths = args.filter((arg) => arg.endsWith('.ts'));
  const names = args.filter((arg) => isClock(arg)).filter(isClock);
  const options = args.filter((arg) => !paths.includes(arg) && !isClock(arg));
  const unknown = options.filter((arg) => !['--two', '--second', '--every-zone'].includes(arg));
  if (unknown.length > 0) throw new RangeError(`${unknown.join(', ')}: clocks are ${CLOCK_NAMES.join(', ')}`);
  const clocks = names.length > 0 ? names : CLOCK_NAMES;
  if (options.includes('--second')) return { turns: twoOf(today).slice(1), paths };
  if (options.includes('--two')) return { turns: twoOf(today), paths };
  return { turns: options.includes('--every-zone') ? everyZone(clocks) : eachOnce(clocks), paths };
}

async function mochaArguments(paths: readonly string[]): Promise<string[]> {
  const text = await readFile(join(ROOT, '.mocharc.json'), 'utf8');
  const { require, reporter, spec, timeout, jobs } = configuration.parse(JSON.parse(text));
  return [
    ...[join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js'), '--no-config', '--fail-zero'],
    ...require.flatMap((one) => ['--require', one]),
    ...['--reporter', reporter, '--timeout', String(timeout), '--parallel', '--jobs', String(jobs)],
    ...(paths.length > 0 ? paths : spec),
  ];
}

/** All output goes to a file. @returns the exit code; 1 for a signal */
async function run(args: readonly string[], env: NodeJS.ProcessEnv, log: string): Promise<number> {
  const output = createWriteStream(log);
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const code = await new Promise<number>((done, fail) => {
    child.once('error', fail);
    child.once('close', (status) => done(status ?? 1));
  });
  output.end();
  await finished(output);
  return code;
}

async function under(turn: ScheduledRun, seed: number, mocha: readonly string[]): Promise<Result> {
  const { clock, zone } = turn;
  const name = `${clock}-${zone.replace('/', '-')}`;
  const outcomes = join(FOLDER, name);
  const log = `${outcomes}.log`;
  const environment = environmentOf(turn, Date.now());
  await mkdir(outcomes, { recursive: true });
  console.log(`TEST_CLOCK=${environment.TEST_CLOCK} TZ=${zone} TEST_SEED=${seed} (${CLOCKS[clock].says})`);
  const own = { ...environment, TEST_SEED: String(seed), [OUTCOMES_VARIABLE]: outcomes };
  const started = performance.now();
  const code = await run(mocha, { ...process.env, ...own }, log);
  const files = await readdir(outcomes);
  const parsed = await Promise.all(
    files.map(async (file) => parseOutcome(await readFile(join(outcomes, file), 'utf8'))),
  );
  const { passed, failed } = sum(parsed, 0);
  // a run that died before it could count, or that had nothing to run, has failed
  const broken = failed === 0 && (code !== 0 || passed === 0);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`  ${passed} passed, ${failed} failed, ${seconds} s${broken ? `, exit code ${code}` : ''}`);
  if (failed > 0 || broken) {
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
    const from = lines.findIndex((line) => /^ {2}\d+ failing/.test(line));
    const shownLines = from < 0 ? lines.slice(-SHOWN) : lines.slice(from, from + SHOWN);
    console.log(`${shownLines.join('\n')}\n  all of it: ${relative(ROOT, log)}`);
  }
  return { ...turn, passed, failed: broken ? 1 : failed };
}

function table(results: readonly Result[]): string {
  const cell = (clock: string, zone: string): string => {
    const found = results.find((one) => one.clock === clock && one.zone === zone);
    if (found === undefined) return '·';
    return found.failed === 0 ? `${found.passed} passed` : `${found.passed} passed, ${found.failed} FAILED`;
  };
  const clocks = CLOCK_NAMES.filter((clock) => results.some((one) => one.clock === clock));
  const rows = [['', ...ZONES], ...clocks.map((clock) => [clock, ...ZONES.map((zone) => cell(clock, zone))])];
  return rows.map((row) => row.map((text, at) => text.padEnd(at === 0 ? 14 : 26)).join('')).join('\n');
}

async function main(args: readonly string[]): Promise<number> {
  const today = Date.now();
  const { turns, paths } = wanted(args, today);
  const seed = TEST_SEED;
  const mocha = await mochaArguments(paths);
  await rm(FOLDER, { recursive: true, force: true });
  const chosen = turns.map(({ clock, zone }) => `${clock} in ${zone}`).join(', ');
  console.log(`${new Date(today).toISOString().slice(0, 10)}: ${chosen}`);
  const results: Result[] = [];
  for (const turn of turns) results.push(await under(turn, seed, mocha));
  console.log(`\n${table(results)}`);
  return results.every(({ failed }) => failed === 0) ? 0 : 1;
}

exitWith(main(process.argv.slice(2)));
