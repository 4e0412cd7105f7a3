/**
 * `npm test` and its variants: `main.ts [--after] step…` runs the steps in sequence, and prints the slow specs and the
 * results of all of them at the end. The last line is always `N passed, N failed`. `--after`: the numbers of the
 * previous run are added to these (.ci/run has two). `--todays-clock`: steps that have to pass under any clock run
 * under the first of today's two (`test:days -- --second` is the other one).
 */
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { environmentOf, twoOf } from '../days/plan';
import { exitWith } from './exit-with';
import { OUTCOMES_VARIABLE, type Outcome, parseOutcome, slowest, sum } from './outcome';
import { isStep, STEPS, type Step } from './steps';

const ROOT = resolve(__dirname, '..', '..');
const OUTCOMES = join(ROOT, '.cache', 'outcomes');
/** As npm sets it for scripts. */
const PATH = `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
const SLOWEST = 10;

/** @returns the exit code; 1 for a program that a signal ended or that does not exist */
function run({ command }: Step, environment: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((done) => {
    const child = spawn(command, {
      shell: true,
      stdio: 'inherit',
      cwd: ROOT,
      env: { ...process.env, PATH, [OUTCOMES_VARIABLE]: OUTCOMES, ...environment },
    });
    child.once('error', (error) => {
      console.error(error.message);
      done(1);
    });
    child.once('close', (code) => done(code ?? 1));
  });
}

async function outcomes(): Promise<Outcome[]> {
  const files = (await readdir(OUTCOMES)).sort();
  return Promise.all(files.map(async (file) => parseOutcome(await readFile(join(OUTCOMES, file), 'utf8'))));
}

/** @throws when a step is not known, or there is none */
function stepsOf(names: readonly string[]): readonly Step[] {
  const unknown = names.filter((name) => !isStep(name));
  if (unknown.length > 0 || names.length === 0)
    throw new Error(`steps are ${Object.keys(STEPS).join(', ')}; not: ${unknown.join(', ')}`);
  return names.filter(isStep).map((name) => STEPS[name]);
}

function todaysClock(): NodeJS.ProcessEnv {
  const today = Date.now();
  const [first] = twoOf(today);
  return first === undefined ? {} : environmentOf(first, today);
}

/** @returns sentences about steps that failed without a failed spec: lint, coverage, a crash */
async function perform(steps: readonly Step[], clock: NodeJS.ProcessEnv): Promise<string[]> {
  const broken: string[] = [];
  let before = await outcomes();
  for (const step of steps) {
    const environment = step.anyClock === true ? clock : {};
    const under = Object.entries(environment).map(([name, value]) => ` ${name}=${value}`);
    console.log(`\n— ${step.title}${under.join('')}`);
    const started = Date.now();
    const code = await run(step, environment);
    console.log(`— ${step.title}: ${Math.round((Date.now() - started) / 1000)} s`);
    const now = await outcomes();
    const reported = sum(now, 0).failed > sum(before, 0).failed;
    if (code !== 0 && !reported) broken.push(`${step.title} ended with exit code ${code}`);
    if (code === 0 && step.counts && now.length === before.length)
      broken.push(`${step.title} counted no specs`);
    if (code !== 0 && step.essential) break;
    before = now;
  }
  return broken;
}

async function main(args: readonly string[]): Promise<number> {
  const after = args.includes('--after');
  const steps = stepsOf(args.filter((arg) => arg !== '--after' && arg !== '--todays-clock'));
  const clock = args.includes('--todays-clock') ? todaysClock() : {};
  if (!after) await rm(OUTCOMES, { recursive: true, force: true });
  await mkdir(OUTCOMES, { recursive: true });
  const broken = await perform(steps, clock);
  const all = await outcomes();
  const { passed, failed, pending } = sum(all, broken.length);
  const lines = [
    ...['', `The ${SLOWEST} slowest specs:`, ...slowest(all, SLOWEST), ''],
    ...(pending > 0 ? [`${pending} pending`] : []),
    ...broken,
    `${passed} passed, ${failed} failed`,
  ];
  console.log(lines.join('\n'));
  return failed === 0 ? 0 : 1;
}

exitWith(main(process.argv.slice(2)));
