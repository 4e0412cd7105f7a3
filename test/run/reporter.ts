/** Mocha's own reporter, which also writes the result of the run to a file: of all workers together. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import Mocha from 'mocha';
import { OUTCOMES_VARIABLE, type Outcome } from './outcome';

/** ms; quicker specs are not listed */
const WORTH_TELLING = 100;

class Reporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const folder = process.env[OUTCOMES_VARIABLE];
    if (folder === undefined) return;
    const outcome: Outcome = { passed: 0, failed: 0, pending: 0, specs: [] };
    const took = ({ file = '', duration = 0 }: Mocha.Runnable, title: string): void => {
      if (duration >= WORTH_TELLING)
        outcome.specs.push({ file: relative(process.cwd(), file), title, ms: duration });
    };
    runner
      .on('pass', () => {
        outcome.passed += 1;
      })
      .on('fail', () => {
        outcome.failed += 1;
      })
      .on('pending', () => {
        outcome.pending += 1;
      })
      .on('test end', (test) => took(test, test.fullTitle()))
      .on('hook end', (hook) => took(hook, hook.fullTitle()))
      .on('end', () => {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, `${process.pid}-${Date.now()}.json`), JSON.stringify(outcome));
      });
  }
}

export = Reporter;
