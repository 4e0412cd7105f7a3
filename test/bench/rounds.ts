/** All contenders, in turn, for the given number of rounds; a run with missing or extra records does not count. */
import { join } from 'node:path';
import { makeFolder, removeFolder } from '../real/harness/process/folder';
import type { ApiTenant } from './api';
import type { Contender, FlowContender } from './contenders/index';
import { OUT, type RunContext } from './contenders/run-context';
import { type Reading, type Sample, sampleOf } from './measure/sample';
import { type BenchEnvironment, runFlow } from './node-red-run';
import { runScript } from './script-run';
import { type Tenant, TYPES } from './tenant';

export interface Tenants {
  readonly large: Tenant;
  /** undefined when it is not needed */
  readonly small: Tenant | undefined;
  readonly api: ApiTenant | undefined;
}

export interface RunSummary {
  readonly name: string;
  readonly sample: Sample;
  /** why it does not count */
  readonly problem: string | undefined;
  /** only of `api` */
  readonly ideal?: number;
  /** only of those that count them */
  readonly callsPer100k?: number;
}

/** One run of one contender. */
export async function runOne(
  contender: Contender | 'api',
  tenants: Tenants,
  environment: BenchEnvironment,
): Promise<RunSummary> {
  if (contender === 'api') {
    if (tenants.api === undefined) throw new Error('there is no tenant for api');
    return { name: 'api', ...(await tenants.api.run(environment)) };
  }
  const isSmall = contender.kind === 'flow' && contender.small;
  const tenant = isSmall ? (tenants.small ?? tenants.large) : tenants.large;
  const folder = await makeFolder('bench');
  try {
    const where = {
      apiUrl: tenant.simulator.apiUrl,
      day: tenant.day,
      folder,
      events: tenant.expected.events,
    };
    if (contender.kind === 'flow') return await flowIn(contender, where, tenant, environment);
    const { seconds, reading, files } = await runScript(contender.name, where, environment.profiles);
    const problem = await contender.check(files, tenant.expected);
    return { name: contender.name, sample: sampled(tenant, seconds, reading), problem };
  } finally {
    await removeFolder(folder);
  }
}

async function flowIn(
  contender: FlowContender,
  where: RunContext,
  tenant: Tenant,
  environment: BenchEnvironment,
): Promise<RunSummary> {
  const { name, inject, ours, complete, check } = contender;
  const { folder } = where;
  const { expected, simulator } = tenant;
  const before = (await simulator.apiCalls()).length;
  const ran = await runFlow(environment, {
    ...{ name, inject, folder, flow: contender.flow(where), polls: ours ? TYPES.length : 0 },
    complete: () => complete(folder, expected),
  });
  const calls = (await simulator.apiCalls()).length - before;
  const reported = ran.polls.reduce((sum, { records }) => sum + records, 0);
  const miscounted =
    ours && reported !== expected.events ? `${reported} of ${expected.events} reported` : undefined;
  return {
    ...{ name, sample: sampled(tenant, ran.seconds, ran.reading) },
    problem: miscounted ?? (await check([join(folder, OUT)], expected)),
    callsPer100k: (calls / expected.events) * 100_000,
  };
}

function sampled({ expected }: Tenant, seconds: number, reading: Reading): Sample {
  return sampleOf({ events: expected.events, bytes: expected.lines.bytes, seconds }, reading);
}
