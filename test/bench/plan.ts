/** The contenders, the number of rounds, and the size of the backlog. */
import { CONTENDERS, type Contender } from './contenders/index';

export type Runner = Contender | 'api';

export interface Plan {
  readonly rounds: number;
  readonly warmUps: number;
  /** of each type */
  readonly files: number;
  /** of each type, for those that take a minute for all */
  readonly smallFiles: number;
  /** of the longest log of `api` */
  readonly apiPages: number;
  readonly runners: readonly Runner[];
}

export interface PlanOptions {
  readonly quick: boolean;
  /** names, comma separated; empty: all */
  readonly only: string;
  readonly rounds: number;
  readonly files: number;
}

const QUICK = { rounds: 1, warmUps: 0, files: 1, smallFiles: 1, apiPages: 12 } as const;
/** Omitted with `--quick`: only their memory is of interest, and that takes a long backlog. */
const LONG: ReadonlySet<string> = new Set(['ack-page', 'ack-page-read', 'ack-event']);

const nameOf = (runner: Runner): string => (runner === 'api' ? 'api' : runner.name);

/** @throws RangeError when there is no such contender */
export function planOf({ quick, only, rounds, files }: PlanOptions): Plan {
  const names = only.split(',').filter((name) => name !== '');
  const all: readonly Runner[] = [...CONTENDERS, 'api'];
  const unknown = names.find((name) => !all.some((one) => nameOf(one) === name));
  if (unknown !== undefined) throw new RangeError(`there is no ${unknown}: ${all.map(nameOf).join(', ')}`);
  const usual = quick ? all.filter((one) => !LONG.has(nameOf(one))) : all;
  const runners = names.length > 0 ? all.filter((one) => names.includes(nameOf(one))) : usual;
  return quick
    ? { ...QUICK, runners }
    : { rounds, warmUps: 1, files, smallFiles: files, apiPages: 60, runners };
}
