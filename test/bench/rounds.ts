/** All contenders, in turn, for the given number of rounds; a run with missing or extra records does not count. */
import { join } from 'node:path';
import { makeFolder, removeFolder } from '../real/harness/process/folder';
import type { ApiTenant } from './api';
import type { Contender, FlowContender } from './contenders/index';
import { OUT, type RunContext } from './contenders/run-context';
import { type Reading, type Sample, sampleOf } from './measure/sample';
import { type BenchEnvironment, runFlow } from './node-red-run';
import { runProgram } from './script-run';
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
  stand: BenchEnvironment,
): Promise<RunSummary> {
  if (contender === 'api') {
    if (tenants.api === undefined) throw new Error('there is no tenant for api');
    return { name: 'api', ...(await tenants.api.run(stand)) };
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
    if (contender.kind === 'flow') return await flowIn(contender, where, tenant, stand);
    const { seconds, reading, files } = await runProgram(contender.name, where, stand.profiles);
    const complaint = await contender.check(files, tenant.expected);
    return { name: contender.name, sample: sampled(tenant, seconds, reading), problem: complaint };
  } finally {
    await removeFolder(folder);
  }
}

async function flowIn(
  contender: FlowContender,
  where: RunContext,
  tenant: Tenant,
  stand: BenchEnvironment,
): Promise<RunSummary> {
  const { name, inject, ours, complete, check } = contender;
  const { folder } = where;
  const { expected: truth, simulator } = tenant;
  const before = (await simulator.apiCalls()).length;
  const ran = await runFlow(stand, {
    ...{ name, inject, folder, flow: contender.flow(where), polls: ours ? TYPES.length : 0 },
    complete: () => complete(folder, truth),
  });
  const calls = (await simulator.apiCalls()).length - before;
  const reported = ran.polls.reduce((sum, { records }) => sum + records, 0);
  const miscounted =
    ours && reported !== truth.events ? `${reported} of ${truth.events} reported` : undefined;
  return {
    ...{ name, sample: sampled(tenant, ran.seconds, ran.reading) },
    problem: miscounted ?? (await check([join(folder, OUT)], truth)),
    callsPer100k: (calls / truth.events) * 100_000,
  };
}

function sampled({ expected: truth }: Tenant, seconds: number, reading: Reading): Sample {
  return sampleOf({ events: truth.events, bytes: truth.lines.bytes, seconds }, reading);
}
